/** A way through one gate: all that must outlive a crash, as plain JSON. A hunter's own, or a party's together. */
import type { Grade } from "../catalog/words.ts";
import type { Fight } from "../combat/fight.ts";
import { type Counts, withMore } from "../hunter/counts.ts";

/** Where a gate comes from: the board, the first lesson, or an exam for the next hunter class. */
export type RunKind = "board" | "tutorial" | "exam";

/** What was found and not yet carried out. */
export type Haul = { item: string; count: number };

export type Run = {
  kind: RunKind;
  /** What the gate is made of: the same seed, theme and grade give the same rooms and beasts on every machine. */
  seed: string;
  /** What every die in it comes from: secret, and another one each time that a gate is entered. */
  dice: string;
  theme: string;
  name: string;
  grade: Grade;
  level: number;
  /** From 1. */
  floor: number;
  /** A place in the floor's rooms; 0 is where it is entered. */
  room: number;
  /** The room before: where fleeing leads. */
  from: number;
  /** Rooms of this floor that were entered, and those with nothing left to do. */
  seen: readonly number[];
  done: readonly number[];
  /** Rooms of this floor that were searched. */
  searched: readonly number[];
  /** Rounds fought so far: with `dice` and the place they give the dice of the next one. */
  rounds: number;
  xp: number;
  crystals: number;
  haul: readonly Haul[];
  /** Points of durability that worn things have lost; taken off them at the end. */
  wear: number;
  /** What was counted since it was entered. */
  tally: Counts;
  fight: Fight | null;
  /** In a party's gate: the party, for how many it was opened, and whether all were of one guild. Such a run changes by deeds only. */
  party?: { id: string; size: number; guild?: true };
};

/** The run with `by` more of each counter. */
export function tallied(run: Run, counts: readonly (readonly [string, number])[]): Run {
  return { ...run, tally: withMore(run.tally, counts) };
}

/** With so many more of an item among what was found. */
export function hauled(run: Run, item: string, count: number): Run {
  const known = run.haul.some((one) => one.item === item);
  const haul = known
    ? run.haul.map((one) => (one.item === item ? { item, count: one.count + count } : one))
    : [...run.haul, { item, count }];
  return { ...run, haul };
}
