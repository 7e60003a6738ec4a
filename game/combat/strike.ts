/** A member's blows: the plain strike, and each hit of a skill that does damage. */
import type { Skill } from "../catalog/schemas.ts";
import type { BaseClass, Element } from "../catalog/words.ts";
import { land } from "./blow.ts";
import {
  damageFactor,
  type Field,
  foeValueIn,
  hurtFoe,
  hurtMember,
  type LiveFoe,
  type LiveMember,
  lives,
  stands,
  valueIn,
} from "./field.ts";
import { has } from "./status.ts";
import { CONFUSED_CHANCE, OPEN_FACTOR } from "./tuning.ts";

/** Whose strike goes by magic, and the power of a strike. */
export const STRIKES: Record<BaseClass, { by: "attack" | "magic"; power: number }> = {
  fighter: { by: "attack", power: 1 },
  mage: { by: "magic", power: 0.8 },
  assassin: { by: "attack", power: 1 },
  archer: { by: "attack", power: 1 },
  healer: { by: "magic", power: 0.8 },
};

/** One blow of a member against a beast, by a skill or plain. What a critical interrupts is decided here too. */
export function strike(field: Field, member: LiveMember, foe: LiveFoe, skill?: Skill): void {
  const plain = STRIKES[member.is.base];
  const hand = skill?.by ?? plain.by;
  const open = foe.is.open > 0;
  const struck = land(
    {
      force: valueIn(member, hand) * (skill?.power ?? plain.power),
      level: member.is.level,
      accuracy: valueIn(member, "accuracy"),
      critical: valueIn(member, "critical"),
      element: elementOf(member, skill),
      factor: factorOf(member, foe, skill),
    },
    { defense: foeValueIn(foe, "defense"), evasion: foeValueIn(foe, "evasion"), element: foe.beast.element },
    field.random,
  );
  if (struck.critical) member.deeds.criticals++;
  const { damage, critical, match } = struck;
  const by = member.is.id;
  field.events.push(
    skill
      ? { kind: "blow", by, foe: foe.at, skill: skill.id, damage, critical, open, match }
      : { kind: "blow", by, foe: foe.at, damage, critical, open, match },
  );
  if (struck.damage === null) return;
  hurtFoe(field, foe, struck.damage);
  if (struck.critical) interrupt(field, member, foe);
}

/** Stops the move that the beast has shown, if it can be stopped and has not come yet; it stands open then. */
export function interrupt(field: Field, member: LiveMember, foe: LiveFoe): void {
  const move = foe.beast.moves.find(({ id }) => id === foe.is.next);
  if (!move?.interruptible || foe.stopped || foe.acted || !lives(foe)) return;
  foe.stopped = true;
  foe.opens = Math.max(foe.opens, 1);
  member.deeds.interrupts++;
  field.events.push({ kind: "interrupted", foe: foe.at, move: move.id, by: member.is.id });
}

/** The confused sometimes hit an ally, or themselves when alone; whether this blow went that way. */
export function wentAstray(field: Field, member: LiveMember): boolean {
  if (!has(member.is.afflictions, "confused") || !field.random.chance(CONFUSED_CHANCE)) return false;
  const others = field.members.filter((other) => other !== member && stands(other));
  const at = others.length > 0 ? field.random.pick(others) : member;
  const damage = Math.max(1, Math.round(at.is.body.values.hp * 0.06));
  field.events.push({ kind: "astray", by: member.is.id, at: at.is.id, damage });
  hurtMember(field, at, damage);
  return true;
}

/** What Arise called up strikes too. */
export function shadeStrikes(field: Field, member: LiveMember, foe: LiveFoe, power: number): void {
  const struck = land(
    {
      force: valueIn(member, "magic") * power,
      level: member.is.level,
      accuracy: 95,
      critical: 0,
      element: "shadow",
      factor: 1,
    },
    { defense: foeValueIn(foe, "defense"), evasion: foeValueIn(foe, "evasion"), element: foe.beast.element },
    field.random,
  );
  if (struck.damage === null) return;
  field.events.push({ kind: "shade", by: member.is.id, foe: foe.at, damage: struck.damage });
  hurtFoe(field, foe, struck.damage);
}

const elementOf = (member: LiveMember, skill?: Skill): Element => skill?.element ?? member.is.body.strikes;

function factorOf(member: LiveMember, { is }: LiveFoe, skill?: Skill): number {
  const open = is.open > 0 ? OPEN_FACTOR * (skill?.againstOpen ?? 1) : 1;
  const finishes = skill?.finishes && is.hp / is.full < skill.finishes.below ? skill.finishes.factor : 1;
  return open * finishes * damageFactor(member.is.afflictions);
}
