/** What can be typed in a fight, alone: each resolves its round at once. */
import type { Item, Skill } from "../catalog/schemas.ts";
import { consume } from "../combat/consume.ts";
import type { Action, Fight } from "../combat/fight.ts";
import { stanceOf } from "../combat/fight.ts";
import { beastOf } from "../combat/foe.ts";
import { memberOf, withMember } from "../combat/member.ts";
import { mend } from "../combat/mend.ts";
import { capital, filled } from "../combat/showing.ts";
import { skillsOf, waitFor } from "../combat/skills.ts";
import { chooseAction, TACTICS, tacticOf } from "../combat/tactics.ts";
import { died, isDown, wakes } from "../gates/falling.ts";
import { tallied } from "../gates/run.ts";
import { fightOn } from "../gates/solo.ts";
import { didYouMean, listOr, nearest } from "../suggestion.ts";
import { named, shortened } from "../things/matching.ts";
import { findCarried, takeItem } from "../things/pack.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

export function strike(turn: Turn, whom: string): Outcome {
  return aimed(turn, whom, (at) => ({ do: "strike", ...at }));
}

export const guard = (turn: Turn): Outcome => act(turn, { do: "guard" });
export const flee = (turn: Turn): Outcome => act(turn, { do: "flee" });

/** A skill by the beginning of its name; a number or a name after it says which beast. */
export function skill(turn: Turn, words: string): Outcome {
  const { hunter, catalog } = turn;
  const mine = skillsOf(catalog, hunter.sheet);
  const { found, rest } = splitSkill(words, mine);
  const [one] = found;
  if (!one) return refuse(unknownSkill(words, mine));
  if (found.length > 1) return refuse(`Which one? ${listOr(found.map(({ name }) => name))}`);
  if (!hunter.run?.fight) return mendAlone(turn, one);
  const problem = notNow(turn, one);
  if (problem) return refuse(problem);
  // Whom it is for is found in the party, by the name as it was typed.
  if (one.target === "ally" && rest !== "") return act(turn, { do: "skill", skill: one.id, ally: rest });
  if (one.target !== "beast" || rest === "") return act(turn, { do: "skill", skill: one.id });
  return aimed(turn, rest, (at) => ({ do: "skill", skill: one.id, ...at }));
}

function mendAlone({ hunter, catalog }: Turn, one: Skill): Outcome {
  const mended = mend(memberOf(hunter, catalog), one);
  if (!mended.ok) return refuse(mended.text);
  const after = withMember(hunter, mended.member);
  const gains = [
    ...(mended.hp > 0 ? [`health +${mended.hp}`] : []),
    ...mended.cures.map((status) => `${status} ended`),
  ];
  const text = filled(one.texts[(hunter.run?.rounds ?? 0) % one.texts.length] ?? "", {
    you: "you",
    ally: "you",
  });
  const counts = [
    ["skills", 1],
    ["cures", mended.cures.length],
  ] as const;
  return {
    text: `${capital(text)}\n[System] ${capital(gains.join(", "))}. ${after.sheet.mp} mana left.`,
    hunter: after.run ? { ...after, run: tallied(after.run, counts) } : after,
  };
}

/** Up to `MOST_AUTO` rounds by the tactic; stops where a decision is the hunter's. */
export function auto(turn: Turn, words: string): Outcome {
  const rounds = words === "" ? 1 : Number(words);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MOST_AUTO)
    return refuse(`auto fights 1 to ${MOST_AUTO} rounds: auto, or auto ${MOST_AUTO}`);
  if (isDown(turn.hunter)) return refuse(dead(turn));
  const texts: string[] = [];
  let outcome: Outcome = { text: "" };
  let now = turn;
  for (let round = 0; round < rounds && now.hunter.run?.fight && !isDown(now.hunter); round++) {
    outcome = fightOn(now, autoAction(now));
    texts.push(outcome.text);
    now = { ...now, hunter: outcome.hunter ?? now.hunter };
    if (now.hunter.sheet.hp < STOP_UNDER * memberOf(now.hunter, now.catalog).body.values.hp) break;
  }
  return { ...outcome, text: texts.join("\n") };
}

const MOST_AUTO = 5;
/** A share of health under which auto hands the fight back. */
const STOP_UNDER = 0.4;

/** What the hunter's tactic does now. */
export function autoAction({ hunter, catalog }: Turn): Action {
  const member = memberOf(hunter, catalog);
  const fight = hunter.run?.fight;
  if (!fight) return { do: "wait" };
  const things = hunter.pack.carried.map(({ item }) => item);
  return chooseAction(tacticOf(hunter.annals.tactic), { catalog, fight, member, members: [member], things });
}

/** Shows the tactics, or takes one. */
export function tactic({ hunter }: Turn, words: string): Outcome {
  const names = TACTICS.map(({ name }) => name);
  if (words === "") {
    const rows = TACTICS.map(
      ({ name, help }) => `${name === hunter.annals.tactic ? "*" : " "} ${name.padEnd(11)}${help}`,
    );
    const told = TACTICS.map(
      ({ name, help }) => `${name}${name === hunter.annals.tactic ? ", yours now" : ""}: ${help}`,
    );
    return tell(
      `On auto you fight by a tactic.\n${(hunter.screenReader ? told : rows).join("\n")}\ntactic and its name takes one.`,
    );
  }
  const found = names.filter((name) => name.startsWith(words));
  const [name] = found;
  if (!name || found.length > 1) {
    const near = nearest(words, names);
    return refuse(
      `No tactic "${shortened(words)}". ${near.length > 0 ? didYouMean(near) : `There are ${listOr(names)}.`}`,
    );
  }
  return {
    text: `[System] Tactic: ${name}. ${tacticOf(name).help} auto fights a round by it.`,
    hunter: { ...hunter, annals: { ...hunter.annals, tactic: name } },
  };
}

/** `use` in a fight: a consumable, on oneself or at the beast. */
export function useInFight(turn: Turn, words: string): Outcome {
  const { hunter, catalog } = turn;
  const [, thing = words, ally] = (hunter.run?.party && /^(.+) on (\w+)$/.exec(words)) || [];
  const found = findCarried(hunter, catalog, thing, { verb: "use", among: "carried" });
  if (!found.ok) return refuse(found.text);
  const { item } = found;
  if (!item.use) return refuse(`${item.name} is nothing to use in a fight.`);
  if (isDown(hunter)) return stoodUp(turn, item);
  if (ally !== undefined) return act(turn, { do: "item", item: item.id, ally });
  const possible = consume(memberOf(hunter, catalog), item);
  if (!possible.ok) return refuse(possible.text);
  return fightOn(turn, { do: "item", item: item.id });
}

/** The dead are woken without a round: the beast is still where it was, and it is the hunter's turn. */
function stoodUp({ hunter, catalog }: Turn, item: Item): Outcome {
  const woken = consume(memberOf(hunter, catalog), item);
  const less = woken.ok ? takeItem(hunter, item.id, 1) : null;
  if (!woken.ok || !less) return refuse(woken.ok ? `The ${item.name} is gone.` : woken.text);
  const after = withMember(less, woken.member);
  const { hp, mp } = woken.member.body.values;
  return {
    text: `${item.use?.text ?? ""}\n[System] You stand again, with ${after.sheet.hp} of ${hp} health and ${after.sheet.mp} of ${mp} mana.`,
    hunter: after.run ? { ...after, run: tallied(after.run, [["used", 1]]) } : after,
  };
}

/** Lets go, where a potion could still wake the hunter. */
export function die(turn: Turn): Outcome {
  if (!isDown(turn.hunter)) return refuse("You are alive. flee leaves a fight, leave leaves a gate.");
  return died(turn, "You let go.");
}

function act(turn: Turn, action: Action): Outcome {
  if (!turn.hunter.run?.fight) return refuse("There is nothing to fight here.");
  return isDown(turn.hunter) ? refuse(dead(turn)) : fightOn(turn, action);
}

function dead(turn: Turn): string {
  const potion = wakes(turn);
  return potion ? `You are dead. use ${potion.name.toLowerCase()}, or die` : "You are dead. die lets go.";
}

function aimed(turn: Turn, whom: string, action: (at: { foe?: number }) => Action): Outcome {
  const fight = turn.hunter.run?.fight;
  if (!fight || whom === "") return act(turn, action({}));
  const foe = foeNamed(turn, fight, whom);
  return typeof foe === "string" ? refuse(foe) : act(turn, action({ foe }));
}

/** A living beast by its number (1 is the first) or name; a sentence when it is none. */
export function foeNamed({ catalog }: Pick<Turn, "catalog">, fight: Fight, whom: string): number | string {
  const foes = fight.foes.map((foe, at) => ({ at, foe, name: beastOf(catalog, foe).name }));
  const alive = foes.filter(({ foe }) => foe.hp > 0);
  const word = whom.replace(/^(on|at) /, "");
  const byNumber = /^\d{1,2}$/.test(word) ? alive.find(({ at }) => at === Number(word) - 1) : undefined;
  const byName = alive.find(({ name }) => ` ${name.toLowerCase()}`.includes(` ${word}`));
  const found = byNumber ?? byName;
  if (found) return found.at;
  return `No "${shortened(whom)}" in front of you. Here: ${alive.map(({ at, name }) => `${name} (${at + 1})`).join(", ")}.`;
}

/** The longest beginning of `words` that names a skill, and what follows it. */
function splitSkill(words: string, skills: readonly Skill[]): { found: Skill[]; rest: string } {
  const parts = words.split(" ");
  for (let length = parts.length; length > 0; length--) {
    const found = named(parts.slice(0, length).join(" "), skills, (one) => one);
    if (found.length > 0) return { found, rest: parts.slice(length).join(" ") };
  }
  return { found: [], rest: "" };
}

function unknownSkill(words: string, skills: readonly Skill[]): string {
  if (skills.length === 0) return "You have no skills yet. become chooses a class.";
  const near = nearest(
    words,
    skills.flatMap(({ name }) => [name.toLowerCase(), ...name.toLowerCase().split(" ")]),
  );
  const names = skills.filter(({ name }) => near.some((word) => name.toLowerCase().includes(word)));
  const hint =
    names.length > 0
      ? didYouMean(names.map(({ name }) => name))
      : `Yours: ${skills.map(({ name }) => name).join(", ")}.`;
  return `No skill "${shortened(words)}". ${hint}`;
}

function notNow({ hunter }: Turn, { id, name, mp }: Skill): string | null {
  const fight = hunter.run?.fight;
  if (!fight) return null;
  const wait = waitFor(stanceOf(fight, hunter.id), id, fight.round);
  if (wait > 0)
    return `${name} is ready again in ${wait} ${wait === 1 ? "round" : "rounds"}. strike and guard always are.`;
  if (hunter.sheet.mp < mp)
    return `${name} needs ${mp} mana, you have ${hunter.sheet.mp}. guard gives a little back.`;
  return null;
}
