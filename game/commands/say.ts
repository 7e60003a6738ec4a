import { count } from "../hunter/counters.ts";
import type { Outcome, Turn } from "../turn.ts";

/** The line that others read. */
export const spoken = (name: string, text: string) => `${name} says: ${text}`;

/** Aloud, to everyone in the place. */
export function say({ hunter }: Turn, words: string): Outcome {
  const text = words.replace(/\s+/g, " ");
  return {
    text: `You say: ${text}`,
    hunter: count(hunter, ["said", 1]),
    said: { channel: hunter.room, text },
    happenings: [{ room: hunter.room, text: spoken(hunter.name, text) }],
  };
}
