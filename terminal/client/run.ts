/** The command-line client: from its options to its exit code. */
import { hostname } from "node:os";
import { createColors } from "picocolors";
import { WebSocket } from "ws";
import { startLink } from "../../game/client-link.ts";
import { ClientSession, type Credentials } from "../../game/client-session.ts";
import { JSON_SUBPROTOCOL } from "../../game/protocol.ts";
import { ask, askHidden, Cancelled } from "./ask.ts";
import { Failure } from "./failure.ts";
import { Keepsake } from "./keepsake.ts";
import { type Player, playLines } from "./lines.ts";
import { logOut } from "./logout.ts";
import { playOnScreen } from "./on-screen.ts";
import type { Options } from "./options.ts";
import { Panels } from "./panel.ts";
import { describeAuthority, probe, shownAuthority } from "./trust.ts";
import { Words } from "./words.ts";

const VERSION = "0.1.0";

/** Plays until the end and returns the exit code: 0 for a chosen end, 1 when something failed. */
export async function run(options: Options, env: NodeJS.ProcessEnv): Promise<number> {
  try {
    return await play(options, env);
  } catch (error) {
    if (error instanceof Cancelled) return 130;
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function play(options: Options, env: NodeJS.ProcessEnv): Promise<number> {
  const keepsake = new Keepsake(env, options.address.name);
  const authority = await trusted(options, keepsake);
  const open = () =>
    new WebSocket(options.address.url, [JSON_SUBPROTOCOL], {
      ...(authority === undefined ? {} : { ca: authority }),
      perMessageDeflate: false,
      maxPayload: MOST_BYTES,
      handshakeTimeout: HANDSHAKE_MS,
    });
  if (options.logout) return logOut(open, keepsake);
  const onScreen = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const wantsPanels = onScreen && options.panels && !options.screenReader;
  const session = new ClientSession({
    client: `terminal client ${VERSION} on ${hostname()}`.slice(0, 80),
    random: Math.random,
    screenReader: options.screenReader,
    panels: wantsPanels,
    credentials: await credentials(options, keepsake),
    ...(onScreen ? { cols: process.stdout.columns || 80, rows: process.stdout.rows || 24 } : {}),
  });
  const colour = options.colour && process.stdout.isTTY === true;
  const player: Player = {
    session,
    link: (onEffect) => startLink({ session, open, onEffect }),
    words: new Words(colour),
    panels: wantsPanels ? new Panels(createColors(colour)) : undefined,
    remember: (token) => keepsake.write({ token, user: session.name }),
    askAgain: () => askCredentials(options.user ?? keepsake.read().user, false),
    askCode: async () => (await ask("Code: ")).trim(),
  };
  return onScreen ? playOnScreen(player) : playLines(player);
}

/** A greeting or a full room fits many times; more is not our server. */
const MOST_BYTES = 1024 * 1024;
const HANDSHAKE_MS = 10_000;

/** The authority to trust, or undefined for the system's. Asks the player about one that is not known. */
async function trusted({ address, authority }: Options, keepsake: Keepsake): Promise<string | undefined> {
  const pinned = authority ?? keepsake.read().authority;
  const first = await probe(address, pinned);
  if (first.ok) return pinned;
  if (!first.unknownAuthority) throw new Failure(first.text);
  if (authority !== undefined)
    throw new Failure(`${first.text} The authority given by --ca does not either.`);
  if (!process.stdin.isTTY) {
    throw new Failure(
      `${first.text} Give its authority with --ca FILE, or start once in a terminal and confirm it.`,
    );
  }
  return confirmed(address, first.text, pinned, keepsake);
}

async function confirmed(
  address: Options["address"],
  why: string,
  pinned: string | undefined,
  keepsake: Keepsake,
): Promise<string> {
  const shown = await shownAuthority(address);
  if (!shown)
    throw new Failure(
      `${why} It shows no authority to trust. Ask its operator for the file and give --ca FILE.`,
    );
  const lines = [
    pinned === undefined ? why : `The authority of ${address.name} is not the one that you trusted.`,
    ...(pinned === undefined ? [] : [`  before   ${describeAuthority(pinned).fingerprint}`]),
    `  ${shown.name}`,
    `  SHA-256  ${shown.fingerprint}`,
    "Compare this with what its operator tells you. If it differs, somebody listens in.",
  ];
  process.stderr.write(`${lines.join("\n")}\n`);
  const answer = await ask(`Trust it for ${address.name} from now on? Type yes: `);
  if (answer.trim().toLowerCase() !== "yes") throw new Failure("Not trusted. Nothing was sent.");
  const checked = await probe(address, shown.pem);
  if (!checked.ok) throw new Failure(checked.text);
  keepsake.write({ authority: shown.pem });
  return shown.pem;
}

async function credentials(options: Options, keepsake: Keepsake): Promise<Credentials> {
  const { user, register, password } = options;
  const kept = keepsake.read();
  const sameUser = user === undefined || user.toLowerCase() === kept.user?.toLowerCase();
  if (kept.token && sameUser && !register && password === undefined) return { t: "token", token: kept.token };
  if (password !== undefined) {
    const name = user ?? kept.user;
    if (!name) throw new Failure("Whose password is it? Give --user NAME.");
    return { t: register ? "register" : "login", name, password, remember: true };
  }
  if (!process.stdin.isTTY) {
    throw new Failure(
      "No login is stored for this server. Start once in a terminal, or give --user and --password-file.",
    );
  }
  return askCredentials(user, register);
}

async function askCredentials(user: string | undefined, register: boolean): Promise<Credentials> {
  const name =
    user ?? (await ask(register ? "Name of your hunter: " : "Name (--register makes a new one): ")).trim();
  const password = await askHidden(`Password for ${name}: `);
  if (register && (await askHidden("The same again: ")) !== password) {
    throw new Failure("The two passwords differ. Start again.");
  }
  return { t: register ? "register" : "login", name, password, remember: true };
}
