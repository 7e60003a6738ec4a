/** How the server's text looks on one client: broken to its width, in colours and in Unicode if it has them. */
import { createColors } from "picocolors";
import type { ServerMessage } from "../../game/protocol.ts";
import { wrapText } from "../../game/wrap.ts";
import type { ClientTraits } from "./client-traits.ts";

const COLOURS = createColors(true);

/** What stands for a character on a client that has ASCII alone. */
const ASCII: Record<string, string> = {
  "█": "#",
  "▓": "#",
  "▒": "=",
  "░": ".",
  "·": "-",
  "•": "*",
  "×": "x",
  "–": "-",
  "—": "-",
  "…": "...",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
};

export type Look = "error" | "place" | "said" | "words";

export function lookOf(message: ServerMessage): Look {
  if (message.t === "error" || (message.t === "out" && message.refused)) return "error";
  const kind = message.t === "out" ? message.frame?.kind : undefined;
  return kind === "room" ? "place" : kind === "chat" ? "said" : "words";
}

/** The text with an end of line after each of its lines. */
export function asShown(text: string, look: Look, traits: ClientTraits): string {
  const lines = wrapText(traits.utf8 ? text : ascii(text), traits.columns).split("\n");
  const painted = traits.colour ? lines.map((line, at) => paint(line, at, look)) : lines;
  return painted.map((line) => `${line}\r\n`).join("");
}

function paint(line: string, at: number, look: Look): string {
  if (look === "error") return COLOURS.yellow(line);
  if (line.startsWith("[System]")) return COLOURS.cyan(line);
  if (look === "place" && at === 0) return titled(line);
  return look === "said" ? COLOURS.green(line) : line;
}

/** The place's name stands alone, or before the first full stop. */
function titled(line: string): string {
  const stop = line.indexOf(".");
  return stop < 0 ? COLOURS.bold(line) : COLOURS.bold(line.slice(0, stop)) + line.slice(stop);
}

function ascii(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{Mn}/gu, "");
  return plain.replace(/[^\n\x20-\x7e]/gu, (character) => ASCII[character] ?? "?");
}
