/** What a guild has taken on together: so much of something, by all members, since it was taken. */
import { counted } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";

const KINDS = {
  gates: { counter: "gates", first: 5, each: 5, text: "gates cleared" },
  kills: { counter: "kills", first: 40, each: 40, text: "beasts killed" },
  treasures: { counter: "treasures", first: 8, each: 8, text: "treasures opened" },
} as const;

export const WORKS = Object.keys(KINDS) as (keyof typeof KINDS)[];
export type Work = {
  kind: keyof typeof KINDS;
  need: number;
  done: number;
  /** Each member's counter up to which it is handed in, by character id. */
  from: Readonly<Record<string, number>>;
};

/** Work for a guild of `level`; `members` are as they are now. */
export function newWork(
  kind: Work["kind"],
  level: number,
  members: readonly Pick<Hunter, "id" | "annals" | "trail">[],
): Work {
  const { first, each } = KINDS[kind];
  const from = Object.fromEntries(members.map((one) => [one.id, countOf(kind, one)]));
  return { kind, need: first + each * level, done: 0, from };
}

/** The work with what the hunter did since the last time; who is new begins now. */
export function handedIn(work: Work, hunter: Hunter): { work: Work; more: number } {
  const count = countOf(work.kind, hunter);
  const more = Math.max(0, Math.min(count - (work.from[hunter.id] ?? count), work.need - work.done));
  return { work: { ...work, done: work.done + more, from: { ...work.from, [hunter.id]: count } }, more };
}

const countOf = (kind: Work["kind"], hunter: Pick<Hunter, "annals" | "trail">): number =>
  counted(hunter as Hunter, KINDS[kind].counter);

/** What finished work gives: experience, and crystals for the bank before tax. */
export const rewardOf = (level: number): { xp: number; crystals: number } => ({
  xp: 300 + 100 * level,
  crystals: 60 * level,
});

/** "3 of 10 gates cleared" */
export const progress = ({ kind, done, need }: Work): string => `${done} of ${need} ${KINDS[kind].text}`;
