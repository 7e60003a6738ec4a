/** The two styles of a socket: JSON messages, and plain lines for tools without a client of ours. */
import {
  type ClientMessage,
  MAX_LINE,
  type Parsed,
  parseClientMessage,
  type ServerMessage,
} from "../game/protocol.ts";
import { wrapText } from "../game/wrap.ts";

export type Codec = {
  /** The messages in one received frame. */
  read(data: string): Parsed[];
  /** What to send for a message; null for messages that this style doesn't show. */
  write(message: ServerMessage): string | null;
};

export const JSON_CODEC: Codec = {
  read: (data) => [parseClientMessage(data)],
  write: (message) => JSON.stringify(message),
};

/** Columns of plain lines: such a client never tells its width. */
const TEXT_COLUMNS = 80;
/** Lines in one frame beyond this are refused: a paste of more belongs into a client that waits for answers. */
const MOST_LINES = 50;
/** Commands without an answer, above which no more are taken: their numbers must have no gaps. */
const MOST_UNANSWERED = 50;

export const TEXT_GREETING = `Terminusa Online
connect NAME PASSWORD   plays as a hunter of yours
register NAME PASSWORD  makes a new one`;

type Entry = Extract<ClientMessage, { t: "login" | "register" }>;

/** Plain lines. Before the welcome they are connect, register and quit; after it, commands, numbered here. */
export function textCodec(): Codec {
  let playing = false;
  let number = 0;
  let answered = 0;
  /** What a code may be added to: of a second factor to a login, of an invitation to a registration. */
  let entry: Entry | null = null;
  const enter = (line: string): Parsed => {
    const code = /^\s*code\s+(\S.{0,39})$/i.exec(line)?.[1];
    const parsed = code && entry ? loginMessage(withCode(entry, code)) : loginLine(line);
    if (parsed.ok && (parsed.message.t === "login" || parsed.message.t === "register"))
      entry = parsed.message;
    return parsed;
  };
  const command = (line: string): Parsed => {
    if (!playing) return enter(line);
    if ([...line].length > MAX_LINE) return refuse("too_long", `A line has at most ${MAX_LINE} characters.`);
    number += 1;
    return { ok: true, message: { t: "cmd", n: number, line } };
  };
  return {
    read(data) {
      const lines = data.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
      if (lines.length > MOST_LINES) return [refuse("too_fast", `Send at most ${MOST_LINES} lines at once.`)];
      const room = playing ? MOST_UNANSWERED - (number - answered) : lines.length;
      const taken = lines.slice(0, room).map(command);
      return lines.length <= room ? taken : [...taken, refuse("too_fast", notTaken(lines.length - room))];
    },
    write(message) {
      if (message.t === "welcome") {
        playing = true;
        entry = null;
      }
      if (message.t === "error" && message.code === "second_factor")
        return `${textOf(message)}Type: code 123456\n`;
      if (message.t === "error" && message.code === "invitation")
        return `${textOf(message)}Type: code THE-CODE\n`;
      if ("n" in message && message.n !== undefined) answered = Math.max(answered, message.n);
      return textOf(message);
    },
  };
}

const withCode = (entry: Entry, code: string): Entry =>
  entry.t === "login" ? { ...entry, code } : { ...entry, invitation: code };

const notTaken = (count: number) => `Wait for the answers. So many of your lines were not taken: ${count}.`;

function textOf(message: ServerMessage): string | null {
  switch (message.t) {
    case "hello":
      return `${TEXT_GREETING}\n`;
    case "welcome":
      return `[System] You are ${message.name}.\n`;
    case "out":
    case "error":
    case "bye":
      return `${wrapText(message.text, TEXT_COLUMNS)}\n`;
    case "forgotten":
    case "pong":
      return null;
  }
}

function loginLine(line: string): Parsed {
  const [, verb = "", name = "", password = ""] = /^\s*(\S+)(?:\s+(\S+)(?:\s(.+))?)?/.exec(line) ?? [];
  const word = verb.toLowerCase();
  if (word === "quit") return { ok: true, message: { t: "quit" } };
  const t = word === "connect" ? "login" : word === "register" ? "register" : null;
  if (!t) return refuse("login_first", TEXT_GREETING);
  if (name === "" || password === "") return refuse("login_first", `Type: ${word} NAME PASSWORD`);
  return loginMessage({ t, name, password });
}

function loginMessage(message: ClientMessage): Parsed {
  return parseClientMessage(JSON.stringify(message));
}

function refuse(code: "too_long" | "too_fast" | "login_first", text: string): Parsed {
  return { ok: false, refusal: { t: "error", code, text } };
}
