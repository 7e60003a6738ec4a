/**
 * A fight as plain data: beasts, members, what each does, and what came of a round. One hunter alone and a party of
 * ten are the same thing here: `Fight` is what must be stored between rounds, `Member` is made of a hunter for each
 * round (member.ts) and laid back into it afterwards.
 */

import type { BaseClass, CombatValue, Job, Status } from "../catalog/words.ts";
import type { Body } from "../hunter/body.ts";
import type { Affliction } from "../hunter/hunter.ts";

/** A factor on a value for some rounds. */
export type Effect = { value: CombatValue; factor: number; rounds: number };

/** A beast in a fight. */
export type Foe = {
  /** A content id. */
  beast: string;
  level: number;
  hp: number;
  /** Full health: of the level, the rank and the party's size. */
  full: number;
  /** On its attack: of the party's size, and of not being alone. */
  might: number;
  /** The move that it has shown: what it does in the coming round. */
  next: string;
  /** Rounds in which it is open, counting the coming one. */
  open: number;
  afflictions: readonly Affliction[];
  effects: readonly Effect[];
  /** For each move used so far: how often, and in which round last. */
  used: Readonly<Record<string, { times: number; round: number }>>;
};

/** What lasts for a member as long as the fight. */
export type Stance = {
  /** Skill ids, and the round from which each can be used again. */
  ready: Readonly<Record<string, number>>;
  effects: readonly Effect[];
  /** Rounds that something called up by Arise still fights at the member's side. */
  shade: number;
};

export type Fight = {
  /** The coming round, from 1. */
  round: number;
  foes: readonly Foe[];
  /** By `stanceKey`; a member without one has a fresh one. */
  stances: Readonly<Record<string, Stance>>;
};

/** A hunter in a fight. `hp` 0 is down. */
export type Member = {
  id: string;
  name: string;
  base: BaseClass;
  job: Job | null;
  level: number;
  hp: number;
  mp: number;
  afflictions: readonly Affliction[];
  body: Body;
};

/** What a member does in a round. `foe` is a place in `fight.foes`; the first living one where it is left out. */
export type Action =
  | { do: "strike"; foe?: number }
  | { do: "guard" }
  | { do: "skill"; skill: string; foe?: number; ally?: string }
  | { do: "item"; item: string; ally?: string; foe?: number }
  | { do: "flee" }
  | { do: "wait" };

/** How a blow's element met the body: it beat it, was beaten, or neither. */
export type Match = "strong" | "weak" | "even";

/** What happened, in order. Ids are members' ids; `foe` is a place in `fight.foes`. */
export type Event =
  | {
      kind: "blow";
      by: string;
      foe: number;
      skill?: string;
      /** By something thrown, whose words the event before has. */
      thrown?: true;
      /** Null when it missed. */
      damage: number | null;
      critical: boolean;
      open: boolean;
      match: Match;
    }
  | { kind: "shade"; by: string; foe: number; damage: number }
  | { kind: "skill"; by: string; skill: string; ally?: string; foe?: number }
  | { kind: "item"; by: string; item: string; ally: string }
  | { kind: "healed"; id: string; hp: number; mp: number }
  | { kind: "cured"; id: string; status: Status }
  | { kind: "risen"; id: string }
  | { kind: "guards"; by: string; mp: number }
  | { kind: "failed"; by: string; why: string }
  | { kind: "helpless"; by: string; status: Status }
  | { kind: "astray"; by: string; damage: number; at: string }
  | {
      kind: "move";
      foe: number;
      move: string;
      /** Absent for what a beast does to itself. */
      at?: string;
      outcome: "hit" | "guarded" | "miss";
      damage: number;
      match: Match;
      critical: boolean;
      resisted?: Status;
    }
  | { kind: "interrupted"; foe: number; move: string; by: string }
  | { kind: "foe-healed"; foe: number; hp: number }
  | { kind: "foe-astray"; foe: number; damage: number }
  | { kind: "afflicted"; id?: string; foe?: number; status: Status; rounds: number | null }
  | { kind: "suffers"; id?: string; foe?: number; status: Status; damage: number }
  | { kind: "ended"; id: string; status: Status }
  | { kind: "fell"; id: string }
  | { kind: "slain"; foe: number }
  | { kind: "fled"; by: string; done: boolean };

/** `going`: another round; `won`: every beast is dead; `lost`: nobody stands; `fled`: all who stand are out. */
export type Ending = "going" | "won" | "lost" | "fled";

/** What one member has of a round, for counters and wear. */
export type Deeds = {
  criticals: number;
  interrupts: number;
  guards: number;
  skills: number;
  statuses: number;
  cures: number;
  hpLost: number;
  mpSpent: number;
  /** Items used up, by id. */
  items: readonly string[];
};

export type Round = {
  fight: Fight;
  members: readonly Member[];
  events: readonly Event[];
  ending: Ending;
  /** By member id; a map, because objects with numbers as keys are slow. */
  deeds: ReadonlyMap<string, Deeds>;
  /** Members that got away in this round. */
  fled: readonly string[];
};

export const FRESH: Stance = { ready: {}, effects: [], shade: 0 };

/** A member's key in `stances`: no mere number, which V8 would take for a place in a long and empty array. */
export const stanceKey = (memberId: string): string => `m${memberId}`;

/** How a member stands in the fight. */
export const stanceOf = ({ stances }: Pick<Fight, "stances">, memberId: string): Stance =>
  stances[stanceKey(memberId)] ?? FRESH;
