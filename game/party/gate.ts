/**
 * The gate that a party is in. The run is the party's; each member has it too, as their own run with what they found
 * themselves, so that everything that looks at a run looks at theirs.
 */
import type { Action } from "../combat/fight.ts";
import { isUp } from "../combat/member.ts";
import type { Haul, Run } from "../gates/run.ts";
import type { Hunter } from "../hunter/hunter.ts";

export type PartyGate = {
  /** What is common to all; what was found, counted and worn is in each member's own. */
  run: Run;
  /** Members who entered, which is what the gate is measured for. */
  size: number;
  /** All who entered are of one guild, which is taxed for it. */
  guild?: true;
  /** Ids of those who are inside. */
  inside: readonly string[];
  /** What each has chosen for the coming round, by id. */
  acts: Readonly<Record<string, Action>>;
  /** Ids of those who fight by their tactic. */
  auto: readonly string[];
  /** Ids of those who got out of the present fight and wait for its end. */
  out: readonly string[];
  /** What the dead have left behind. */
  pot: { crystals: number; haul: readonly Haul[] };
  /** When the round is resolved without those who have not acted; ms since 1970, null while it has not begun. */
  due: number | null;
};

export const ROUND_MS = 3_000;

/** The run as one member has it. */
export function mirrored(
  hunter: Hunter,
  party: string,
  { run, size, guild }: Pick<PartyGate, "run" | "size" | "guild">,
): Run {
  const { xp, crystals, haul, wear, tally } = hunter.run ?? run;
  return { ...run, xp, crystals, haul, wear, tally, party: { id: party, size, ...(guild && { guild }) } };
}

/** The run without what is one member's. */
export function shared(run: Run): Run {
  const { party: _, ...common } = run;
  return { ...common, xp: 0, crystals: 0, haul: [], wear: 0, tally: {} };
}

/** The gate in another room or round: nobody has acted, and those who had got out are back unless the fight goes on. */
export function onward(gate: PartyGate, run: Run, now: number): PartyGate {
  const out = run.fight && run.room === gate.run.room && gate.run.fight ? gate.out : [];
  const due = run.fight && gate.auto.length > 0 ? now + ROUND_MS : null;
  return { ...gate, run: shared(run), acts: {}, out, due };
}

/** Members inside, as they are now, in the party's order. */
export function insiders(gate: PartyGate, hunters: ReadonlyMap<string, Hunter>): Hunter[] {
  return gate.inside.flatMap((id) => hunters.get(id) ?? []);
}

/** Those who can act in the fight. */
export const standing = (gate: PartyGate, members: readonly Hunter[]): Hunter[] =>
  members.filter((one) => isUp(one.sheet) && !gate.out.includes(one.id));
