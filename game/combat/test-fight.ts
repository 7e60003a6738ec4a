/** For tests: fighters, beasts and a fight of them, from the fixed content. */
import type { BaseClass } from "../catalog/words.ts";
import { refreshed } from "../hunter/body.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { Random } from "../random.ts";
import { testCatalog, testHunter } from "../test-turn.ts";
import type { Action, Fight, Foe, Member, Round } from "./fight.ts";
import { beastOf, newFoe } from "./foe.ts";
import { memberOf } from "./member.ts";
import { resolveRound } from "./round.ts";

export const catalog = testCatalog();

/** A hunter of that class and level, whole. */
export function hunterOf(base: BaseClass, level = 5, more: Partial<Hunter> = {}): Hunter {
  const plain = testHunter("Mara", more);
  return refreshed({ ...plain, sheet: { ...plain.sheet, base, level } }, catalog);
}

export const member = (base: BaseClass, level = 5, id = "1"): Member => ({
  ...memberOf(hunterOf(base, level), catalog),
  id,
  name: `Hunter ${id}`,
});

/** A beast that shows `next`; `more` changes what it has. */
export function foe(beast: string, next: string, more: Partial<Foe> = {}, level = 5): Foe {
  const made = newFoe(beastOf(catalog, { beast }), level, { size: 1, random: new Random("foe") });
  return { ...made, next, ...more };
}

export const fightOf = (...foes: Foe[]): Fight => ({ round: 1, foes, stances: {} });

export function resolve(
  fight: Fight,
  members: readonly Member[],
  actions: Record<string, Action>,
  seed: string | number = "seed",
): Round {
  return resolveRound(
    { catalog, fight, members },
    new Map(Object.entries(actions)),
    new Random("test", seed),
  );
}

/** The first seed whose round fits: for what depends on a die. */
export function resolveUntil(
  fight: Fight,
  members: readonly Member[],
  actions: Record<string, Action>,
  fits: (round: Round) => boolean,
): Round {
  for (let seed = 0; seed < 500; seed++) {
    const round = resolve(fight, members, actions, seed);
    if (fits(round)) return round;
  }
  throw new Error("no seed gives such a round");
}
