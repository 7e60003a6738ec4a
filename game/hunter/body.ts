/** What a hunter's class, level, stats and gear come to in a fight. */
import type { Catalog } from "../catalog/catalog.ts";
import type { BaseClass, CombatValue, Element, Stat } from "../catalog/words.ts";
import {
  ACCURACY_FIRST,
  CLASS_BODY,
  CLASS_HAND,
  CRITICAL_FIRST,
  DEFENSE_EACH,
  DEFENSE_FIRST,
  EVASION_FIRST,
  HAND_EACH,
  HAND_FIRST,
  SPEED_EACH,
  SPEED_FIRST,
} from "../combat/tuning.ts";
import { isBroken, itemOf, wornBonus } from "../things/pack.ts";
import type { Hunter, Sheet } from "./hunter.ts";
import {
  ACCURACY_OF_AGILITY,
  CRITICAL_OF_LUCK,
  DEFENSE_OF_INTELLIGENCE,
  DEFENSE_OF_VITALITY,
  EVASION_OF_AGILITY,
  grown,
  HAND_OF,
  HP_OF_STRENGTH,
  HP_OF_VITALITY,
  MP_OF_INTELLIGENCE,
  SPEED_OF_AGILITY,
} from "./stats.ts";

/** `hp` and `mp` are the full ones; accuracy, evasion and critical are percent points. */
export type Values = Readonly<Record<CombatValue, number>>;
/** All that a fight must know of a hunter and that a fight does not change. */
export type Body = {
  values: Values;
  /** Stats with what gear adds. */
  stats: Readonly<Record<Stat, number>>;
  /** Of the strikes, and of what is worn against those of others. */
  strikes: Element;
  resists: Element | null;
};

/** Somebody without a class yet fights like nobody in particular. */
const UNSIGNED: BaseClass = "fighter";

const remembered = new WeakMap<Hunter["pack"]["worn"], { sheet: Sheet; catalog: Catalog; body: Body }>();

/** Derived on demand. The last one is kept for each set of worn things: a fight changes neither it nor the stats. */
export function bodyOf(hunter: Hunter, catalog: Catalog): Body {
  const known = remembered.get(hunter.pack.worn);
  if (known && known.catalog === catalog && sameMakings(known.sheet, hunter.sheet)) return known.body;
  const body = made(hunter, catalog);
  remembered.set(hunter.pack.worn, { sheet: hunter.sheet, catalog, body });
  return body;
}

const sameMakings = (a: Sheet, b: Sheet) => a.stats === b.stats && a.level === b.level && a.base === b.base;

function made(hunter: Hunter, catalog: Catalog): Body {
  const { level } = hunter.sheet;
  const base = hunter.sheet.base ?? UNSIGNED;
  const gear = wornBonus(hunter, catalog);
  const stats = withGear(hunter.sheet.stats, gear);
  const { strength, agility, vitality, intelligence, luck } = stats;
  const hand = CLASS_HAND[base];
  const by = HAND_OF[base];
  const first = CLASS_BODY[base];
  const trained = HAND_FIRST + HAND_EACH * level;
  const more = (value: CombatValue) => gear[value] ?? 0;
  const full = (from: number, each: number) => Math.floor(from + each * (level - 1));
  return {
    stats,
    strikes: elementOf(hunter, catalog, "weapon") ?? "neutral",
    resists: elementOf(hunter, catalog, "armor"),
    values: {
      hp: Math.max(
        1,
        full(first.hp, first.hpEach) + HP_OF_VITALITY * vitality + HP_OF_STRENGTH * strength + more("hp"),
      ),
      mp: Math.max(0, full(first.mp, first.mpEach) + MP_OF_INTELLIGENCE * intelligence + more("mp")),
      attack: hand.attack * (trained + by.strength * strength + by.agility * agility + more("attack")),
      magic: hand.magic * (trained + by.intelligence * intelligence + more("magic")),
      defense:
        hand.defense *
        (DEFENSE_FIRST +
          DEFENSE_EACH * level +
          DEFENSE_OF_VITALITY * vitality +
          DEFENSE_OF_INTELLIGENCE * intelligence +
          more("defense")),
      speed: hand.speed * (SPEED_FIRST + SPEED_EACH * level + SPEED_OF_AGILITY * agility) + more("speed"),
      accuracy: ACCURACY_FIRST + grown(ACCURACY_OF_AGILITY, agility) + more("accuracy"),
      evasion: EVASION_FIRST + hand.evasion + grown(EVASION_OF_AGILITY, agility) + more("evasion"),
      critical: CRITICAL_FIRST + hand.critical + grown(CRITICAL_OF_LUCK, luck) + more("critical"),
    },
  };
}

function withGear(stats: Sheet["stats"], gear: Partial<Record<Stat, number>>): Record<Stat, number> {
  const sum = { ...stats };
  for (const stat in sum) sum[stat as Stat] = Math.max(0, sum[stat as Stat] + (gear[stat as Stat] ?? 0));
  return sum;
}

function elementOf({ pack }: Hunter, catalog: Catalog, slot: "weapon" | "armor"): Element | null {
  const thing = pack.worn[slot];
  if (!thing || isBroken(thing)) return null;
  return itemOf(catalog, thing)?.element ?? null;
}

/** The hunter with health and mana inside their bounds, whole; after gear, level or stats have changed. */
export function bounded(hunter: Hunter, catalog: Catalog): Hunter {
  const { values } = bodyOf(hunter, catalog);
  const hp = Math.min(hunter.sheet.hp, values.hp);
  const mp = Math.min(hunter.sheet.mp, values.mp);
  if (hp === hunter.sheet.hp && mp === hunter.sheet.mp) return hunter;
  return { ...hunter, sheet: { ...hunter.sheet, hp, mp } };
}

/** The hunter with full health and mana. */
export function refreshed(hunter: Hunter, catalog: Catalog): Hunter {
  const { values } = bodyOf(hunter, catalog);
  return { ...hunter, sheet: { ...hunter.sheet, hp: values.hp, mp: values.mp } };
}
