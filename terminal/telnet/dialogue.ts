/** What a typed line means: first the questions of the log-in, then commands. Knows nothing of bytes. */
import {
  type ClientMessage,
  type ErrorCode,
  MAX_LINE,
  type Parsed,
  PROTOCOL_VERSION,
  parseClientMessage,
  type ServerMessage,
} from "../../game/protocol.ts";
import type { ClientTraits } from "./client-traits.ts";

/** Commands without an answer, above which no further line is read. */
const MOST_UNANSWERED = 32;

const GREETING = `Terminusa Online
Gates open in the city. Hunters go in.

Type the name of your hunter,
  new    for a new one,
  plain  for words without colours, as a screen reader wants them,
  quit   to leave.`;
const PLAIN_ON = "Plain words: no colours and no drawings. Type plain again to undo it.";
const PLAIN_OFF = "Colours and drawings are back, if your client shows them.";

/** What is asked for before there are commands. */
type Question = "name" | "password" | "code" | "newName" | "newPassword" | "again";
const PROMPTS: Record<Question, string> = {
  name: "Name: ",
  password: "Password: ",
  code: "Code: ",
  newName: "A name for your hunter: ",
  newPassword: "A passphrase, 12 characters or more: ",
  again: "The same once more: ",
};

export type Said = {
  /** For the game. */
  messages: Parsed[];
  /** For the player. */
  text?: string;
  /** The prompt to show after that. */
  prompt?: string;
};

type Entry = Extract<ClientMessage, { t: "login" | "register" }>;
type State = Question | "waiting" | "playing" | "over";

export class Dialogue {
  readonly #traits: ClientTraits;
  readonly #panels: () => boolean;
  #state: State = "name";
  #name = "";
  #password = "";
  /** What the gate was told in hello; null before. */
  #hello: { screenReader: boolean } | null = null;
  /** Goes out when the gate has said hello in turn. */
  #pending: Parsed | null = null;
  /** What the code of a second factor or of an invitation is added to; null when none is asked for. */
  #entry: Entry | null = null;
  #number = 0;
  #answered = 0;

  /** `panels`: whether the client draws what is told to programs. */
  constructor(traits: ClientTraits, panels: () => boolean = () => false) {
    this.#traits = traits;
    this.#panels = panels;
  }

  greeting(): Said {
    return { messages: [], text: GREETING, prompt: PROMPTS.name };
  }

  /** Whether a further line may be read now. */
  get ready(): boolean {
    return this.#state !== "waiting" && this.#number - this.#answered < MOST_UNANSWERED;
  }

  /** Whether what is typed now must not be shown. */
  get secret(): boolean {
    return ["password", "code", "newPassword", "again"].includes(this.#state);
  }

  get playing(): boolean {
    return this.#state === "playing";
  }

  /** What is asked now; empty while nothing is. */
  get prompt(): string {
    return this.#state in PROMPTS ? PROMPTS[this.#state as Question] : "";
  }

  typed(line: string): Said {
    const word = line.trim();
    switch (this.#state) {
      case "name":
        return this.#typedName(word);
      case "newName":
        return word === "" ? this.#ask("name") : this.#named(word, "newPassword");
      case "password":
        return this.#logIn({ t: "login", name: this.#name, password: line });
      case "code":
        return this.#typedCode(word);
      case "newPassword":
        this.#password = line;
        return this.#ask("again");
      case "again":
        if (line !== this.#password) return this.#ask("newPassword", "These two differ. Type both again.");
        return this.#logIn({ t: "register", name: this.#name, password: line });
      case "playing":
        return word === "" ? { messages: [] } : this.#command(line);
      default:
        return { messages: [] };
    }
  }

  heard(message: ServerMessage): Said {
    switch (message.t) {
      case "hello":
        return this.#onHello();
      case "welcome":
        this.#state = "playing";
        this.#entry = null;
        this.#number = message.done;
        this.#answered = message.done;
        return { messages: [] };
      case "out":
        this.#onAnswer(message.n);
        return { messages: [] };
      case "error":
        this.#onAnswer(message.n);
        return this.#state === "waiting" ? this.#refused(message.code) : { messages: [] };
      case "bye":
        this.#state = "over";
        return { messages: [] };
      default:
        return { messages: [] };
    }
  }

  #typedName(word: string): Said {
    const [first = "", second = "", password = ""] =
      /^(\S+)(?:\s+(\S+)(?:\s(.+))?)?$/.exec(word)?.slice(1) ?? [];
    switch (first.toLowerCase()) {
      case "":
        return this.#ask("name");
      case "quit":
        return { messages: [{ ok: true, message: { t: "quit" } }] };
      case "plain":
        return this.#ask("name", this.#traits.togglePlain() ? PLAIN_ON : PLAIN_OFF);
      case "new":
        return this.#ask("newName");
      case "connect":
        return this.#connect(second, password);
      default:
        return this.#named(word, "password");
    }
  }

  /** In one line, as clients send that log in by themselves. */
  #connect(name: string, password: string | undefined): Said {
    if (name === "") return this.#ask("name", "Type: connect NAME PASSWORD");
    return password ? this.#logIn({ t: "login", name, password }) : this.#named(name, "password");
  }

  #typedCode(code: string): Said {
    const entry = this.#entry;
    if (code === "" || !entry) return this.#ask("name");
    return this.#logIn(entry.t === "login" ? { ...entry, code } : { ...entry, invitation: code });
  }

  #named(name: string, next: Question): Said {
    this.#name = name;
    return this.#ask(next);
  }

  #logIn(message: ClientMessage): Said {
    this.#password = "";
    const checked = parseClientMessage(JSON.stringify(message));
    if (!checked.ok) return this.#ask("name", "A name and a password have 1 to 64 and 1 to 256 characters.");
    this.#state = "waiting";
    this.#entry = message.t === "login" || message.t === "register" ? message : null;
    const { name: client, size, screenReader } = this.#traits;
    if (this.#hello?.screenReader === screenReader) return { messages: [checked] };
    this.#hello = { screenReader };
    this.#pending = checked;
    const more = this.#panels() ? { panels: true } : {};
    const hello: ClientMessage = { t: "hello", v: PROTOCOL_VERSION, client, ...size, screenReader, ...more };
    return { messages: [{ ok: true, message: hello }] };
  }

  #onHello(): Said {
    const message = this.#pending;
    this.#pending = null;
    return { messages: message ? [message] : [] };
  }

  #refused(code: ErrorCode): Said {
    // The line is about to close.
    if (code === "try_again") return { messages: [] };
    if ((code === "second_factor" || code === "invitation") && this.#entry) return this.#ask("code");
    this.#entry = null;
    return this.#ask(code === "bad_registration" ? "newName" : "name");
  }

  #onAnswer(n: number | undefined): void {
    if (n !== undefined) this.#answered = Math.max(this.#answered, n);
  }

  #command(line: string): Said {
    if ([...line].length > MAX_LINE)
      return { messages: [refusal("too_long", `A line has at most ${MAX_LINE} characters.`)] };
    this.#number += 1;
    return { messages: [{ ok: true, message: { t: "cmd", n: this.#number, line } }] };
  }

  #ask(question: Question, text?: string): Said {
    this.#state = question;
    return { messages: [], ...(text !== undefined && { text }), prompt: PROMPTS[question] };
  }
}

export function refusal(code: ErrorCode, text: string): Parsed {
  return { ok: false, refusal: { t: "error", code, text } };
}
