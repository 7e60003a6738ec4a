/** What a beast does in a round: the move that it has shown. */
import type { BeastMove } from "../catalog/schemas.ts";
import { land } from "./blow.ts";
import {
  afflictMember,
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
import { shownMove } from "./foe.ts";
import { has } from "./status.ts";
import { CONFUSED_CHANCE, GUARD_FACTOR } from "./tuning.ts";

/** A beast fails at what it does to itself this often. */
const FUMBLES = 0.06;
/** What a confused beast does to itself, of full health. */
const ASTRAY = 0.06;

export function foeActs(field: Field, foe: LiveFoe): void {
  foe.acted = true;
  const move = shownMove(foe.beast, foe.is);
  const before = foe.is.used[move.id];
  foe.is.used = { ...foe.is.used, [move.id]: { times: (before?.times ?? 0) + 1, round: field.round } };
  if (foe.stopped || has(foe.is.afflictions, "shadow")) return;
  if (has(foe.is.afflictions, "confused") && field.random.chance(CONFUSED_CHANCE)) {
    const damage = Math.max(1, Math.round(foe.is.full * ASTRAY));
    field.events.push({ kind: "foe-astray", foe: foe.at, damage });
    hurtFoe(field, foe, damage);
    return;
  }
  foe.opens = Math.max(foe.opens, move.open);
  if (move.target === "self") onItself(field, foe, move);
  else for (const member of aimedAt(field, move)) onMember(field, foe, move, member);
}

function aimedAt(field: Field, move: BeastMove): LiveMember[] {
  const near = field.members.filter(stands);
  if (move.target === "all" || near.length < 2) return near;
  if (field.taunter && stands(field.taunter)) return [field.taunter];
  return [field.random.pick(near)];
}

function onItself(field: Field, foe: LiveFoe, move: BeastMove): void {
  const guarded = field.members.every((member) => member.guards || !stands(member));
  const missed = field.random.chance(FUMBLES);
  field.events.push({
    kind: "move",
    foe: foe.at,
    move: move.id,
    outcome: missed ? "miss" : guarded ? "guarded" : "hit",
    damage: 0,
    match: "even",
    critical: false,
  });
  if (missed) return;
  if (move.heals) heal(field, foe, move.heals);
  if (move.changes) foe.is.effects = [...foe.is.effects, move.changes];
}

function heal(field: Field, foe: LiveFoe, share: number): void {
  const hp = Math.min(foe.is.full - foe.is.hp, Math.round(foe.is.full * share));
  if (hp <= 0) return;
  foe.is.hp += hp;
  field.events.push({ kind: "foe-healed", foe: foe.at, hp });
}

function onMember(field: Field, foe: LiveFoe, move: BeastMove, member: LiveMember): void {
  if (!lives(foe)) return;
  const struck = land(
    {
      force: foeValueIn(foe, "attack") * Math.max(move.power, 0),
      level: foe.is.level,
      accuracy: foeValueIn(foe, "accuracy"),
      critical: foeValueIn(foe, "critical"),
      element: move.element ?? foe.beast.element,
      factor: (member.guards ? GUARD_FACTOR : 1) * damageFactor(foe.is.afflictions),
    },
    {
      defense: valueIn(member, "defense"),
      evasion: valueIn(member, "evasion"),
      element: member.is.body.resists,
    },
    field.random,
  );
  const missed = struck.damage === null;
  const damage = missed || move.power === 0 ? 0 : (struck.damage ?? 0);
  field.events.push({
    kind: "move",
    foe: foe.at,
    move: move.id,
    at: member.is.id,
    outcome: missed ? "miss" : member.guards ? "guarded" : "hit",
    damage,
    match: struck.match,
    critical: struck.critical && move.power > 0,
    ...(move.inflicts && member.guards && !missed ? { resisted: move.inflicts.status } : {}),
  });
  if (missed) return;
  if (damage > 0) hurtMember(field, member, damage);
  if (move.inflicts && !member.guards && member.is.hp > 0) afflictMember(field, member, move.inflicts);
  if (move.heals) heal(field, foe, move.heals);
  if (move.changes) foe.is.effects = [...foe.is.effects, move.changes];
}
