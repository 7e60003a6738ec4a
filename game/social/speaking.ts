/** Saying something on a channel. */
import { count } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";
import { heardLine, labelOf } from "./channels.ts";

const MINUTE_MS = 60_000;

/** The sentence for a hunter whom a moderator has muted; null for anyone else. */
export function muted({ annals }: Hunter, now: number): string | null {
  if (annals.mutedUntil <= now) return null;
  const left = Math.ceil((annals.mutedUntil - now) / MINUTE_MS);
  return `A moderator has muted you for ${lasting(left)} more. You can still play, read and report.`;
}

/** "5 minutes", "3 hours", "2 days" */
export function lasting(minutes: number): string {
  const [amount, unit] =
    minutes < 120
      ? [minutes, "minute"]
      : minutes < 48 * 60
        ? [Math.round(minutes / 60), "hour"]
        : [Math.round(minutes / 1440), "day"];
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

/** The words as they are kept: no runs of blanks. */
export const tidied = (words: string) => words.replace(/\s+/g, " ").trim();

/** Speaks on a channel that is not a place; the speaker reads it as everyone does. */
export function speak({ hunter, now }: Turn, channel: string, words: string): Outcome {
  const why = muted(hunter, now);
  if (why) return refuse(why);
  if (hunter.annals.quiet.includes(channel))
    return refuse(`You have left ${labelOf(channel)}. channel ${labelOf(channel)} joins it again.`);
  const text = tidied(words);
  const line = heardLine(channel, hunter.name, text);
  return {
    text: line,
    hunter: count(hunter, ["said", 1]),
    said: { channel, text },
    happenings: [{ room: channel, text: line }],
  };
}
