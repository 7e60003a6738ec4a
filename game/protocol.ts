/**
 * The messages between a client and the terminal server: one closed union per direction, with its parser.
 * docs/protocol.md says the same in words; a test holds the two together.
 */
// zod/mini, because the /play page carries this file and only pays for the checks that it uses.
import * as z from "zod/mini";

export const PROTOCOL_VERSION = 1;
export const JSON_SUBPROTOCOL = "terminusa.v1.json";
export const TEXT_SUBPROTOCOL = "terminusa.v1.text";
/** Bytes in one message from a client; a longer one closes the socket with 1009. */
export const MAX_MESSAGE_BYTES = 8 * 1024;
/** Characters in one command line. */
export const MAX_LINE = 1000;
/** Milliseconds that a lost player stays in the world and may resume by the session alone. */
export const LINK_DEAD_MS = 90_000;

/** Close codes that the server uses; 1008, 1009, 1012 and 1013 mean what RFC 6455's registry says. */
export const CLOSE = {
  quit: 1000,
  policy: 1008,
  tooBig: 1009,
  restart: 1012,
  tryAgain: 1013,
  takeover: 4001,
  loginTimeout: 4002,
  revoked: 4003,
  version: 4004,
} as const;

const size = { cols: z.optional(screenSide()), rows: z.optional(screenSide()) };
const sessionName = z.string().check(z.regex(/^[\w-]{16,64}$/));
const sequence = z.int().check(z.minimum(0));
const commandNumber = z.int().check(z.minimum(1));
const playerName = z.string().check(z.minLength(1), z.maxLength(64));
const password = z.string().check(z.minLength(1), z.maxLength(256));
const token = z.string().check(z.minLength(1), z.maxLength(256));

const hello = z.object({
  t: z.literal("hello"),
  v: z.int(),
  client: z.string().check(z.maxLength(80)),
  ...size,
  screenReader: z.optional(z.boolean()),
  /** Asks for `panels` with the output. */
  panels: z.optional(z.boolean()),
  /** What to go on with: the session of an earlier `welcome` and the highest output number received. */
  resume: z.optional(z.object({ session: sessionName, lastSeen: sequence })),
});
const loginByPassword = z.object({
  t: z.literal("login"),
  name: playerName,
  password,
  /** Of the second factor, where the account has one: from an authenticator app, or a recovery code. */
  code: z.optional(z.string().check(z.maxLength(40))),
  remember: z.optional(z.boolean()),
});
const loginByToken = z.object({ t: z.literal("token"), token });
const register = z.object({
  t: z.literal("register"),
  name: playerName,
  password,
  email: z.optional(z.string().check(z.maxLength(254))),
  /** Its code, while registration is by invitation. */
  invitation: z.optional(z.string().check(z.maxLength(60))),
  remember: z.optional(z.boolean()),
});
const forget = z.object({ t: z.literal("forget"), token });
const command = z.object({
  t: z.literal("cmd"),
  n: commandNumber,
  line: z.string().check(z.maxLength(MAX_LINE)),
  s: z.optional(sequence),
});
const seen = z.object({ t: z.literal("seen"), s: sequence });
const resize = z.object({ t: z.literal("size"), cols: screenSide(), rows: screenSide() });
const quit = z.object({ t: z.literal("quit") });
const ping = z.object({ t: z.literal("ping"), id: z.optional(z.int()) });

export const clientMessage = z.discriminatedUnion("t", [
  hello,
  loginByPassword,
  loginByToken,
  register,
  forget,
  command,
  seen,
  resize,
  quit,
  ping,
]);
export type ClientMessage = z.infer<typeof clientMessage>;

const exit = z.object({ word: z.string(), to: z.string() });
const roomFrame = z.object({
  kind: z.literal("room"),
  id: z.string(),
  name: z.string(),
  exits: z.array(exit),
  people: z.array(z.string()),
  hunters: z.array(z.string()),
});
const chatFrame = z.object({
  kind: z.literal("chat"),
  /** Stable on all servers: a client that has shown this id shows it never again. */
  id: z.string(),
  room: z.string(),
  from: z.string(),
  text: z.string(),
});
const whoFrame = z.object({
  kind: z.literal("who"),
  count: z.int(),
  names: z.array(z.string()),
  complete: z.boolean(),
});
export const frame = z.discriminatedUnion("kind", [roomFrame, chatFrame, whoFrame]);
export type Frame = z.infer<typeof frame>;
export type RoomFrame = z.infer<typeof roomFrame>;

/** What a client may draw beside the text: each is the whole of its kind and replaces the one before. */
const vitalsPanel = z.object({
  kind: z.literal("vitals"),
  name: z.string(),
  /** The class or job in words, and the title worn. */
  calling: z.string(),
  title: z.nullable(z.string()),
  licence: z.string(),
  level: z.int(),
  xp: z.int(),
  nextXp: z.int(),
  hp: z.int(),
  maxHp: z.int(),
  mp: z.int(),
  maxMp: z.int(),
  /** Stat points to spend. */
  points: z.int(),
  crystals: z.int(),
  exons: z.int(),
  statuses: z.array(z.string()),
  skills: z.optional(z.array(z.string())),
  place: z.string(),
});
const targetPanel = z.object({
  kind: z.literal("target"),
  /** Empty outside a fight. */
  beasts: z.array(
    z.object({
      name: z.string(),
      level: z.int(),
      /** Of its full health, 0–1. */
      health: z.number(),
      /** What it is about to do. */
      tell: z.string(),
      open: z.boolean(),
      statuses: z.array(z.string()),
    }),
  ),
});
const mapPanel = z.object({
  kind: z.literal("map"),
  /** Null in the city. */
  gate: z.nullable(z.string()),
  floor: z.int(),
  rooms: z.array(
    z.object({
      x: z.int(),
      y: z.int(),
      what: z.string(),
      here: z.boolean(),
      done: z.boolean(),
      ways: z.array(z.string()),
    }),
  ),
});
const partyPanel = z.object({
  kind: z.literal("party"),
  members: z.array(
    z.object({
      name: z.string(),
      level: z.int(),
      hp: z.int(),
      maxHp: z.int(),
      leads: z.boolean(),
      note: z.string(),
    }),
  ),
});
const thingsPanel = z.object({
  kind: z.literal("things"),
  slots: z.int(),
  things: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      count: z.int(),
      worn: z.nullable(z.string()),
      note: z.string(),
    }),
  ),
});
const questsPanel = z.object({
  kind: z.literal("quests"),
  quests: z.array(
    z.object({
      name: z.string(),
      goals: z.array(z.object({ text: z.string(), have: z.int(), need: z.int() })),
    }),
  ),
});
export const panel = z.discriminatedUnion("kind", [
  vitalsPanel,
  targetPanel,
  mapPanel,
  partyPanel,
  thingsPanel,
  questsPanel,
]);
export type Panel = z.infer<typeof panel>;

/** Why a command or a message was refused; docs/protocol.md says what a client may do about each. */
export const ERROR_CODES = [
  "bad_message",
  "bad_login",
  "second_factor",
  "invitation",
  "bad_registration",
  "login_first",
  "already_in",
  "too_fast",
  "too_long",
  "not_saved",
  "unsettled",
  "skipped",
  "replayed",
  "try_again",
  "throttled",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const BYE_REASONS = [
  "quit",
  "restart",
  "takeover",
  "revoked",
  "login_timeout",
  "version",
  "try_again",
  "flood",
] as const;
export type ByeReason = (typeof BYE_REASONS)[number];

/** Only for a client that asked. One that this version doesn't know is null and spoils none. */
const panels = z.optional(z.catch(z.optional(z.array(z.catch(z.nullable(panel), null))), undefined));

const serverHello = z.object({
  t: z.literal("hello"),
  v: z.int(),
  server: z.string(),
  /** False when the cookie or the resumed session is enough and `welcome` follows by itself. */
  login: z.boolean(),
  text: z.string(),
});
const welcome = z.object({
  t: z.literal("welcome"),
  session: sessionName,
  name: z.string(),
  resumed: z.boolean(),
  /** Output before this number is not sent again; the next `out` has a higher one. */
  s: sequence,
  /** The highest command of this session that is done; 0 for a new one. */
  done: sequence,
  /** Command words, for completion. */
  words: z.array(z.string()),
  /** From a command to the kind of what may follow it: exits, people, hunters, things, skills. */
  completes: z.optional(z.record(z.string(), z.string())),
  panels,
  token: z.optional(z.string()),
});
const output = z.object({
  t: z.literal("out"),
  s: sequence,
  /** Present on the one answer to the command of that number. */
  n: z.optional(commandNumber),
  text: z.string(),
  /** The command could not be done; the text says why. Nothing was changed. */
  refused: z.optional(z.boolean()),
  frame: z.optional(z.catch(z.optional(frame), undefined)),
  /** Those that changed with this. */
  panels,
});
const error = z.object({
  t: z.literal("error"),
  // A newer server may know more codes; the text is always there to be shown.
  code: z.catch(z.enum(ERROR_CODES), "bad_message"),
  n: z.optional(commandNumber),
  text: z.string(),
});
const bye = z.object({
  t: z.literal("bye"),
  reason: z.catch(z.enum(BYE_REASONS), "try_again"),
  text: z.string(),
  /** Milliseconds to wait before coming back; absent where coming back by itself is wrong. */
  retryMs: z.optional(z.int()),
});
const forgotten = z.object({ t: z.literal("forgotten") });
const pong = z.object({ t: z.literal("pong"), id: z.optional(z.int()) });

export const serverMessage = z.discriminatedUnion("t", [
  serverHello,
  welcome,
  output,
  error,
  bye,
  forgotten,
  pong,
]);
export type ServerMessage = z.infer<typeof serverMessage>;
export type Welcome = z.infer<typeof welcome>;
export type Output = z.infer<typeof output>;
export type ErrorMessage = z.infer<typeof error>;
export type Bye = z.infer<typeof bye>;

/** A message, or the typed refusal to answer with; `n` is the command's number where it could be read. */
export type Parsed = { ok: true; message: ClientMessage } | { ok: false; refusal: ErrorMessage };

/** Reads what a client sent. Never throws. */
export function parseClientMessage(text: string): Parsed {
  const value = parseJson(text);
  if (isCommand(value)) {
    const { n, line, s } = value;
    return { ok: true, message: s === undefined ? { t: "cmd", n, line } : { t: "cmd", n, line, s } };
  }
  const result = clientMessage.safeParse(value);
  if (result.success) return { ok: true, message: result.data };
  return { ok: false, refusal: refusalFor(value, result.error.issues) };
}

/** What nearly every message is, and what the schema says of it: a test holds the two together. */
function isCommand(value: unknown): value is { n: number; line: string; s?: number } {
  const { t, n, line, s } = (value ?? {}) as { t?: unknown; n?: unknown; line?: unknown; s?: unknown };
  return (
    t === "cmd" &&
    Number.isSafeInteger(n) &&
    Number(n) >= 1 &&
    (s === undefined || (Number.isSafeInteger(s) && Number(s) >= 0)) &&
    typeof line === "string" &&
    line.length <= MAX_LINE
  );
}

/** Reads what a server sent; null for anything that this version doesn't know, which a client skips. */
export function parseServerMessage(text: string): ServerMessage | null {
  const result = serverMessage.safeParse(parseJson(text));
  return result.success ? result.data : null;
}

function screenSide() {
  return z.int().check(z.minimum(1), z.maximum(1000));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (problem) {
    if (problem instanceof SyntaxError || problem instanceof RangeError) return undefined;
    throw problem;
  }
}

type Issue = { path: PropertyKey[]; code?: string | undefined };

function refusalFor(value: unknown, issues: Issue[]): ErrorMessage {
  const number = z.object({ t: z.literal("cmd"), n: commandNumber }).safeParse(value);
  const n = number.success ? { n: number.data.n } : {};
  const field = issues[0]?.path[0];
  if (number.success && field === "line" && issues[0]?.code === "too_big") {
    return { t: "error", code: "too_long", ...n, text: `A line has at most ${MAX_LINE} characters.` };
  }
  if (value === undefined) return { t: "error", code: "bad_message", text: "That was no JSON message." };
  const where = typeof field === "string" && field !== "t" ? `Its "${field}" is not valid.` : "";
  const text = `The server can't read that message. ${where || 'Its "t" names no message.'}`;
  return { t: "error", code: "bad_message", ...n, text };
}
