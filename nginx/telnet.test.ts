import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { after, before, test } from "node:test";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { Testbed, tryDocker, until } from "./testbed.ts";

let bed: Testbed;

before(async () => {
  bed = await Testbed.open({
    limits: { requestsPerSecond: 1000, requestBurst: 2000, connectionsPerAddress: 5, bodyBytes: 65_536 },
  });
});
after(() => bed?.close());

class Line {
  readonly socket: TLSSocket;
  text = "";
  closed = false;

  constructor() {
    this.socket = connectTls({
      port: bed.ports.telnet,
      host: "127.0.0.1",
      ca: bed.certificate.chain,
      servername: "localhost",
    });
    this.socket.on("data", (data) => {
      this.text += String(data);
    });
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.closed = true;
    });
  }

  sees(pattern: RegExp): Promise<RegExpExecArray> {
    return until(
      `${pattern} in ${JSON.stringify(this.text)}`,
      async () => pattern.exec(this.text) as RegExpExecArray,
    );
  }

  async end(): Promise<void> {
    this.socket.end();
    await until("the line's end", async () => this.closed);
  }
}

const upstream = (env: Record<string, string> = {}) =>
  bed.upstream("terminal", 4000, env, "testbed-telnet.ts");

test("the terminal server gets the client's address first, and what a client forges only after that", async () => {
  await upstream();
  const line = new Line();
  line.socket.write("PROXY TCP4 6.6.6.6 127.0.0.1 1 4000\r\nhello\r\n");
  const [, address] = await line.sees(
    /^\S+\nPROXY TCP4 (\d+\.\d+\.\d+\.\d+) \S+ \d+ 4000\r\nPROXY TCP4 6\.6\.6\.6 /,
  );
  assert.notEqual(address, "6.6.6.6");
  await line.sees(/hello/);
  await line.end();
  const logged = await until("the log's line", async () =>
    (await bed.lines("access")).find(({ protocol }) => protocol === "telnet"),
  );
  assert.ok(logged);
  assert.equal(logged.remote, address);
  assert.match(String(logged.time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.match(String(logged.tls), /^TLSv1\.[23]$/);
});

test("without TLS nothing is said, and the line ends", async () => {
  const bytes = await new Promise<number>((resolve, reject) => {
    const socket = connectTcp(bed.ports.telnet, "127.0.0.1", () => socket.write("Mara\r\n"));
    socket.on("data", () => reject(new Error("it answered")));
    socket.on("close", () => resolve(socket.bytesRead));
    socket.on("error", () => {});
  });
  assert.equal(bytes, 0);
});

test("more lines from one address than are allowed are refused; one that ends makes room", async () => {
  const lines = Array.from({ length: 5 }, () => new Line());
  for (const line of lines) await line.sees(/\n/);
  const beyond = new Line();
  await until("the refusal", async () => beyond.closed);
  assert.equal(beyond.text, "");
  await lines[0]!.end();
  await until("room", async () => {
    const next = new Line();
    const seen = await next.sees(/\n/).catch(() => null);
    await next.end();
    return seen !== null;
  });
  for (const line of lines) line.socket.destroy();
});

test("a server that doesn't listen yet is passed over, a new one is found, and a draining one gets nothing new", async () => {
  await upstream({ NEVER_LISTEN: "1" });
  const second = await upstream();
  const names = new Set<string>();
  await until("both listening servers to be found", async () => {
    const line = new Line();
    names.add((await line.sees(/^(\S+)\n/))[1]!);
    await line.end();
    return names.size === 2;
  });
  const staying = new Line();
  await staying.sees(/\n/);
  await tryDocker("kill", "-s", "TERM", second);
  for (let turn = 0; turn < 10; turn++) {
    const line = new Line();
    await line.sees(/^\S+\nPROXY/);
    await line.end();
  }
  staying.socket.destroy();
});
