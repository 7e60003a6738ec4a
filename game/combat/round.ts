/**
 * One round of a fight, for one hunter or a party: pure. Members act by speed, beasts do what they showed the round
 * before, statuses bite, and each beast shows what it does next.
 */
import type { Catalog } from "../catalog/catalog.ts";
import type { Random } from "../random.ts";
import { act } from "./act.ts";
import {
  type Field,
  foeValueIn,
  hurtFoe,
  hurtMember,
  type LiveFoe,
  type LiveMember,
  lives,
  newField,
  stands,
  valueIn,
} from "./field.ts";
import {
  type Action,
  type Ending,
  type Fight,
  FRESH,
  type Member,
  type Round,
  type Stance,
  stanceKey,
} from "./fight.ts";
import { chooseMove, effectsAfter, shownMove } from "./foe.ts";
import { foeActs } from "./foe-act.ts";
import { HURTS, has, passed } from "./status.ts";
import { ON_GREAT } from "./tuning.ts";

export type Standing = { catalog: Catalog; fight: Fight; members: readonly Member[] };

/**
 * Resolves the coming round. `actions` by member id; who has none waits. `random` must be fresh from the gate's seed
 * and the round's number (`new Random(dice, floor, room, round)`): the same round gives the same result on every try.
 */
export function resolveRound(
  { catalog, fight, members }: Standing,
  actions: ReadonlyMap<string, Action>,
  random: Random,
): Round {
  const field = newField(catalog, fight, members, actions, random);
  for (const member of field.members) member.guards = stands(member) && isGuarding(field, member);
  for (const turn of order(field)) {
    if (ended(field)) break;
    if ("beast" in turn) {
      if (lives(turn)) foeActs(field, turn);
    } else if (stands(turn)) act(field, turn);
    else helpless(field, turn);
  }
  // What burns bites while the fight goes on: nobody wins who has fallen, or falls who has won or got away.
  if (field.members.some(stands)) for (const foe of field.foes) foeEnds(field, foe);
  const over = !field.foes.some(lives);
  for (const member of field.members) memberEnds(field, member, over || member.fled);
  return summed(field, fight);
}

function isGuarding({ catalog }: Field, { action }: LiveMember): boolean {
  if (action.do === "guard") return true;
  return action.do === "skill" && (catalog.skills.get(action.skill)?.guards ?? false);
}

/** Who acts when: by speed, with a little chance. A move that can be interrupted takes its time and comes last. */
function order(field: Field): (LiveMember | LiveFoe)[] {
  const turns: { who: LiveMember | LiveFoe; at: number }[] = [];
  for (const member of field.members) {
    const at = jitter(field) * valueIn(member, "speed");
    turns.push({ who: member, at: member.action.do === "guard" ? GUARDS_FIRST : at });
  }
  for (const foe of field.foes) {
    const at = jitter(field) * foeValueIn(foe, "speed");
    turns.push({ who: foe, at: shownMove(foe.beast, foe.is).interruptible ? -1 / (1 + at) : at });
  }
  return turns.sort((a, b) => b.at - a.at).map(({ who }) => who);
}

/** A guard is up before anything lands. */
const GUARDS_FIRST = Number.MAX_VALUE;

const jitter = ({ random }: Field) => 0.9 + 0.2 * random.share();

function helpless(field: Field, { is, fled }: LiveMember): void {
  if (!fled && is.hp > 0 && has(is.afflictions, "shadow"))
    field.events.push({ kind: "helpless", by: is.id, status: "shadow" });
}

const ended = (field: Field) => !field.foes.some(lives) || !field.members.some(stands);

function memberEnds(field: Field, member: LiveMember, over: boolean): void {
  const { is, stance } = member;
  if (is.hp > 0 && is.afflictions.length > 0) {
    for (const [status, share] of HURTS)
      if (!over && has(is.afflictions, status) && is.hp > 0) {
        const damage = Math.max(1, Math.round(is.body.values.hp * share));
        field.events.push({ kind: "suffers", id: is.id, status, damage: Math.min(damage, is.hp) });
        hurtMember(field, member, damage);
      }
    const after = passed(is.afflictions);
    is.afflictions = after.afflictions;
    for (const status of after.ended) field.events.push({ kind: "ended", id: is.id, status });
  }
  if (stance.effects.length > 0 || stance.shade > 0)
    member.stance = {
      ...stance,
      effects: effectsAfter(stance.effects),
      shade: Math.max(0, stance.shade - 1),
    };
}

function foeEnds(field: Field, foe: LiveFoe): void {
  if (!lives(foe)) return;
  const { is, beast } = foe;
  for (const [status, share] of HURTS)
    if (has(is.afflictions, status) && lives(foe)) {
      const damage = Math.max(1, Math.round(is.full * share * (beast.rank === "normal" ? 1 : ON_GREAT)));
      field.events.push({ kind: "suffers", foe: foe.at, status, damage });
      hurtFoe(field, foe, damage);
    }
  is.afflictions = passed(is.afflictions).afflictions;
  is.effects = effectsAfter(is.effects);
  is.open = Math.max(foe.opens, is.open - 1, 0);
  if (lives(foe)) is.next = chooseMove(beast, is, field.round + 1, field.random).id;
}

function summed(field: Field, fight: Fight): Round {
  const stances: Record<string, Stance> = {};
  // A fresh one is what a member has without any.
  for (const { is, stance } of field.members) if (stance !== FRESH) stances[stanceKey(is.id)] = stance;
  return {
    fight: { round: fight.round + 1, foes: field.foes.map(({ is }) => is), stances },
    members: field.members.map(({ is }) => is),
    events: field.events,
    ending: endingOf(field),
    deeds: new Map(field.members.map(({ is, deeds }) => [is.id, deeds])),
    fled: field.members.filter(({ fled }) => fled).map(({ is }) => is.id),
  };
}

function endingOf(field: Field): Ending {
  if (!field.foes.some(lives)) return "won";
  if (field.members.some(stands)) return "going";
  return field.members.some(({ fled }) => fled) ? "fled" : "lost";
}
