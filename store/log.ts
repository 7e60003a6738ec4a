import { basename, dirname } from "node:path";
import { type Logger, multistream, pino, type StreamEntry, stdTimeFunctions } from "pino";
import { createStream, type RotatingFileStream } from "rotating-file-stream";

const MAX_MIB = 20;
/** Files kept, with the one being written. */
const KEEP = 5;
const REOPEN_AFTER_MS = 5_000;
/** Lines for a disk that doesn't take them are dropped beyond this; stdout has them still. */
const MOST_BUFFERED_BYTES = 8 * 1024 * 1024;
/** Readable by the log volume's group, so that `./terminusa logs` and Nginx's user can share the folder. */
const FILE_MODE = 0o640;

export type LogSettings = {
  /** Path of the log file; without one, lines go to stdout only. */
  file?: string | undefined;
  service: string;
  /** The least severe level that is written: `trace` … `fatal`; `silent` for none. */
  level?: string | undefined;
  /** Size in MiB at which the file is rotated. */
  maxMiB?: number | undefined;
  /** How many files are kept, with the one being written: at least 2. */
  keep?: number | undefined;
  /** Told of each line of level error or worse. */
  onError?: (() => void) | undefined;
};

/**
 * A logger of JSON lines to stdout and to `file`, which rotates at 20 MiB × 5 unless told otherwise. A file that can't be written
 * is told on stderr and tried again; it never stops the server.
 */
export function openLog({
  file,
  service,
  level = "info",
  maxMiB = MAX_MIB,
  keep = KEEP,
  onError,
}: LogSettings): Logger {
  const streams: StreamEntry[] = [{ stream: process.stdout, level: "trace" }];
  if (file) streams.push({ stream: new LogFile(file, maxMiB, keep), level: "trace" });
  if (onError) streams.push({ stream: { write: onError }, level: "error" });
  return pino(
    { level, base: { service }, timestamp: stdTimeFunctions.isoTime, redact: REDACTED },
    multistream(streams),
  );
}

/** A second fence: the code logs none of these, and a careless line that does shows nothing. */
const REDACTED = [
  "password",
  "token",
  "cookie",
  "authorization",
  "*.password",
  "*.token",
  "*.cookie",
  "*.authorization",
];

class LogFile {
  #stream: RotatingFileStream | null = null;
  readonly #path: string;
  readonly #maxMiB: number;
  readonly #keep: number;

  constructor(path: string, maxMiB: number, keep: number) {
    this.#path = path;
    this.#maxMiB = maxMiB;
    this.#keep = keep;
    this.#open();
  }

  write(line: string): void {
    const stream = this.#stream;
    if (stream && stream.writableLength < MOST_BUFFERED_BYTES) stream.write(line);
  }

  #open(): void {
    const stream = createStream(basename(this.#path), {
      path: dirname(this.#path),
      size: `${this.#maxMiB}M`,
      rotate: this.#keep - 1,
      mode: FILE_MODE,
    });
    stream.on("warning", (error) => this.#tell(error));
    stream.on("error", (error) => {
      if (this.#stream !== stream) return;
      this.#stream = null;
      this.#tell(error);
      setTimeout(() => this.#open(), REOPEN_AFTER_MS).unref();
    });
    this.#stream = stream;
  }

  #tell(error: Error): void {
    process.stderr.write(
      `${JSON.stringify({ level: 40, msg: "log file not written", file: this.#path, error: error.message })}\n`,
    );
  }
}
