/** Upgrades: fixed odds by rarity and step, a price by worth and step. A failure costs durability, never the thing. */
import type { Item } from "../catalog/schemas.ts";
import type { Rarity } from "../catalog/words.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import type { Random } from "../random.ts";
import { withThing } from "./durability.ts";
import { FULL_DURABILITY, wearsOut } from "./pack.ts";

/** Chances in percent of the step to +1, +2 …; a thing can be upgraded so many times. */
const STEP_CHANCES = [95, 90, 80, 70, 60, 50, 40, 30, 20, 10] as const;
/** Percent points less for what is rarer. */
const RARITY_PENALTY: Record<Rarity, number> = {
  common: 0,
  uncommon: 2,
  rare: 4,
  epic: 6,
  legendary: 8,
  mythical: 9,
};
const LEAST_CHANCE = 1;
/** Durability that a failed step costs. It is needed beforehand, so a failure never breaks the thing. */
export const FAILURE_COSTS = 20;
/** Crystals a step: so much and a share of the worth, times the number of the step. */
const PRICE = { least: 20, share: 0.2 };
/** Steps that any hunter may take, and one more for each so many levels. */
const FREE_STEPS = 3;
const LEVELS_A_STEP = 10;

export const MOST_UPGRADES = STEP_CHANCES.length;

export type UpgradeOffer = { to: number; chance: number; price: number };

/** The next step of that thing: percent and crystals. Null at the highest. */
export function nextUpgrade(item: Item, { upgrade = 0 }: Carried): UpgradeOffer | null {
  const base = STEP_CHANCES[upgrade];
  if (base === undefined) return null;
  const to = upgrade + 1;
  const chance = Math.max(LEAST_CHANCE, base - RARITY_PENALTY[item.rarity]);
  return { to, chance, price: Math.ceil((PRICE.least + PRICE.share * item.worth) * to) };
}

/** The highest upgrade that a hunter of that level may make. */
export const upgradeCap = (level: number) =>
  Math.min(MOST_UPGRADES, FREE_STEPS + Math.floor(level / LEVELS_A_STEP));

/** Why this thing can't be taken a step further now, in one sentence; null when it can. */
export function cannotUpgrade({ sheet }: Hunter, item: Item, thing: Carried): string | null {
  const { upgrade = 0, durability = FULL_DURABILITY } = thing;
  if (!wearsOut(item)) return `${item.name} can't be upgraded.`;
  if (upgrade >= MOST_UPGRADES) return `${item.name} +${upgrade} is as good as it gets.`;
  const cap = upgradeCap(sheet.level);
  if (upgrade >= cap)
    return `At level ${sheet.level} you may upgrade to +${cap}. The next step comes at level ${(cap - FREE_STEPS + 1) * LEVELS_A_STEP}.`;
  if (durability < FAILURE_COSTS)
    return `${item.name} would not survive a failure: it needs ${FAILURE_COSTS} durability. repair ${thing.id}`;
  return null;
}

/** Takes the step: one draw. The caller has taken the price. */
export function tryUpgrade(
  hunter: Hunter,
  thing: Carried,
  { to, chance }: UpgradeOffer,
  random: Random,
): { hunter: Hunter; done: boolean } {
  const done = random.chance(chance / 100);
  if (done) return { hunter: withThing(hunter, thing.id, { upgrade: to }), done };
  const durability = Math.max(0, (thing.durability ?? FULL_DURABILITY) - FAILURE_COSTS);
  return { hunter: withThing(hunter, thing.id, { durability }), done };
}
