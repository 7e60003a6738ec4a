/**
 * What a client must remember to play over lines that break, whatever carries its messages: command numbers,
 * what was not answered yet, what was shown already, and when to come back. Pure: each event returns what to do.
 */
import * as z from "zod/mini";
import { type Completion, completeLine } from "./completion.ts";
import {
  type Bye,
  CLOSE,
  type ClientMessage,
  type ErrorMessage,
  type Frame,
  type Output,
  type Panel,
  PROTOCOL_VERSION,
  parseServerMessage,
  type RoomFrame,
  type Welcome,
} from "./protocol.ts";

// A page with a strict CSP must not even try `new Function`, which zod probes for its fast path.
z.config({ jitless: true });

/** First wait before coming back, its greatest, and the share of it that is random (all in ms or 0–1). */
const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 15_000;
const BACKOFF_JITTER = 0.5;
/** In this time the server's rate for an account has room again (ms). */
const TOO_FAST_PAUSE_MS = 1_000;
/** Ids of chat kept to recognise what another server sends again. */
const REMEMBERED_CHAT = 300;

/** `offline` covers before, between and after sockets; `waiting` is open, but the server has not said welcome. */
export type ClientState = "offline" | "waiting" | "login" | "playing" | "ended";

/** What the server must know to go on; plain JSON, so that a page may keep it over a refresh. */
export type Resume = { session: string; lastSeen: number; nextNumber: number; pending?: Pending[] };
export type Pending = { n: number; line: string };
export type Credentials =
  | { t: "login"; name: string; password: string; remember?: boolean }
  | { t: "register"; name: string; password: string; email?: string; invitation?: string; remember?: boolean }
  | { t: "token"; token: string };

export type ClientEffect =
  | { do: "send"; message: ClientMessage }
  /** Text for the player. `answer` is the number of the command that it answers. */
  | { do: "show"; from: "world" | "system" | "error"; text: string; frame?: Frame; answer?: number }
  /** Draw these beside the text; each replaces the one of its kind. */
  | { do: "panels"; panels: Panel[] }
  /** Ask the player for a name and a password; `text` says why. */
  | { do: "ask"; text: string }
  /** Ask the player for the code of the second factor or of an invitation, and give it to `code`; `text` says why. */
  | { do: "askCode"; text: string }
  /** Keep this token for the next start. */
  | { do: "remember"; token: string }
  /** Open a new socket after so many ms. */
  /** Call `unpaused` after so many ms; startLink does. */
  | { do: "pause"; ms: number }
  | { do: "reconnect"; afterMs: number; text: string }
  /** Nothing more comes. `failed` is false for a chosen end. */
  | { do: "stop"; text: string; failed: boolean }
  | { do: "state"; state: ClientState };

export type ClientOptions = {
  /** Name and version of the program, shown in the server's log. */
  client: string;
  cols?: number;
  rows?: number;
  screenReader?: boolean;
  /** Whether the client draws panels. */
  panels?: boolean;
  /** 0 ≤ x < 1, for jitter. */
  random: () => number;
  /** Given by an earlier session's `resume()`. */
  resume?: Resume;
  /** How to log in where no cookie does; also used again after each reconnect. */
  credentials?: Credentials;
};

export class ClientSession {
  state: ClientState = "offline";
  /** The room as last told, for completion and panels. */
  room: RoomFrame | null = null;
  name = "";
  #options: ClientOptions;
  #credentials: Credentials | undefined;
  #session: string | undefined;
  #lastSeen = 0;
  #nextNumber = 1;
  #pending: Pending[] = [];
  #shownChat = new Set<string>();
  #words: string[] = [];
  #completes: Readonly<Record<string, string>> = {};
  /** Things and skills, as the panels last had them. */
  #known: Record<string, readonly string[]> = {};
  #tries = 0;
  #bye: Bye | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#credentials = options.credentials;
    if (!options.resume) return;
    this.#session = options.resume.session;
    this.#lastSeen = options.resume.lastSeen;
    this.#nextNumber = options.resume.nextNumber;
    this.#pending = [...(options.resume.pending ?? [])];
  }

  /** The socket is open. */
  opened(): ClientEffect[] {
    this.#bye = undefined;
    const { client, cols, rows, screenReader, panels } = this.#options;
    const hello: ClientMessage = { t: "hello", v: PROTOCOL_VERSION, client };
    if (cols && rows) Object.assign(hello, { cols, rows });
    if (screenReader) hello.screenReader = true;
    if (panels) hello.panels = true;
    if (this.#session) hello.resume = { session: this.#session, lastSeen: this.#lastSeen };
    return [...this.#enter("waiting"), { do: "send", message: hello }];
  }

  /** The socket brought a text message. */
  received(text: string): ClientEffect[] {
    const message = parseServerMessage(text);
    if (!message) return [];
    if (message.t === "hello") return message.login ? this.#logIn(message.text) : [];
    if (message.t === "welcome") return this.#welcomed(message);
    if (message.t === "out") return this.#out(message);
    if (message.t === "error") return this.#refused(message);
    if (message.t === "bye") this.#bye = message;
    return [];
  }

  /** The socket is closed, or never opened (code 1006). */
  closed(code: number, reason = ""): ClientEffect[] {
    if (this.state === "ended") return [];
    const end = endWords(code, this.#bye);
    if (end) return [...this.#enter("ended"), { do: "stop", ...end }];
    const afterMs = this.#bye?.retryMs ?? retryFrom(reason) ?? this.#backoff();
    this.#tries += 1;
    const text = this.#bye?.text ?? CLOSE_WORDS[code] ?? "The line to the city broke.";
    return [...this.#enter("offline"), { do: "reconnect", afterMs, text: `${text} Reconnecting.` }];
  }

  /** The player entered a line. Without a line to the server it is kept and sent later. */
  typed(line: string): ClientEffect[] {
    const entry = { n: this.#nextNumber++, line };
    this.#pending.push(entry);
    return this.state === "playing" && this.#pending.length === 1 ? [this.#sendCommand(entry)] : [];
  }

  /** The player gave a name and a password, or the client found a token. */
  logIn(credentials: Credentials): ClientEffect[] {
    this.#credentials = credentials;
    return this.state === "login" ? this.#sendCredentials(credentials) : [];
  }

  /** The player gave the code that was asked for. It is good once, so it is not kept. */
  code(code: string): ClientEffect[] {
    const known = this.#credentials;
    if (this.state !== "login" || !known || known.t === "token") return [];
    const more = known.t === "login" ? { code } : { invitation: code };
    return [{ do: "send", message: { ...known, ...more } }];
  }

  resized(cols: number, rows: number): ClientEffect[] {
    this.#options = { ...this.#options, cols, rows };
    return this.state === "playing" ? [{ do: "send", message: { t: "size", cols, rows } }] : [];
  }

  /** Plays again after `stop`, because the player asked for it. A session that was taken over is not resumed. */
  again(): ClientEffect[] {
    return [...this.#enter("offline"), { do: "reconnect", afterMs: 0, text: "Connecting." }];
  }

  /** Candidates for the word at the end of `line`. */
  complete(line: string): Completion {
    const exits = this.room?.exits.map((exit) => exit.word) ?? [];
    const { people = [], hunters = [] } = this.room ?? {};
    const kinds = { ...this.#known, exits, people: [...people, ...hunters], hunters };
    return completeLine(line, { words: this.#words, completes: this.#completes, kinds });
  }

  /** What to keep so that a later ClientSession goes on from here; undefined before the first welcome. */
  resume(): Resume | undefined {
    if (!this.#session) return undefined;
    return {
      session: this.#session,
      lastSeen: this.#lastSeen,
      nextNumber: this.#nextNumber,
      pending: this.#pending.map((entry) => ({ ...entry })),
    };
  }

  /** How many lines the server has not answered yet. */
  get unanswered(): number {
    return this.#pending.length;
  }

  #enter(state: ClientState): ClientEffect[] {
    if (this.state === state) return [];
    this.state = state;
    return [{ do: "state", state }];
  }

  #logIn(text: string): ClientEffect[] {
    const entered = this.#enter("login");
    if (!this.#credentials) return [...entered, { do: "ask", text }];
    return [...entered, ...this.#sendCredentials(this.#credentials)];
  }

  #sendCredentials(credentials: Credentials): ClientEffect[] {
    return [{ do: "send", message: credentials }];
  }

  #welcomed(message: Welcome): ClientEffect[] {
    this.#tries = 0;
    const lost = message.session === this.#session ? undefined : this.#startSession(message);
    this.#session = message.session;
    this.#lastSeen = message.s;
    this.#nextNumber = Math.max(this.#nextNumber, message.done + 1);
    this.#words = message.words;
    this.#completes = message.completes ?? {};
    this.name = message.name;
    const effects = [...this.#enter("playing"), ...this.#panels(message)];
    if (lost) effects.push({ do: "show", from: "error", text: lostWords(lost.line), answer: lost.n });
    if (message.token) {
      this.#credentials = { t: "token", token: message.token };
      effects.push({ do: "remember", token: message.token });
    } else if (this.#credentials?.t === "register") {
      // The account exists now: a reconnect must log in to it, not make it again.
      const { name, password } = this.#credentials;
      this.#credentials = { t: "login", name, password };
    }
    if (this.#pending[0]) effects.push(this.#sendCommand(this.#pending[0]));
    return effects;
  }

  /** A new session numbers from 1, so lines that wait get new numbers. Returns the line given up. */
  #startSession(message: Welcome): Pending | undefined {
    // Whether the line in flight was done can't be known once its session is gone: it is given up, never done twice.
    const lost = this.#session === undefined ? undefined : this.#pending.shift();
    this.#pending = this.#pending.map(({ line }, at) => ({ n: message.done + 1 + at, line }));
    this.#nextNumber = message.done + 1 + this.#pending.length;
    return lost;
  }

  #out(message: Output): ClientEffect[] {
    if (message.s <= this.#lastSeen) return [];
    this.#lastSeen = message.s;
    if (message.frame?.kind === "room") this.room = message.frame;
    const next = message.n === undefined ? [] : this.#answered(message.n);
    const drawn = this.#panels(message);
    if (next === null || this.#isOldChat(message.frame)) return [...drawn, ...(next ?? [])];
    const show: ClientEffect = { do: "show", from: message.refused ? "error" : "world", text: message.text };
    if (message.frame) show.frame = message.frame;
    if (message.n !== undefined) show.answer = message.n;
    return [show, ...drawn, ...next];
  }

  #panels({ panels }: Pick<Output, "panels">): ClientEffect[] {
    const known = panels?.filter((panel) => panel !== null) ?? [];
    for (const panel of known) {
      if (panel.kind === "vitals") this.#known.skills = panel.skills ?? [];
      if (panel.kind === "things") this.#known.things = panel.things.map(({ name }) => name.toLowerCase());
    }
    return known.length > 0 ? [{ do: "panels", panels: known }] : [];
  }

  /** Null when the answer was seen before. Else the next line to send. */
  #answered(n: number): ClientEffect[] | null {
    const at = this.#pending.findIndex((entry) => entry.n === n);
    if (at < 0) return null;
    this.#pending.splice(at, 1);
    const next = this.#pending[0];
    return next && this.state === "playing" ? [this.#sendCommand(next)] : [];
  }

  // One line in flight: with its reply stored, a resent number can always be answered, on any server.
  #sendCommand({ n, line }: Pending): ClientEffect {
    return { do: "send", message: { t: "cmd", n, line, s: this.#lastSeen } };
  }

  #isOldChat(frame: Frame | undefined): boolean {
    if (frame?.kind !== "chat") return false;
    if (this.#shownChat.has(frame.id)) return true;
    this.#shownChat.add(frame.id);
    const [oldest] = this.#shownChat;
    if (this.#shownChat.size > REMEMBERED_CHAT && oldest) this.#shownChat.delete(oldest);
    return false;
  }

  /** The pause that a server asked for is over. */
  unpaused(): ClientEffect[] {
    const [first] = this.#pending;
    return first && this.state === "playing" ? [this.#sendCommand(first)] : [];
  }

  #refused(message: ErrorMessage): ClientEffect[] {
    if (message.code === "too_fast" && message.n === this.#pending[0]?.n) return this.#sendLater();
    const show: ClientEffect = { do: "show", from: "error", text: message.text };
    if (message.n !== undefined) {
      show.answer = message.n;
      const next = this.#answered(message.n);
      return next === null ? [] : [show, ...next];
    }
    // After `try_again` the server closes, and the same credentials are good for the next socket.
    if (this.state !== "login" || message.code === "try_again") return [show];
    if (message.code === "second_factor" || message.code === "invitation")
      return [{ do: "askCode", text: message.text }];
    this.#credentials = undefined;
    return [{ do: "ask", text: message.text }];
  }

  /** Lines pasted or piped faster than the server takes them are kept. The refused number is used up. */
  #sendLater(): ClientEffect[] {
    for (const entry of this.#pending) entry.n += 1;
    this.#nextNumber += 1;
    return [{ do: "pause", ms: TOO_FAST_PAUSE_MS }];
  }

  #backoff(): number {
    const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** this.#tries);
    return Math.round(full * (1 - BACKOFF_JITTER * this.#options.random()));
  }
}

const lostWords = (line: string) =>
  `Your old session is over. Whether "${line}" still happened is not known: look before you repeat it.`;

const CLOSE_WORDS: Record<number, string> = {
  [CLOSE.restart]: "The server restarts.",
  [CLOSE.tryAgain]: "The server is busy.",
};

const FINAL: Record<number, { text: string; failed: boolean }> = {
  [CLOSE.quit]: { text: "You leave the city.", failed: false },
  [CLOSE.policy]: { text: "The server closed the line: too many messages.", failed: true },
  [CLOSE.tooBig]: { text: "The server closed the line: that message was too long.", failed: true },
  [CLOSE.takeover]: { text: "Your hunter was taken up from another place.", failed: true },
  [CLOSE.loginTimeout]: { text: "Nobody logged in, so the server closed the line.", failed: true },
  [CLOSE.revoked]: { text: "You were logged out. Log in again to play.", failed: true },
  [CLOSE.version]: { text: "This client is too old or too new for the server.", failed: true },
};

function endWords(code: number, bye: Bye | undefined): { text: string; failed: boolean } | null {
  const end = FINAL[code];
  return end ? { text: bye?.text ?? end.text, failed: end.failed } : null;
}

/** The hint in a close reason such as `restart retry=740`. */
function retryFrom(reason: string): number | undefined {
  const found = /\bretry=(\d{1,6})\b/.exec(reason);
  return found ? Number(found[1]) : undefined;
}
