/** Evennia's default game as a peer: everyone in one room, its own database, no limits of rates. */
import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { appendFile, cp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Contestant, freePort } from "./contestants.ts";
import type { PlayerSpec } from "./load/messages.ts";
import { pinned, SERVER_CORE } from "./pinned.ts";
import { EVENNIA, EVENNIA_ON_311, PythonMissing, virtualEnvironment } from "./python.ts";

const run = promisify(execFile);
const COMMAND_MS = 5 * 60_000;
const OPERATOR = {
  EVENNIA_SUPERUSER_USERNAME: "operator",
  EVENNIA_SUPERUSER_PASSWORD: "only-for-the-bench",
  EVENNIA_SUPERUSER_EMAIL: "operator@example.org",
};
const SETTINGS = `
SERVERNAME = "bench"
TELNET_ENABLED = False
MAX_CONNECTION_RATE = 1000
MAX_COMMAND_RATE = 100000
LOGIN_THROTTLE_LIMIT = None
CREATION_THROTTLE_LIMIT = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = []
`;

/** A game that was set up once: its folder is copied for each run. */
export interface EvenniaGame {
  bin: string;
  folder: string;
}

/** Makes the game with those players, or finds it in the cache. Throws PythonMissing. */
export async function prepareEvennia(cache: string, players: readonly PlayerSpec[]): Promise<EvenniaGame> {
  const environment = await virtualEnvironment(cache, EVENNIA).catch((error) => {
    if (error instanceof PythonMissing) return virtualEnvironment(cache, EVENNIA_ON_311);
    throw error;
  });
  const bin = join(environment, "bin");
  const folder = `${environment}-game-${players.length}`;
  if (!existsSync(folder)) {
    const half = `${folder}-unfinished`;
    rmSync(half, { recursive: true, force: true });
    await evennia(bin, cache, ["--init", half.slice(cache.length + 1)]);
    await appendFile(join(half, "server/conf/settings.py"), SETTINGS);
    await evennia(bin, half, ["migrate"]);
    // The first start makes what later ones find.
    await startGame(bin, half);
    await evennia(bin, half, ["stop"]);
    await makePlayers(bin, half, players);
    renameSync(half, folder);
  }
  return { bin, folder };
}

/** Starts a copy of the game below `into`, both of its processes on the server's core. */
export async function startEvennia({ bin, folder }: EvenniaGame, into: string): Promise<Contestant> {
  const own = join(into, "evennia");
  rmSync(own, { recursive: true, force: true });
  await cp(folder, own, { recursive: true });
  const began = performance.now();
  const port = await startGame(bin, own);
  const pids = ["portal", "server"].map((name) =>
    Number(readFileSync(join(own, `server/${name}.pid`), "utf8")),
  );
  return {
    address: { host: "127.0.0.1", port, path: "/" },
    pids,
    readyMs: performance.now() - began,
    stop: () => evennia(bin, own, ["stop"]),
  };
}

/** Returns the port of its web client's socket. */
async function startGame(bin: string, folder: string): Promise<number> {
  const [web, inner, socket, amp] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const settings = `
WEBSERVER_INTERFACES = ["127.0.0.1"]
WEBSERVER_PORTS = [(${web}, ${inner})]
WEBSOCKET_CLIENT_INTERFACE = "127.0.0.1"
WEBSOCKET_CLIENT_PORT = ${socket}
AMP_PORT = ${amp}
`;
  await appendFile(join(folder, "server/conf/settings.py"), settings);
  await evennia(bin, folder, ["start"]);
  return socket;
}

async function makePlayers(bin: string, folder: string, players: readonly PlayerSpec[]): Promise<void> {
  const script = [
    "from typeclasses.accounts import Account",
    ...players.map(({ name, token }) => `Account.create(username="${name}", password="${token}")`),
    "",
  ].join("\n");
  const child = spawn(join(bin, "evennia"), ["shell", "-i", "python"], {
    cwd: folder,
    env: environment(bin),
    stdio: ["pipe", "ignore", "inherit"],
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("exit", resolve);
  child.stdin.end(script);
  const code = await promise;
  if (code !== 0) throw new Error(`evennia shell ended with code ${code}`);
}

// What it starts stays in the background and would hold pipes open, so it gets none.
async function evennia(bin: string, cwd: string, args: readonly string[]): Promise<void> {
  const [program, programArgs] = pinned(SERVER_CORE, join(bin, "evennia"), args);
  const shell = [
    'out=$(mktemp); "$@" </dev/null >"$out" 2>&1; code=$?; tail -n 5 "$out"; rm "$out"; exit $code',
  ];
  try {
    await run("bash", ["-c", ...shell, "bash", program, ...programArgs], {
      cwd,
      env: environment(bin),
      timeout: COMMAND_MS,
    });
  } catch (error) {
    const { stdout = "", message } = error as Error & { stdout?: string };
    throw new Error(`evennia ${args.join(" ")} failed: ${stdout.trim() || message}`);
  }
}

function environment(bin: string): NodeJS.ProcessEnv {
  return { ...process.env, ...OPERATOR, PATH: `${bin}:${process.env.PATH}` };
}
