import type { ClientEffect } from "../../game/client-session.ts";

/** One thing told to the player, or typed by them. */
export type Spoken = {
  from: Extract<ClientEffect, { do: "show" }>["from"] | "player";
  text: string;
  title?: string;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/g;

/** Text that can't steer a terminal, whoever said it. */
export function harmless(text: string): string {
  return text.replace(CONTROL, "");
}

/** What the session shows, as it is kept; a place's name is its heading. */
export function spokenFrom({ from, text, frame }: Extract<ClientEffect, { do: "show" }>): Spoken {
  if (frame?.kind === "room" && text.startsWith(frame.name)) return { from, text, title: frame.name };
  return { from, text };
}
