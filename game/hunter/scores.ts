/** What leaderboards count of a hunter, and what of it is worth telling the city. */
import { GRADES } from "../catalog/words.ts";
import type { Hunter } from "./hunter.ts";

/** `gates` of any grade, then each grade's, the bosses beaten, and the number of achievements. */
export const SCORES = [
  "level",
  "gates",
  ...GRADES.map((grade) => `gates:${grade}` as const),
  "kills:boss",
  "achievements",
] as const;
export type Score = (typeof SCORES)[number];
export type Scores = Partial<Record<Score, number>>;

/** The parts that scores are read from. */
export type Scored = Pick<Hunter, "annals" | "trail"> & { level: number };

/** The scores over 0. */
export function scoresOf({ level, annals, trail }: Scored): Scores {
  const scores: Scores = {};
  for (const kind of SCORES) {
    const count = (annals.counters[kind] ?? 0) + (trail.tally[kind] ?? 0);
    if (count > 0) scores[kind] = count;
  }
  return {
    ...scores,
    level,
    ...(annals.achievements.length > 0 && { achievements: annals.achievements.length }),
  };
}

/** Something that the city hears of: a round level, the first gate of a grade, an achievement by its id. */
export type Feat = { kind: "level" | "gate" | "achievement"; what: string };

/** Every tenth level up to a hundred, then every fiftieth. */
const isRound = (level: number) => (level <= 100 ? level % 10 === 0 : level % 50 === 0);

/** What a hunter who had the scores `before` has done since; the lowest grade's first gate is everybody's. */
export function featsSince(before: Scores, hunter: Scored): Feat[] {
  const now = scoresOf(hunter);
  const levels = Array.from({ length: hunter.level }, (_, at) => at + 1);
  return [
    ...hunter.annals.achievements
      .slice(before.achievements ?? 0)
      .map((what) => ({ kind: "achievement", what }) as const),
    ...GRADES.slice(1)
      .filter((grade) => !before[`gates:${grade}`] && now[`gates:${grade}`])
      .map((what) => ({ kind: "gate", what }) as const),
    ...levels
      .filter((level) => level > (before.level ?? 1) && isRound(level))
      .map((level) => ({ kind: "level", what: String(level) }) as const),
  ];
}
