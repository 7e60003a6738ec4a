/** Beasts in a fight: their bodies by grade, level, rank and party, and the choice of what they do next. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Beast, BeastMove } from "../catalog/schemas.ts";
import type { CombatValue } from "../catalog/words.ts";
import type { Random } from "../random.ts";
import type { Effect, Foe } from "./fight.ts";
import { has } from "./status.ts";
import {
  BEAST_ACCURACY,
  BEAST_ATTACK,
  BEAST_CRITICAL,
  BEAST_DEFENSE,
  BEAST_EVASION,
  BEAST_HP,
  BEAST_SPEED,
  FROZEN_EVASION,
  FROZEN_SPEED,
  PARTY_ATTACK,
  PARTY_HP,
  RANK_BODY,
} from "./tuning.ts";

const line = ({ first, each }: { first: number; each: number }, level: number) => first + each * level;

/** A beast as it stands up against a party of `size`, its first move chosen. `factor` lessens one of several. */
export function newFoe(
  beast: Beast,
  level: number,
  { size, random, factor }: { size: number; random: Random; factor?: { hp: number; attack: number } },
): Foe {
  const rank = RANK_BODY[beast.rank];
  const more = size - 1;
  const full = line(BEAST_HP, level) * rank.hp * beast.hp * (1 + PARTY_HP * more) * (factor?.hp ?? 1);
  const foe: Foe = {
    beast: beast.id,
    level,
    hp: Math.max(1, Math.round(full)),
    full: Math.max(1, Math.round(full)),
    might: (1 + PARTY_ATTACK * more) * (factor?.attack ?? 1),
    next: "",
    open: 0,
    afflictions: [],
    effects: [],
    used: {},
  };
  return { ...foe, next: chooseMove(beast, foe, 1, random).id };
}

/** A value of the beast now, its effects and statuses counted. Accuracy, evasion and critical are percent points. */
export function foeValue(beast: Beast, foe: Foe, value: Exclude<CombatValue, "hp" | "mp">): number {
  return foeBase(beast, foe, value) * effectOn(foe.effects, value) * statusOn(foe, value);
}

function foeBase(beast: Beast, foe: Foe, value: Exclude<CombatValue, "hp" | "mp">): number {
  const rank = RANK_BODY[beast.rank];
  switch (value) {
    case "attack":
    case "magic":
      return line(BEAST_ATTACK, foe.level) * rank.attack * beast.attack * foe.might;
    case "defense":
      return line(BEAST_DEFENSE, foe.level) * rank.defense * beast.defense;
    case "speed":
      return line(BEAST_SPEED, foe.level) * beast.speed;
    case "accuracy":
      return BEAST_ACCURACY * beast.accuracy;
    case "evasion":
      return BEAST_EVASION * beast.evasion;
    case "critical":
      return BEAST_CRITICAL;
  }
}

function statusOn(foe: Foe, value: CombatValue): number {
  if (foe.afflictions.length === 0) return 1;
  if (value === "speed" && has(foe.afflictions, "frozen")) return FROZEN_SPEED;
  if (value === "evasion" && has(foe.afflictions, "frozen")) return FROZEN_EVASION;
  return 1;
}

/** The product of the factors on a value. */
export function effectOn(effects: readonly Effect[], value: CombatValue): number {
  let factor = 1;
  for (const effect of effects) if (effect.value === value) factor *= effect.factor;
  return factor;
}

/** A round passes over effects. */
export function effectsAfter(effects: readonly Effect[]): readonly Effect[] {
  if (effects.length === 0) return effects;
  return effects.flatMap((effect) => (effect.rounds > 1 ? [{ ...effect, rounds: effect.rounds - 1 }] : []));
}

/** A move just made is so much less likely next: a beast is read, not counted. */
const AGAIN = 0.4;

/** What it does in `round`: one of the moves that it may do then, by weight. */
export function chooseMove(beast: Beast, foe: Foe, round: number, random: Random): BeastMove {
  const open = beast.moves.filter((move) => may(move, foe, round));
  const last = (id: string) => foe.used[id]?.round === round - 1;
  return random.weighted(open.length > 0 ? open : beast.moves, ({ id, weight }) =>
    last(id) ? weight * AGAIN : weight,
  );
}

function may({ id, when }: BeastMove, { hp, full, used }: Foe, round: number): boolean {
  if (!when) return true;
  const share = hp / full;
  const before = used[id];
  return (
    (when.below === undefined || share <= when.below) &&
    (when.above === undefined || share > when.above) &&
    (when.fromRound === undefined || round >= when.fromRound) &&
    (when.most === undefined || (before?.times ?? 0) < when.most) &&
    (when.cooldown === undefined || !before || round - before.round > when.cooldown)
  );
}

/** The move that a beast has shown. */
export function shownMove(beast: Beast, { next }: Pick<Foe, "next">): BeastMove {
  const move = beast.moves.find(({ id }) => id === next) ?? beast.moves[0];
  if (!move) throw new Error(`the beast ${beast.id} has no moves`);
  return move;
}

/** The content's beast; where new content lost it in the middle of somebody's fight, any other stands in. */
export function beastOf(catalog: Catalog, { beast }: Pick<Foe, "beast">): Beast {
  const found = catalog.beasts.get(beast) ?? catalog.beasts.values().next().value;
  if (!found) throw new Error("the content has no beasts");
  return found;
}
