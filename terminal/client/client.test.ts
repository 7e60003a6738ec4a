import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { bundleClient } from "../../bundles/client.ts";
import { eventually } from "../../test/patience.ts";
import { type FreshDatabase, type Services, startServices } from "../../test/services.ts";
import { type City, PASSWORD, RawClient, startCity } from "../test-city.ts";
import { type TlsFront, tlsFront } from "./test-tls.ts";

let services: Services;
let database: FreshDatabase;
let city: City;
let front: TlsFront;
let folder: string;
let client: string;
const bundle = mkdtempSync(join(tmpdir(), "t-client-bundle-"));
before(async () => {
  await bundleClient({ outDir: bundle });
  client = join(bundle, "terminusa-play.mjs");
  services = await startServices();
});
after(async () => {
  rmSync(bundle, { recursive: true });
  await services.stop();
});
beforeEach(async () => {
  await services.flushRedis();
  database = await services.freshDatabase();
  city = await startCity(services, database);
  front = await tlsFront(() => city.server.port);
  folder = mkdtempSync(join(tmpdir(), "t-client-"));
  writeFileSync(join(folder, "ca.pem"), front.authority);
  writeFileSync(join(folder, "password"), `${PASSWORD}\n`);
});
afterEach(async () => {
  front.close();
  await city.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const env = () => ({ ...process.env, XDG_CONFIG_HOME: folder, TERM: "xterm-256color", NO_COLOR: "" });
const host = () => `localhost:${front.port}`;
const keepsake = () => join(folder, "terminusa", `localhost_${front.port}.json`);

type Ended = { code: number | null; out: string; err: string };
async function pipe(input: string, ...options: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [client, "--host", host(), ...options], { env: env() });
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    err += data;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code, out, err };
}
const login = () => [
  "--ca",
  join(folder, "ca.pem"),
  "--user",
  "Mara",
  "--password-file",
  join(folder, "password"),
];
const register = () => [...login(), "--register"];

test("piped, it plays a line after the other, waits for each answer, and ends with 0", async () => {
  const { code, out, err } = await pipe("street\nsay hello\n\nwhoami\n", ...register());
  assert.equal(err, "");
  assert.equal(code, 0);
  const order = [
    "Rain beads",
    "Lantern Street\n",
    "You say: hello",
    "[System] Mara, hunter. Place: Lantern Street.",
  ];
  const places = order.map((part) => out.indexOf(part));
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
    out,
  );
  assert.ok(
    places.every((place) => place >= 0),
    out,
  );
  assert.equal(out.includes("\u001b"), false);
});

test("piped, a refused command makes the exit code 1, and the rest is still played", async () => {
  const { code, out } = await pipe("dance\nwhoami\n", ...register());
  assert.equal(code, 1);
  assert.match(out, /No command "dance"/);
  assert.match(out, /Place: Association Hall/);
});

test("piped, a hundred lines are more than the server takes at once, and all are done", async () => {
  const lines = Array.from({ length: 100 }, (_, at) => `say line ${at}`);
  const { code, out } = await pipe(lines.join("\n"), ...register());
  assert.equal(code, 0, out.slice(-300));
  assert.deepEqual(
    out.match(/You say: line \d+/g),
    lines.map((_, at) => `You say: line ${at}`),
  );
});

test("the token is kept in a file of mode 0600, used again, and forgotten by --logout", async () => {
  await pipe("quit\n", ...register());
  assert.equal(statSync(keepsake()).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, "terminusa")).mode & 0o777, 0o700);
  assert.equal(readFileSync(keepsake(), "utf8").includes(PASSWORD), false);
  const { token } = JSON.parse(readFileSync(keepsake(), "utf8"));
  const ca = ["--ca", join(folder, "ca.pem")];
  assert.match((await pipe("whoami\n", ...ca)).out, /Mara, hunter/);
  assert.equal((await pipe("", "--logout", ...ca)).code, 0);
  assert.equal(existsSync(keepsake()), false);
  const raw = new RawClient(city);
  await raw.hello();
  raw.send({ t: "token", token });
  assert.equal((await raw.want("error")).code, "bad_login");
  const again = await pipe("whoami\n", ...ca);
  assert.equal(again.code, 1);
  assert.match(again.err, /No login is stored/);
});

test("an unknown authority, a port where nothing is, a wrong password and a bad host are said in a sentence", async () => {
  const unknown = await pipe("look\n", "--user", "Mara", "--password-file", join(folder, "password"));
  assert.equal(unknown.code, 1);
  assert.match(
    unknown.err,
    /Nobody that this machine knows vouches for localhost:\d+\. Give its authority with --ca FILE/,
  );
  const nowhere = await pipe("look\n", "--host", "localhost:1", ...login());
  assert.match(nowhere.err, /Nothing listens at localhost:1\. Is the server up\?/);
  const wrong = await pipe("look\n", ...login());
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /do not match/);
  const bad = await pipe("look\n", "--host", "http://x");
  assert.match(bad.err, /http:\/\/ is not the game's/);
  const plain = await pipe("look\n", "--host", "ws://play.example.org");
  assert.match(plain.err, /Without TLS it plays on this machine only/);
  for (const { err } of [unknown, nowhere, wrong, bad, plain]) assert.doesNotMatch(err, /\n\s+at /);
});

test("it runs on the oldest Node that is supported", { skip: nodeTwenty() === null }, async () => {
  const node = nodeTwenty()!;
  const child = spawn(node, [client, "--host", host(), ...register()], { env: env() });
  let out = "";
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stdin.end("whoami\n");
  assert.equal((await once(child, "close"))[0], 0);
  assert.match(out, /Mara, hunter/);
});

function nodeTwenty(): string | null {
  for (const candidate of ["/usr/bin/node", "/usr/local/bin/node"]) {
    if (!existsSync(candidate)) continue;
    if (execFileSync(candidate, ["--version"], { encoding: "utf8" }).startsWith("v20.")) return candidate;
  }
  return null;
}

/** A real terminal: keys go in, the screen is read. */
class Terminal {
  readonly #socket = `t-client-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;

  constructor(options: string[], size = { columns: 80, rows: 24 }) {
    const command = [process.execPath, client, "--host", host(), ...options]
      .map((word) => `'${word}'`)
      .join(" ");
    const vars = Object.entries({ XDG_CONFIG_HOME: folder }).map(([key, value]) => `${key}='${value}'`);
    this.#tmux(
      ...["-f", "/dev/null", "new-session", "-d", "-x", String(size.columns), "-y", String(size.rows)],
      `env ${vars.join(" ")} ${command}; echo "ended with $?"; exec cat`,
    );
  }

  keys(...keys: string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  type(text: string): void {
    this.#tmux("send-keys", "-l", text);
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  screen(...options: string[]): string {
    return this.#tmux("capture-pane", "-p", ...options);
  }

  async shows(part: string | RegExp): Promise<string> {
    return eventually(() => {
      const screen = this.screen();
      const shown = typeof part === "string" ? screen.includes(part) : part.test(screen);
      return shown ? screen : assert.fail(`the screen never showed ${part}:\n${screen}`);
    });
  }

  /** Waits until the last rows, joined as the terminal broke them, are `line`. */
  async endsWith(line: string, rows = 1): Promise<void> {
    await eventually(() => {
      const screen = this.screen();
      assert.equal(screen.trimEnd().split("\n").slice(-rows).join(""), line, screen);
    });
  }

  close(): void {
    this.#tmux("kill-server");
  }

  #tmux(...words: string[]): string {
    return execFileSync("tmux", ["-L", this.#socket, ...words], { encoding: "utf8" });
  }
}

async function inTerminal(options: string[], play: (terminal: Terminal) => Promise<void>): Promise<void> {
  const terminal = new Terminal(options);
  try {
    await play(terminal);
  } finally {
    terminal.close();
  }
}

test("in a terminal a newcomer trusts the authority, registers, plays and quits", async () => {
  await inTerminal(["--register"], async (terminal) => {
    const asked = await terminal.shows("Type yes:");
    assert.match(asked, /Test Authority/);
    assert.match(asked, /SHA-256 {2}([0-9A-F]{2}:){20}/);
    terminal.type("yes");
    terminal.keys("Enter");
    await terminal.shows("Name of your hunter:");
    terminal.type("Mara");
    terminal.keys("Enter");
    await terminal.shows("Password for Mara:");
    terminal.type(PASSWORD);
    terminal.keys("Enter");
    await terminal.shows("The same again:");
    terminal.type(PASSWORD);
    terminal.keys("Enter");
    const screen = await terminal.shows("Rain beads on the glass");
    assert.equal(screen.includes(PASSWORD), false, "the password is not shown");
    terminal.type("stre");
    terminal.keys("Tab");
    await terminal.shows("> street");
    terminal.keys("Enter");
    await terminal.shows("Two tram rails");
    terminal.keys("Up", "Up");
    terminal.keys("C-u");
    terminal.type("quit");
    terminal.keys("Enter");
    await terminal.shows("ended with 0");
  });
  await inTerminal([], async (terminal) => {
    await terminal.shows("Lantern Street");
    terminal.keys("C-d");
    await terminal.shows("ended with 0");
  });
});

test("what arrives while a line is typed does not break it, history and resize work, Ctrl-C ends", async () => {
  await inTerminal(register(), async (terminal) => {
    await terminal.shows("Rain beads");
    const jun = await new RawClient(city).register("Jun");
    terminal.type("say I was in the middle of");
    await terminal.shows("> say I was in the middle of");
    await jun.command("say excuse me");
    await terminal.shows("Jun says: excuse me");
    await terminal.endsWith("> say I was in the middle of");
    terminal.type(" a line");
    terminal.keys("Enter");
    await terminal.shows("You say: I was in the middle of a line");
    await jun.hears("Mara says: I was in the middle of a line");
    terminal.keys("Up");
    await terminal.shows(/> say I was in the middle of a line\s*$/);
    terminal.keys("C-u");
    terminal.resize(50, 24);
    terminal.type("look");
    terminal.keys("Enter");
    await terminal.shows(/> look\n[\s\S]*Rain beads on the glass where someone taped up\n[\s\S]*Exits:/);
    const long = "say ".concat("words ".repeat(15)).trimEnd();
    terminal.type(long);
    await terminal.endsWith(`> ${long}`, 2);
    await jun.command("say over two rows");
    await terminal.shows("Jun says: over two rows");
    await terminal.endsWith(`> ${long}`, 2);
    terminal.keys("C-c");
    await terminal.shows("ended with 0");
    await jun.hears("Mara leaves the city.");
  });
});

test("a restarted server is not noticed: the same screen goes on, and a line typed meanwhile arrives", async () => {
  await inTerminal(register(), async (terminal) => {
    await terminal.shows("Rain beads");
    await city.server.close();
    terminal.type("whoami");
    terminal.keys("Enter");
    city.postgres.close();
    city.redis.close();
    city = await startCity(services, database);
    await terminal.shows("[System] Mara, hunter. Place: Association Hall.");
    assert.doesNotMatch(terminal.screen(), /Password|Log in/);
  });
});

test("a takeover says so and ends with 1, and colours go away when asked", async () => {
  await inTerminal(register(), async (terminal) => {
    await terminal.shows("Rain beads");
    terminal.type("whoami");
    terminal.keys("Enter");
    await terminal.shows("Mara, hunter");
    assert.ok(terminal.screen("-e").includes("\u001b[36m[System]"));
    await new RawClient(city).login("Mara");
    await terminal.shows("You play from another place now.");
    await terminal.shows("ended with 1");
  });
  await inTerminal(["--no-colour", ...login()], async (terminal) => {
    await terminal.shows("Association Hall");
    terminal.type("whoami");
    terminal.keys("Enter");
    await terminal.shows("Mara, hunter");
    assert.equal(terminal.screen("-e").includes("\u001b[36m"), false);
  });
});
