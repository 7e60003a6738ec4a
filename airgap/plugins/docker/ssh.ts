import { spawn } from "node:child_process";
import { Agent, type AgentOptions } from "node:http";
import { Duplex } from "node:stream";

const CONNECT_TIMEOUT = "ConnectTimeout=30";

/**
 * Arguments of ssh for a `docker system dial-stdio` on the far side, as the Docker CLI and the official plugin make
 * them; the user's ssh configuration, keys and known hosts count. Throws on addresses that ssh can't take.
 */
export function sshArguments(host: string, options: readonly string[]): string[] {
  const url = new URL(host);
  if (url.hostname === "") throw new Error(`no host specified in ${host}`);
  if (url.password !== "") throw new Error("plain-text password is not supported in ssh:// hosts");
  if (url.search !== "" || url.hash !== "") throw new Error(`extra text after the ssh:// host in ${host}`);
  const user = url.username === "" ? [] : ["-l", decodeURIComponent(url.username)];
  const port = url.port === "" ? [] : ["-p", url.port];
  const timeout = options.some((option) => option.includes("ConnectTimeout")) ? [] : ["-o", CONNECT_TIMEOUT];
  const socket = url.pathname.replace(/\/$/, "");
  const command = socket === "" ? ["docker"] : ["docker", "--host", `unix://${socket}`];
  const far = url.hostname.replace(/^\[|\]$/g, "");
  return [...options, ...timeout, "-T", ...user, ...port, "--", far, ...command, "system", "dial-stdio"];
}

/** An HTTP agent whose every connection is an ssh process; destroying the agent ends them. */
export class SshAgent extends Agent {
  readonly #arguments: string[];

  constructor(host: string, sshOptions: readonly string[], options: AgentOptions) {
    super(options);
    this.#arguments = sshArguments(host, sshOptions);
  }

  override createConnection(): Duplex {
    return dial(this.#arguments);
  }
}

/** A stream through one ssh process. What ssh says before it fails becomes the stream's error. */
function dial(args: string[]): Duplex {
  const child = spawn("ssh", args, { stdio: ["pipe", "pipe", "pipe"] });
  const stream = new SshStream(child);
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  child.on("error", (error) => stream.destroy(new Error(`ssh can't be started: ${error.message}`)));
  child.on("close", (code) => {
    if (code === 0 || stream.destroyed) stream.push(null);
    else stream.destroy(new Error(`ssh ended with exit code ${code}: ${complaint.trim() || "no message"}`));
  });
  return stream;
}

type Child = ReturnType<typeof spawn>;

class SshStream extends Duplex {
  readonly #child: Child;

  constructor(child: Child) {
    super();
    this.#child = child;
    child.stdout?.on("data", (chunk) => {
      if (!this.push(chunk)) child.stdout?.pause();
    });
    // The process reports its end; a broken pipe before that would hide its words.
    child.stdin?.on("error", () => undefined);
  }

  override _read(): void {
    this.#child.stdout?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#child.stdin?.write(chunk)) done();
    else this.#child.stdin?.once("drain", done);
  }

  override _final(done: () => void): void {
    this.#child.stdin?.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  // What http asks of a socket; a pipe has none of it.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
