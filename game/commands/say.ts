import { count } from "../hunter/counters.ts";
import { placeIn } from "../social/channels.ts";
import { muted } from "../social/speaking.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";

/** The line that others read. */
export const spoken = (name: string, text: string) => `${name} says: ${text}`;

/** Aloud, to everyone in the place. */
export function say({ hunter, now }: Turn, words: string): Outcome {
  const why = muted(hunter, now);
  if (why) return refuse(why);
  const text = words.replace(/\s+/g, " ");
  return {
    text: `You say: ${text}`,
    hunter: count(hunter, ["said", 1]),
    said: { channel: placeIn(hunter), text },
    happenings: [{ room: placeIn(hunter), text: spoken(hunter.name, text) }],
  };
}
