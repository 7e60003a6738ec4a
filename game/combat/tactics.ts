/** What a member on `auto` does: named tactics, each a few thresholds, and the choice that they make. */
import type { Catalog } from "../catalog/catalog.ts";
import type { BeastMove, Skill } from "../catalog/schemas.ts";
import { elementFactor } from "./element.ts";
import type { Action, Fight, Foe, Member, Stance } from "./fight.ts";
import { stanceOf } from "./fight.ts";
import { beastOf, shownMove } from "./foe.ts";
import { isUp } from "./member.ts";
import { skillsOf, waitFor } from "./skills.ts";
import { has } from "./status.ts";
import { STRIKES } from "./strike.ts";
import { OPEN_FACTOR } from "./tuning.ts";

export type Tactic = {
  name: string;
  /** One sentence for `tactic`. */
  help: string;
  /** Guards against shown moves of this power and more. */
  guardFrom: number;
  /** Also against those that put a status on. */
  guardStatuses: boolean;
  /** Drinks, or heals by a skill, under this share of health. */
  healUnder: number;
  /** Heals others under this share. */
  mendUnder: number;
  /** Keeps this share of mana for later, but for a beast that is open or a great one. */
  keepMana: number;
  /** Drinks for mana under this share of it, where a long fight lies ahead and a skill waits for it; 0: never. */
  manaUnder: number;
  /** Stops moves that can be stopped, where a skill can. */
  interrupts: boolean;
  /** Flees under this share of health with nothing left to drink; 0: never. */
  fleeUnder: number;
};

export const TACTICS: readonly Tactic[] = [
  {
    name: "steady",
    help: "Guards against heavy moves, strikes what stands open, drinks under a third of your health and a fifth of your mana.",
    guardFrom: 1.5,
    guardStatuses: false,
    healUnder: 0.34,
    mendUnder: 0.5,
    keepMana: 0.3,
    manaUnder: 0.2,
    interrupts: true,
    fleeUnder: 0,
  },
  {
    name: "cautious",
    help: "Guards against heavy moves and statuses, drinks at half, flees when there is nothing left to drink.",
    guardFrom: 1.4,
    guardStatuses: true,
    healUnder: 0.5,
    mendUnder: 0.6,
    keepMana: 0.3,
    manaUnder: 0.25,
    interrupts: true,
    fleeUnder: 0.2,
  },
  {
    name: "aggressive",
    help: "Never guards, spends mana as it comes, drinks at the last moment.",
    guardFrom: 9,
    guardStatuses: false,
    healUnder: 0.22,
    mendUnder: 0.3,
    keepMana: 0,
    manaUnder: 0.2,
    interrupts: false,
    fleeUnder: 0,
  },
  {
    name: "healer",
    help: "Keeps everyone over two thirds of their health and free of statuses, then fights as steady does.",
    guardFrom: 1.5,
    guardStatuses: false,
    healUnder: 0.5,
    mendUnder: 0.67,
    keepMana: 0.4,
    manaUnder: 0.35,
    interrupts: true,
    fleeUnder: 0,
  },
  {
    name: "thrifty",
    help: "Drinks nothing but in need and never for mana, keeps mana for what stands open, guards against heavy moves.",
    guardFrom: 1.5,
    guardStatuses: false,
    healUnder: 0.2,
    mendUnder: 0.3,
    keepMana: 0.7,
    manaUnder: 0,
    interrupts: true,
    fleeUnder: 0.15,
  },
];

const STEADY = TACTICS[0] as Tactic;

/** The tactic of that name; the steady one where there is none. */
export const tacticOf = (name: string): Tactic => TACTICS.find((one) => one.name === name) ?? STEADY;

/** All that a choice looks at. `things` are the consumables that the member carries, by item id. */
export type Sight = {
  catalog: Catalog;
  fight: Fight;
  member: Member;
  members: readonly Member[];
  things: readonly string[];
};

/** What `member` does in the coming round. Pure, and without chance: the same sight gives the same choice. */
export function chooseAction(tactic: Tactic, sight: Sight): Action {
  const { catalog, fight, member } = sight;
  const stance = stanceOf(fight, member.id);
  const target = foremost(fight);
  if (!target) return { do: "guard" };
  const beast = beastOf(catalog, target.foe);
  const move = shownMove(beast, target.foe);
  const skills = skillsOf(catalog, member).filter(
    (skill) => skill.mp <= member.mp && waitFor(stance, skill.id, fight.round) === 0,
  );
  const share = member.hp / member.body.values.hp;
  const heavy =
    move.target !== "self" &&
    (move.power >= tactic.guardFrom ||
      deadly(catalog, fight, member) ||
      (tactic.guardFrom < 9 && ends(move)));
  const stop =
    tactic.interrupts && move.interruptible
      ? skills.find(({ interrupts }) => (interrupts ?? 0) >= 0.5)
      : undefined;
  if (stop) return { do: "skill", skill: stop.id, foe: target.at };
  const mending = mends(tactic, sight, skills);
  if (mending) return mending;
  if (share < tactic.healUnder && !heavy) {
    const drink = drinks(sight, "hp");
    if (drink) return { do: "item", item: drink };
  }
  if (share < tactic.fleeUnder && beast.rank === "normal") return { do: "flee" };
  if (!heavy && thirsts(tactic, sight, target)) {
    const drink = drinks(sight, "mp");
    if (drink) return { do: "item", item: drink };
  }
  const dying = target.foe.hp <= expected(catalog, member, target.foe) * 0.8;
  if (!dying && (heavy || (tactic.guardStatuses && move.inflicts && move.inflicts.chance >= 0.4)))
    return guardOf(skills, member, tactic);
  return blowOf(tactic, sight, skills, target);
}

type Foremost = { at: number; foe: Foe };

/** The beast with the least left: fewer beasts are fewer blows. */
function foremost({ foes }: Fight): Foremost | undefined {
  let best: Foremost | undefined;
  foes.forEach((foe, at) => {
    if (foe.hp > 0 && (!best || foe.hp < best.foe.hp)) best = { at, foe };
  });
  return best;
}

/** Whether what is shown takes off a head or makes a shadow: no tactic that guards at all lets that through. */
const ends = ({ inflicts }: BeastMove): boolean =>
  inflicts?.status === "decapitated" || inflicts?.status === "shadow";

/** Whether what is shown could kill: guarding is then never wrong. */
function deadly(catalog: Catalog, fight: Fight, member: Member): boolean {
  const power = fight.foes.reduce(
    (sum, foe) => sum + (foe.hp > 0 ? shownMove(beastOf(catalog, foe), foe).power : 0),
    0,
  );
  return power >= 1 && member.hp / member.body.values.hp < 0.1 * power;
}

function mends(tactic: Tactic, { members, member }: Sight, skills: readonly Skill[]): Action | null {
  const heal = skills.filter(({ heals }) => (heals ?? 0) >= 0.1).at(-1);
  const cure = skills.find(({ cures }) => cures);
  const hurt = members
    .filter(isUp)
    .map((one) => ({ one, share: one.hp / one.body.values.hp }))
    .sort((a, b) => a.share - b.share);
  const [worst] = hurt;
  const limit = worst?.one.id === member.id ? Math.max(tactic.healUnder, tactic.mendUnder) : tactic.mendUnder;
  if (heal && worst && worst.share < limit) return { do: "skill", skill: heal.id, ally: worst.one.id };
  if (!cure || tactic.name === "aggressive") return null;
  const ill = members.find((one) => isUp(one) && cure.cures?.some((status) => has(one.afflictions, status)));
  return ill ? { do: "skill", skill: cure.id, ally: ill.id } : null;
}

/** The carried potion of health or mana that fits best: the smallest that fills what is missing, or the greatest. */
function drinks({ catalog, member, things }: Sight, of: "hp" | "mp"): string | null {
  const missing = 1 - member[of] / member.body.values[of];
  const potions = things
    .flatMap((id) => catalog.items.get(id) ?? [])
    .filter(
      ({ use, level, kind }) => kind === "consumable" && (use?.[of] ?? 0) >= 0.1 && level <= member.level,
    )
    .sort((a, b) => (a.use?.[of] ?? 0) - (b.use?.[of] ?? 0));
  return (potions.find(({ use }) => (use?.[of] ?? 0) >= missing) ?? potions.at(-1))?.id ?? null;
}

/** Blows that must still lie ahead for a round spent on mana to pay. */
const LONG_FIGHT = 5;

/** Whether mana is low, a skill waits for it, and there is a fight left to use it in. */
function thirsts(tactic: Tactic, { catalog, fight, member }: Sight, { foe }: Foremost): boolean {
  if (member.mp >= member.body.values.mp * tactic.manaUnder) return false;
  const left = fight.foes.reduce((sum, { hp }) => sum + hp, 0);
  if (left < LONG_FIGHT * expected(catalog, member, foe)) return false;
  return skillsOf(catalog, member).some(
    ({ mp, power, heals }) => mp > member.mp && (power > 0 || (heals ?? 0) > 0),
  );
}

/** A skill that guards and does more, where mana allows; else the plain guard. */
function guardOf(skills: readonly Skill[], member: Member, tactic: Tactic): Action {
  const better = skills.find(
    ({ guards, mp }) => guards && member.mp - mp >= member.body.values.mp * tactic.keepMana,
  );
  return better ? { do: "skill", skill: better.id } : { do: "guard" };
}

function blowOf(
  tactic: Tactic,
  { catalog, fight, member }: Sight,
  skills: readonly Skill[],
  target: Foremost,
): Action {
  const beast = beastOf(catalog, target.foe);
  const great = beast.rank !== "normal" || target.foe.open > 0;
  const floor = great ? 0 : member.body.values.mp * tactic.keepMana;
  const alive = fight.foes.filter(({ hp }) => hp > 0).length;
  const strike = {
    worth: plainForce(member, target.foe, beast.element),
    action: { do: "strike", foe: target.at } as Action,
  };
  const best = skills
    .filter(({ mp, power }) => power > 0 && member.mp - mp >= floor)
    .map((skill) => ({
      worth:
        skillForce(skill, member, target.foe, beast.element) * (skill.target === "all-beasts" ? alive : 1),
      action: { do: "skill", skill: skill.id, foe: target.at } as Action,
    }))
    .reduce((one, other) => (other.worth > one.worth ? other : one), strike);
  const stronger = strengthening(skills, member, target.foe, stanceOf(fight, member.id), floor);
  return stronger ?? best.action;
}

/** Before a long fight with a great beast: what raises one's own blows, once. */
function strengthening(
  skills: readonly Skill[],
  member: Member,
  foe: Foe,
  stance: Stance,
  floor: number,
): Action | null {
  if (foe.hp / foe.full < 0.6 || stance.effects.length > 0 || floor > 0) return null;
  const own = STRIKES[member.base].by;
  const skill = skills.find(
    ({ changes, target, power }) =>
      power === 0 &&
      (target === "self" || target === "party") &&
      changes?.value === own &&
      (changes?.factor ?? 1) > 1.1,
  );
  return skill ? { do: "skill", skill: skill.id } : null;
}

const openFactor = (foe: Foe, more = 1) => (foe.open > 0 ? OPEN_FACTOR * more : 1);

function plainForce(member: Member, foe: Foe, element: Parameters<typeof elementFactor>[1]): number {
  const { by, power } = STRIKES[member.base];
  return member.body.values[by] * power * openFactor(foe) * elementFactor(member.body.strikes, element);
}

function skillForce(
  skill: Skill,
  member: Member,
  foe: Foe,
  element: Parameters<typeof elementFactor>[1],
): number {
  const force = member.body.values[skill.by] * skill.power * skill.hits;
  const finishes = skill.finishes && foe.hp / foe.full < skill.finishes.below ? skill.finishes.factor : 1;
  const lasting =
    skill.inflicts && !has(foe.afflictions, skill.inflicts.status) ? 1 + 0.2 * skill.inflicts.chance : 1;
  return (
    force *
    openFactor(foe, skill.againstOpen) *
    finishes *
    lasting *
    elementFactor(skill.element ?? member.body.strikes, element)
  );
}

/** What a plain blow may be expected to do, roughly: whether a beast is about to fall. */
function expected(catalog: Catalog, member: Member, foe: Foe): number {
  return plainForce(member, foe, beastOf(catalog, foe).element) * 0.8;
}
