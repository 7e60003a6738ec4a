/** A hunter from the first day to a level, as a player would go. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { BaseClass } from "../../game/catalog/words.ts";
import { Bot, type Played } from "./bot.ts";
import { betweenGates, enterNext } from "./in-city.ts";
import { goThrough } from "./in-gate.ts";

export type Career = {
  base: BaseClass;
  tactic: string;
  commands: number;
  /** Commands after which each level was reached, by level. */
  reached: readonly number[];
  crystals: number;
  byGrade: Readonly<Record<string, Played>>;
  refusals: readonly string[];
  done: boolean;
};

/** Plays until `level`, or gives up after `most` commands. */
export function career(
  catalog: Catalog,
  {
    base,
    tactic,
    seed,
    level,
    most,
  }: { base: BaseClass; tactic: string; seed: string; level: number; most: number },
): Career {
  const bot = new Bot(catalog, base, seed);
  bot.type(`become ${base}`);
  bot.type(`tactic ${tactic}`);
  bot.type("enter first lesson");
  goThrough(bot);
  while (bot.hunter.sheet.level < level && bot.commands < most) {
    betweenGates(bot);
    if (!bot.hunter.run && !enterNext(bot)) break;
    const { run } = bot.hunter;
    if (!run) break;
    const key = run.kind === "exam" ? `exam ${run.grade}` : run.grade;
    const played = bot.byGrade[key] ?? { entered: 0, cleared: 0, died: 0, left: 0 };
    bot.byGrade[key] = played;
    played.entered++;
    played[goThrough(bot)]++;
  }
  const { counters } = bot.hunter.annals;
  const earned = (counters["crystals-earned"] ?? 0) + (bot.hunter.trail.tally["crystals-earned"] ?? 0);
  return {
    base,
    tactic,
    commands: bot.commands,
    reached: bot.reached,
    crystals: earned,
    byGrade: bot.byGrade,
    refusals: bot.refusals,
    done: bot.hunter.sheet.level >= level,
  };
}
