import type { Spoken } from "./speech.ts";

const SAID = /^You say: (.+)$/;
const WHISPERED = /^You tell ([^\s:]+): (.+)$/;
const ON_CHANNEL = /^\[(global|trade|party|guild)\] ([^\s:]+): (.+)$/;

/** What the answer to the player's own command says that they said: others get it as a chat frame, they as text. */
export function ownWords(text: string, player: string): Spoken["chat"] {
  const here = SAID.exec(text)?.[1];
  if (here) return { room: "here", from: player, text: here };
  const [, to, whisper] = WHISPERED.exec(text) ?? [];
  if (to && whisper) return { room: "to:", from: `${player} to ${to}`, text: whisper };
  const [, channel = "", from, words] = ON_CHANNEL.exec(text) ?? [];
  if (from !== player || !words) return undefined;
  return { room: channel === "party" || channel === "guild" ? `${channel}:` : channel, from, text: words };
}
