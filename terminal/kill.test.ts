/** SIGKILL in the middle of a storm of commands: what each player was told is what the database holds. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import pg from "pg";
import { WebSocket } from "ws";
import { bundleTerminal } from "../bundles/terminal.ts";
import { startLink } from "../game/client-link.ts";
import { type ClientEffect, ClientSession } from "../game/client-session.ts";
import { JSON_SUBPROTOCOL } from "../game/protocol.ts";
import { eventually } from "../test/patience.ts";
import { type FreshDatabase, type Services, startServices } from "../test/services.ts";
import { PASSWORD } from "./test-city.ts";

const PLAYERS = 12;
const LINES = 40;
/** Lines that a player has had answered before anything is killed, and between one kill and the next. */
const BETWEEN_KILLS = 6;

let services: Services;
let database: FreshDatabase;
let pool: pg.Pool;
const folder = mkdtempSync(join(tmpdir(), "t-kill-"));
before(async () => {
  await bundleTerminal({ outDir: join(folder, "app") });
  services = await startServices({ durable: true });
  database = await services.freshDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  // Killing PostgreSQL is what this is for.
  pool.on("error", () => {});
});
after(async () => {
  await pool.end();
  await services.stop();
  rmSync(folder, { recursive: true });
});

/** A terminal server behind a port that stays while it is killed and started again. */
class Server {
  readonly #env: Record<string, string>;
  readonly #door = createServer((near) => {
    const far = connect(this.#port, "127.0.0.1");
    near.on("error", () => far.destroy()).on("close", () => far.destroy());
    far.on("error", () => near.destroy()).on("close", () => near.destroy());
    near.pipe(far).pipe(near);
  });
  #port = 0;
  #child: ChildProcess | undefined;

  constructor(env: Record<string, string>) {
    this.#env = env;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#door.address() as { port: number }).port}/`;
  }

  async start(): Promise<this> {
    if (!this.#door.listening) {
      this.#door.listen(0, "127.0.0.1");
      await once(this.#door, "listening");
    }
    let out = "";
    this.#child = spawn(process.execPath, [join(folder, "app/main.js")], { env: this.#env });
    this.#child.stdout?.on("data", (data) => {
      out += data;
    });
    this.#port = await eventually(() => {
      const port = /"port":(\d+),"msg":"listening"/.exec(out)?.[1];
      return port === undefined ? assert.fail(`never listens: ${out}`) : Number(port);
    });
    return this;
  }

  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    if (!this.#child || this.#child.exitCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill(signal);
    await gone;
  }

  async end(): Promise<void> {
    await this.kill("SIGTERM");
    this.#door.close();
  }
}

/** What a player was told of each line: done, refused, or that its fate can't be known. */
class Speaker {
  readonly done: string[] = [];
  readonly refused: string[] = [];
  readonly unknown: string[] = [];
  readonly #name: string;
  readonly #session: ClientSession;
  readonly #urls: () => string;
  #next = 1;
  #finish: () => void = () => {};

  constructor(name: string, url: () => string) {
    this.#name = name;
    this.#urls = url;
    this.#session = new ClientSession({
      client: "storm",
      random: Math.random,
      credentials: { t: "register", name, password: PASSWORD, remember: true },
    });
  }

  /** Says its lines one after the other and resolves when the last is answered. */
  async speak(): Promise<void> {
    const finished = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    const link = startLink({
      session: this.#session,
      open: () => new WebSocket(this.#urls(), [JSON_SUBPROTOCOL]),
      onEffect: (effect) => this.#effect(effect),
    });
    const lines = Array.from({ length: LINES }, (_, at) => `say ${this.#name} ${at + 1}`);
    for (const line of lines) link.run(this.#session.typed(line));
    await finished;
    link.end();
  }

  get answered(): number {
    return this.#next - 1;
  }

  #effect(effect: ClientEffect): void {
    if (effect.do !== "show" || effect.answer === undefined) return;
    const line = `${this.#name} ${this.#next}`;
    this.#next += 1;
    if (effect.text === `You say: ${line}`) this.done.push(line);
    else if (/is not known/.test(effect.text)) this.unknown.push(line);
    else this.refused.push(line);
    if (this.#next > LINES) this.#finish();
  }
}

test("SIGKILL of terminal servers and of PostgreSQL in a storm: told done is done once, told refused is not", async () => {
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const env = {
    DATABASE_URL_FILE: file("database-url", database.url),
    REDIS_URL_FILE: file("redis-url", services.redisUrl),
    SESSION_SECRETS_FILE: file("session-secrets", "one\n"),
    HOSTS: "localhost",
    PORT: "0",
    HEALTH_PORT: "0",
    TELNET_PORT: "0",
  };
  const servers = [await new Server(env).start(), await new Server(env).start()] as const;
  const anyServer = () => servers[Math.random() < 0.5 ? 0 : 1].url;
  const speakers = Array.from({ length: PLAYERS }, (_, at) => new Speaker(`Storm${at}`, anyServer));
  const storm = Promise.all(speakers.map((speaker) => speaker.speak()));
  const answered = (lines: number) =>
    eventually(() => assert.ok(speakers.every((speaker) => speaker.answered >= lines)));

  await answered(BETWEEN_KILLS);
  await servers[0].kill();
  await servers[0].start();
  await answered(2 * BETWEEN_KILLS);
  await services.killPostgres();
  await answered(3 * BETWEEN_KILLS);
  await servers[1].kill();
  await servers[1].start();
  await answered(4 * BETWEEN_KILLS);
  await services.killPostgres();
  await storm;
  for (const server of servers) await server.end();

  const { rows } = await eventually(() => pool.query<{ text: string }>("SELECT text FROM chat_messages"));
  const held = new Map<string, number>();
  for (const { text } of rows) held.set(text, (held.get(text) ?? 0) + 1);
  assert.deepEqual(
    [...held].filter(([, times]) => times !== 1),
    [],
    "done twice",
  );
  const told = (pick: (speaker: Speaker) => string[]) => speakers.flatMap(pick);
  assert.deepEqual(
    told(({ done }) => done).filter((line) => !held.has(line)),
    [],
    "told done, but lost",
  );
  assert.deepEqual(
    told(({ refused }) => refused).filter((line) => held.has(line)),
    [],
    "told refused, but done",
  );
  assert.ok(told(({ done }) => done).length > (PLAYERS * LINES) / 2, "most lines are done");
});
