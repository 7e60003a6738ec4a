/** A round while it is being resolved: what changes, and what has happened so far. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Beast } from "../catalog/schemas.ts";
import type { CombatValue, Status } from "../catalog/words.ts";
import { grown, RESISTANCE_OF_VITALITY } from "../hunter/stats.ts";
import type { Random } from "../random.ts";
import type { Action, Deeds, Event, Fight, Foe, Member, Stance } from "./fight.ts";
import { stanceOf } from "./fight.ts";
import { beastOf, effectOn, foeValue } from "./foe.ts";
import { isUp } from "./member.ts";
import { afflict, has, takes } from "./status.ts";
import { DISMEMBERED_DAMAGE, FEARED_ACCURACY, FROZEN_EVASION, FROZEN_SPEED } from "./tuning.ts";

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

export type LiveFoe = {
  at: number;
  beast: Beast;
  is: Mutable<Foe>;
  /** Its move of this round was stopped. */
  stopped: boolean;
  acted: boolean;
  /** Rounds that it will be open from the next one on. */
  opens: number;
};

export type LiveMember = {
  is: Member;
  stance: Stance;
  action: Action;
  guards: boolean;
  fled: boolean;
  deeds: Mutable<Deeds>;
};

export type Field = {
  catalog: Catalog;
  random: Random;
  round: number;
  foes: LiveFoe[];
  members: LiveMember[];
  /** Whom the beasts turn on. */
  taunter: LiveMember | null;
  events: Event[];
};

export function newField(
  catalog: Catalog,
  fight: Fight,
  members: readonly Member[],
  actions: ReadonlyMap<string, Action>,
  random: Random,
): Field {
  return {
    catalog,
    random,
    round: fight.round,
    foes: fight.foes.map((foe, at) => ({
      at,
      beast: beastOf(catalog, foe),
      is: { ...foe },
      stopped: false,
      acted: false,
      opens: 0,
    })),
    members: members.map((member) => ({
      is: { ...member },
      stance: stanceOf(fight, member.id),
      action: actions.get(member.id) ?? { do: "wait" },
      guards: false,
      fled: false,
      deeds: {
        criticals: 0,
        interrupts: 0,
        guards: 0,
        skills: 0,
        statuses: 0,
        cures: 0,
        hpLost: 0,
        mpSpent: 0,
        items: [],
      },
    })),
    taunter: null,
    events: [],
  };
}

export const stands = (member: LiveMember): boolean => !member.fled && isUp(member.is);
export const lives = ({ is }: LiveFoe): boolean => is.hp > 0;

/** A member's value now: body, effects and statuses. */
export function valueIn({ is, stance }: LiveMember, value: Exclude<CombatValue, "hp" | "mp">): number {
  const plain = is.body.values[value] * effectOn(stance.effects, value);
  return is.afflictions.length === 0 ? plain : plain * statusFactor(is.afflictions, value);
}

/** A beast's value now. */
export function foeValueIn({ beast, is }: LiveFoe, value: Exclude<CombatValue, "hp" | "mp">): number {
  const plain = foeValue(beast, is, value);
  return value === "accuracy" && has(is.afflictions, "feared") ? plain * FEARED_ACCURACY : plain;
}

function statusFactor(afflictions: Member["afflictions"], value: CombatValue): number {
  if (value === "speed" && has(afflictions, "frozen")) return FROZEN_SPEED;
  if (value === "evasion" && has(afflictions, "frozen")) return FROZEN_EVASION;
  if (value === "accuracy" && has(afflictions, "feared")) return FEARED_ACCURACY;
  return 1;
}

/** What statuses leave of the damage that somebody does. */
export const damageFactor = (afflictions: Member["afflictions"]): number =>
  has(afflictions, "dismembered") ? DISMEMBERED_DAMAGE : 1;

export function hurtMember(field: Field, member: LiveMember, damage: number): void {
  const hp = Math.max(0, member.is.hp - damage);
  member.deeds.hpLost += member.is.hp - hp;
  member.is.hp = hp;
  if (hp === 0) field.events.push({ kind: "fell", id: member.is.id });
}

export function hurtFoe(field: Field, foe: LiveFoe, damage: number): void {
  foe.is.hp = Math.max(0, foe.is.hp - damage);
  if (foe.is.hp === 0) field.events.push({ kind: "slain", foe: foe.at });
}

/** Share of 0–1 by which a member's vitality keeps statuses off. */
export const resistanceOf = ({ is }: LiveMember): number =>
  grown(RESISTANCE_OF_VITALITY, is.body.stats.vitality);

type Inflicting = { status: Status; chance: number; rounds?: number | undefined };

/** Tries to put a status on a beast. `by` has it counted. */
export function afflictFoe(field: Field, foe: LiveFoe, inflicts: Inflicting, by: LiveMember): void {
  const takesHold = takes({ status: inflicts.status, chance: inflicts.chance }, 0, field.random);
  if (!takesHold || !lives(foe) || foe.beast.immune.includes(inflicts.status)) return;
  foe.is.afflictions = afflict(foe.is.afflictions, inflicts.status, inflicts.rounds);
  by.deeds.statuses++;
  const rounds = foe.is.afflictions.find(({ status }) => status === inflicts.status)?.rounds ?? null;
  field.events.push({ kind: "afflicted", foe: foe.at, status: inflicts.status, rounds });
}

/** Tries to put a status on a member. */
export function afflictMember(field: Field, member: LiveMember, inflicts: Inflicting): void {
  const { status, rounds } = inflicts;
  if (!takes({ status, chance: inflicts.chance }, resistanceOf(member), field.random)) return;
  if (member.is.hp === 0) return;
  member.is.afflictions = afflict(member.is.afflictions, status, rounds);
  const lasts = member.is.afflictions.find((one) => one.status === status)?.rounds ?? null;
  field.events.push({ kind: "afflicted", id: member.is.id, status, rounds: lasts });
  if (status === "decapitated") hurtMember(field, member, member.is.hp);
}
