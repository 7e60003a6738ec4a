import type { ClientEffect } from "../../game/client-session.ts";
import type { Frame } from "../../game/protocol.ts";
import { ownWords } from "./own-words.ts";

type Chat = Extract<Frame, { kind: "chat" }>;

/** One thing told to the player, or typed by them. */
export type Spoken = {
  from: Extract<ClientEffect, { do: "show" }>["from"] | "player";
  text: string;
  title?: string;
  /** What somebody said, and where. */
  chat?: Pick<Chat, "room" | "from" | "text">;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/g;

/** Text that can't steer a terminal, whoever said it. */
export function harmless(text: string): string {
  return text.replace(CONTROL, "");
}

/** What the session shows, as it is kept; a place's name is its heading. */
export function spokenFrom(
  { from, text, frame, answer }: Extract<ClientEffect, { do: "show" }>,
  player: string,
): Spoken {
  if (frame?.kind === "room" && text.startsWith(frame.name)) return { from, text, title: frame.name };
  const own = answer === undefined ? undefined : ownWords(text, player);
  if (own) return { from, text, chat: own };
  if (frame?.kind !== "chat") return { from, text };
  return { from, text, chat: { room: frame.room, from: frame.from, text: frame.text } };
}
