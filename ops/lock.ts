import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Context } from "./context.ts";
import { OperatorError } from "./operator-error.ts";

const SQLITE_BUSY = 5;

/** Who works on a stack, since when (ISO 8601), and at what. */
export interface Holder {
  operation: string;
  pid: number;
  user: string;
  host: string;
  since: string;
}

/**
 * Runs `work` as the stack's only operation. Throws OperatorError that says who holds the lock.
 *
 * The lock is the operating system's, on a file that SQLite locks for us: it ends with its process, whatever
 * ends that, and it holds between containers too, where a process number says nothing. Who holds it stands in
 * a file beside it; one that is left over tells of an operation that was cut off.
 */
export async function withLock<T>(context: Context, operation: string, work: () => Promise<T>): Promise<T> {
  const folder = join(context.home, "locks");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const note = join(folder, `${context.stack}.json`);
  const database = lock(join(folder, `${context.stack}.lock`));
  if (!database) throw held(context, operation, readHolder(note));
  try {
    const before = readHolder(note);
    if (before) context.out.line(`note    ${inWords(before)} was cut off; taking over its lock`);
    writeHolder(note, operation);
    return await work();
  } finally {
    rmSync(note, { force: true });
    database.close();
  }
}

function lock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}

function held(context: Context, operation: string, holder: Holder | undefined): OperatorError {
  return new OperatorError(
    `${operation} must wait: another operation on stack ${context.stack} is under way`,
    holder ? inWords(holder) : "it has only just begun",
    "run this again when it has ended",
  );
}

function inWords({ operation, pid, user, host, since }: Holder): string {
  return `"${operation}" by ${user} on ${host} (pid ${pid}), since ${since}`;
}

function readHolder(note: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(note, "utf8")) as Holder;
  } catch (error) {
    // Nobody wrote it, or its writer has just ended.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

// Renamed into place, so that nobody reads half of it.
function writeHolder(note: string, operation: string): void {
  const holder: Holder = {
    operation,
    pid: process.pid,
    user: userName(),
    host: hostname(),
    since: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
  };
  writeFileSync(`${note}.new`, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  renameSync(`${note}.new`, note);
}

// A container may run under a number that has no name.
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
