/** What a member does in a round: strike, guard, a skill, an item, fleeing. */
import type { Item, Skill } from "../catalog/schemas.ts";
import { land } from "./blow.ts";
import { consume } from "./consume.ts";
import {
  afflictFoe,
  type Field,
  foeValueIn,
  hurtFoe,
  type LiveFoe,
  type LiveMember,
  lives,
  stands,
  valueIn,
} from "./field.ts";
import type { Action } from "./fight.ts";
import { knows, waitFor } from "./skills.ts";
import { cured, has } from "./status.ts";
import { interrupt, shadeStrikes, strike, wentAstray } from "./strike.ts";
import { ARISEN, BEAST_ATTACK, FLEE, GUARD_MANA, HEAL } from "./tuning.ts";

export function act(field: Field, member: LiveMember): void {
  const { action } = member;
  switch (action.do) {
    case "strike": {
      const foe = foeAt(field, action.foe);
      if (foe && !wentAstray(field, member)) strike(field, member, foe);
      break;
    }
    case "guard":
      guarding(field, member);
      break;
    case "skill":
      useSkill(field, member, action);
      break;
    case "item":
      useItem(field, member, action);
      break;
    case "flee":
      flee(field, member);
      break;
    case "wait":
      break;
  }
  const foe = member.stance.shade > 0 ? foeAt(field) : undefined;
  if (foe && stands(member)) shadeStrikes(field, member, foe, ARISEN.power);
}

/** The beast meant, or the first that lives. */
export function foeAt(field: Field, at?: number): LiveFoe | undefined {
  const meant = at === undefined ? undefined : field.foes[at];
  return meant && lives(meant) ? meant : field.foes.find(lives);
}

/** Why a skill can't be used in this round; null when it can. */
export function skillProblem(member: LiveMember, skill: Skill, round: number): string | null {
  if (!knows(member.is, skill)) return `${skill.name} is not yours.`;
  if (waitFor(member.stance, skill.id, round) > 0) return `${skill.name} is not ready.`;
  return member.is.mp < skill.mp ? `${skill.name} needs ${skill.mp} mana.` : null;
}

function guarding(field: Field, member: LiveMember): void {
  const { values } = member.is.body;
  const mp = Math.min(values.mp - member.is.mp, Math.round(values.mp * GUARD_MANA));
  member.is.mp += Math.max(0, mp);
  member.deeds.guards++;
  field.events.push({ kind: "guards", by: member.is.id, mp: Math.max(0, mp) });
}

function useSkill(field: Field, member: LiveMember, action: Action & { do: "skill" }): void {
  const skill = field.catalog.skills.get(action.skill);
  const why = skill ? skillProblem(member, skill, field.round) : "There is no such skill.";
  if (!skill || why !== null) {
    field.events.push({ kind: "failed", by: member.is.id, why: why ?? "" });
    return;
  }
  pay(field, member, skill);
  if (skill.taunts) field.taunter = member;
  if (skill.target === "beast" || skill.target === "all-beasts") {
    const meant = foeAt(field, action.foe);
    const foes = skill.target === "beast" ? (meant ? [meant] : []) : field.foes.filter(lives);
    if (skill.power > 0 && wentAstray(field, member)) return;
    if (skill.power === 0) said(field, member, skill, { ...(meant ? { foe: meant.at } : {}) });
    for (const foe of foes) against(field, member, skill, foe);
  } else {
    helps(field, member, skill, alliesOf(field, member, skill, action.ally));
  }
}

function pay(field: Field, member: LiveMember, skill: Skill): void {
  member.is.mp -= skill.mp;
  member.deeds.mpSpent += skill.mp;
  member.deeds.skills++;
  const ready = { ...member.stance.ready, [skill.id]: field.round + skill.cooldown + 1 };
  member.stance = { ...member.stance, ready };
}

const said = (field: Field, member: LiveMember, skill: Skill, whom: { foe?: number; ally?: string }) =>
  field.events.push({ kind: "skill", by: member.is.id, skill: skill.id, ...whom });

function against(field: Field, member: LiveMember, skill: Skill, foe: LiveFoe): void {
  const before = foe.is.hp;
  if (skill.power > 0)
    for (let hit = 0; hit < skill.hits && lives(foe); hit++) strike(field, member, foe, skill);
  const landed = skill.power === 0 || foe.is.hp < before;
  // The dice fall also where they can't matter, so that what comes after does not depend on this blow.
  const stops = field.random.chance(skill.interrupts ?? 0);
  if (!landed || !lives(foe)) return;
  if (stops) interrupt(field, member, foe);
  if (skill.inflicts) afflictFoe(field, foe, skill.inflicts, member);
  if (skill.changes) foe.is.effects = [...foe.is.effects, skill.changes];
  if (skill.arises) member.stance = { ...member.stance, shade: ARISEN.rounds };
}

function alliesOf(field: Field, member: LiveMember, skill: Skill, ally?: string): LiveMember[] {
  if (skill.arises) {
    const fallen = field.members.filter(({ is, fled }) => is.hp === 0 && !fled);
    const meant = fallen.find(({ is }) => is.id === ally) ?? fallen[0];
    return meant ? [meant] : [member];
  }
  if (skill.target === "self") return [member];
  const standing = field.members.filter((one) => stands(one));
  if (skill.target === "party") return standing;
  return [standing.find(({ is }) => is.id === ally) ?? member];
}

function helps(field: Field, member: LiveMember, skill: Skill, allies: readonly LiveMember[]): void {
  said(field, member, skill, { ...(allies[0] ? { ally: allies[0].is.id } : {}) });
  for (const ally of allies) {
    if (skill.arises) arise(field, member, ally);
    else if (ally.is.hp > 0) help(field, member, skill, ally);
    if (skill.changes && ally.is.hp > 0)
      ally.stance = { ...ally.stance, effects: [...ally.stance.effects, skill.changes] };
  }
}

function help(field: Field, member: LiveMember, skill: Skill, ally: LiveMember): void {
  const { values } = ally.is.body;
  const share = (skill.heals ?? 0) * healing(member);
  const hp = Math.min(values.hp - ally.is.hp, Math.round(values.hp * share));
  const mp = Math.min(values.mp - ally.is.mp, Math.round(values.mp * (skill.restoresMp ?? 0)));
  ally.is.hp += Math.max(0, hp);
  ally.is.mp += Math.max(0, mp);
  if (hp > 0 || mp > 0)
    field.events.push({ kind: "healed", id: ally.is.id, hp: Math.max(0, hp), mp: Math.max(0, mp) });
  const cures = (skill.cures ?? []).filter((status) => has(ally.is.afflictions, status));
  ally.is.afflictions = cured(ally.is.afflictions, cures);
  member.deeds.cures += cures.length;
  for (const status of cures) field.events.push({ kind: "cured", id: ally.is.id, status });
}

/** How much more or less a heal gives by its giver's magic. */
export function healing({ is }: Pick<LiveMember, "is">): number {
  const expected = HEAL.expectedFirst + HEAL.expectedEach * is.level;
  return Math.min(HEAL.most, Math.max(HEAL.least, is.body.values.magic / expected));
}

/** The fallen stand again; with nobody fallen, something else gets up and fights along. */
function arise(field: Field, member: LiveMember, ally: LiveMember): void {
  if (ally.is.hp > 0) {
    member.stance = { ...member.stance, shade: ARISEN.rounds };
    return;
  }
  ally.is.hp = Math.max(1, Math.round(ally.is.body.values.hp * ARISEN.revives));
  ally.is.afflictions = cured(ally.is.afflictions, ["decapitated"]);
  field.events.push({ kind: "risen", id: ally.is.id });
}

function useItem(field: Field, member: LiveMember, action: Action & { do: "item" }): void {
  const item = field.catalog.items.get(action.item);
  const ally = field.members.find(({ is }) => is.id === (action.ally ?? member.is.id)) ?? member;
  const used = item ? consume(ally.is, item) : { ok: false as const, text: "There is no such thing." };
  if (!item || !used.ok) {
    field.events.push({ kind: "failed", by: member.is.id, why: used.ok ? "" : used.text });
    return;
  }
  member.deeds.items = [...member.deeds.items, item.id];
  field.events.push({ kind: "item", by: member.is.id, item: item.id, ally: ally.is.id });
  ally.is = { ...used.member };
  if (used.revived) field.events.push({ kind: "risen", id: ally.is.id });
  else if (used.hp > 0 || used.mp > 0)
    field.events.push({ kind: "healed", id: ally.is.id, hp: used.hp, mp: used.mp });
  member.deeds.cures += used.cures.length;
  for (const status of used.cures) field.events.push({ kind: "cured", id: ally.is.id, status });
  itemInFight(field, member, item, foeAt(field, action.foe));
}

/** What an item does only where there is a beast: it is thrown, it strengthens, it opens the way home. */
function itemInFight(field: Field, member: LiveMember, { use, level }: Item, foe: LiveFoe | undefined): void {
  if (use?.buff) member.stance = { ...member.stance, effects: [...member.stance.effects, use.buff] };
  if (use?.escapes) {
    member.fled = true;
    field.events.push({ kind: "fled", by: member.is.id, done: true });
  }
  if (!use?.damage || !foe) return;
  const struck = land(
    {
      force: (BEAST_ATTACK.first + BEAST_ATTACK.each * level) * use.damage.power,
      level,
      accuracy: 100,
      critical: 0,
      element: use.damage.element,
      factor: foe.is.open > 0 ? 1.5 : 1,
    },
    { defense: foeValueIn(foe, "defense"), evasion: 0, element: foe.beast.element },
    field.random,
  );
  const { damage, critical, match } = struck;
  field.events.push({
    kind: "blow",
    by: member.is.id,
    foe: foe.at,
    thrown: true,
    damage,
    critical,
    open: false,
    match,
  });
  if (damage !== null) hurtFoe(field, foe, damage);
}

function flee(field: Field, member: LiveMember): void {
  const done = field.random.chance(fleeChance(field, member));
  member.fled = done;
  field.events.push({ kind: "fled", by: member.is.id, done });
}

/** 0–1. */
function fleeChance(field: Field, member: LiveMember): number {
  const near = field.foes.filter(lives);
  const fastest = Math.max(1, ...near.map((foe) => foeValueIn(foe, "speed")));
  const great = near.some(({ beast }) => beast.rank !== "normal" && beast.rank !== "elite");
  const ahead = (valueIn(member, "speed") - fastest) / fastest;
  const chance = (FLEE.even + FLEE.bySpeed * ahead) * (great ? FLEE.fromGreat : 1);
  return Math.min(FLEE.most, Math.max(FLEE.least, chance));
}
