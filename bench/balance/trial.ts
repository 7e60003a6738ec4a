/** One gate by a hunter made for it: of the grade's level, with the gear and the draughts that such a hunter has. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Item } from "../../game/catalog/schemas.ts";
import {
  type BaseClass,
  type Grade,
  RARITIES,
  type Rarity,
  SLOTS,
  type Slot,
} from "../../game/catalog/words.ts";
import { entered } from "../../game/gates/entering.ts";
import { themesOf } from "../../game/gates/plan.ts";
import { refreshed } from "../../game/hunter/body.ts";
import { JOB_LEVEL, JOBS_OF } from "../../game/hunter/classes.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import { addItem } from "../../game/things/pack.ts";
import { cannotWear, putOn, slotsFor } from "../../game/things/wearing.ts";
import { Bot } from "./bot.ts";
import { worthOf } from "./in-city.ts";
import { goThrough, type Result } from "./in-gate.ts";

export type Trial = { result: Result; commands: number; rounds: number; xp: number; crystals: number };
export type Tried = { base: BaseClass; tactic: string; grade: Grade; level: number; seed: string };

/** The best that an ordinary hunter wears by the time of a grade, and potions carried. */
const ORDINARY: Record<Grade, Rarity> = {
  E: "uncommon",
  D: "uncommon",
  C: "uncommon",
  B: "rare",
  A: "rare",
  S: "epic",
  Monarch: "epic",
};
const POTIONS = 4;

export function trial(catalog: Catalog, { base, tactic, grade, level, seed }: Tried): Trial {
  const bot = new Bot(catalog, base, seed);
  bot.hunter = madeFor(catalog, bot, { base, tactic, grade, level });
  const themes = themesOf(catalog, grade);
  const theme = themes[Number.parseInt(seed.replace(/\D/g, ""), 10) % themes.length];
  if (!theme) throw new Error(`no theme has the grade ${grade}`);
  bot.hunter = entered(bot.hunter, catalog, {
    kind: "board",
    seed,
    theme: theme.id,
    name: theme.id,
    grade,
    level,
  });
  const result = goThrough(bot);
  const { tally } = bot.hunter.trail;
  const { counters } = bot.hunter.annals;
  const of = (counter: string) => (tally[counter] ?? 0) + (counters[counter] ?? 0);
  return {
    result,
    commands: bot.commands,
    rounds: of("rounds"),
    xp: xpOf(bot.hunter, level),
    crystals: of("crystals-earned"),
  };
}

function madeFor(catalog: Catalog, bot: Bot, { base, tactic, grade, level }: Omit<Tried, "seed">): Hunter {
  const { sheet, annals } = bot.hunter;
  const job = level >= JOB_LEVEL ? (JOBS_OF[base][0] ?? null) : null;
  bot.hunter = {
    ...bot.hunter,
    sheet: { ...sheet, base, job, level, points: (level - 1) * 3, licence: "S" },
    annals: { ...annals, tactic },
    pack: { ...bot.hunter.pack, slots: 60 },
  };
  bot.train();
  bot.commands = 0;
  const dressed = SLOTS.reduce((hunter, slot) => wearing(hunter, catalog, slot, ORDINARY[grade]), bot.hunter);
  const potion = bestPotion(catalog, level);
  const stocked = potion ? addItem(dressed, catalog, potion.id, POTIONS).hunter : dressed;
  return refreshed(stocked, catalog);
}

function wearing(hunter: Hunter, catalog: Catalog, slot: Slot, rarity: Rarity): Hunter {
  const { base } = hunter.sheet;
  if (slot === "mount" || slot === "pet") return hunter;
  const fitting = [...catalog.items.values()].filter(
    (item) =>
      slotsFor(item).includes(slot) &&
      RARITIES.indexOf(item.rarity) <= RARITIES.indexOf(rarity) &&
      !cannotWear(hunter, item),
  );
  const best = fitting.toSorted((a, b) => worthOf(b, base) - worthOf(a, base))[0];
  if (!best) return hunter;
  const added = addItem(hunter, catalog, best.id, 1).hunter;
  const thing = added.pack.carried.find(({ item }) => item === best.id);
  return thing ? putOn(added, thing, slot) : added;
}

function bestPotion(catalog: Catalog, level: number): Item | undefined {
  return [...catalog.items.values()]
    .filter(({ kind, use, level: from }) => kind === "consumable" && use?.hp && !use.revives && from <= level)
    .toSorted((a, b) => (b.use?.hp ?? 0) - (a.use?.hp ?? 0))[0];
}

function xpOf({ sheet }: Hunter, from: number): number {
  return sheet.level > from ? 0 : sheet.xp;
}
