/**
 * A hunter's whole state. It is stored in parts, each written only when a command changed it; so rules replace the
 * part that they change (`{ ...hunter, sheet: { ...hunter.sheet, hp } }`) and leave the others the same object.
 */
import type { BaseClass, HunterClass, Job, Slot, Stat, Status } from "../catalog/words.ts";
import type { Run } from "../gates/run.ts";
import type { Counts } from "./counts.ts";

export type Role = "player" | "moderator" | "operator";

export type Affliction = {
  status: Status;
  /** Rounds that it still lasts; null until it is cured. */
  rounds: number | null;
};

/** What changes in nearly every fight; kept small. */
export type Sheet = {
  /** Null until the hunter has chosen. */
  base: BaseClass | null;
  job: Job | null;
  level: number;
  /** Towards the next level. */
  xp: number;
  stats: Readonly<Record<Stat, number>>;
  /** Points not spent yet. */
  points: number;
  hp: number;
  mp: number;
  afflictions: readonly Affliction[];
  licence: HunterClass;
  /** The one worn beside the name. */
  title: string | null;
  /** Random draws outside gates so far: the next one uses this number and the hunter's seed. */
  draws: number;
};

/** Whole units; never negative. Every change is also a movement in the ledger (game/money/movement.ts). */
export type Purse = { crystals: number; exons: number };

/** One inventory slot's content, or one thing worn. */
export type Carried = {
  /** Unique among this hunter's things: what `sell 2` and trades name never shifts under them. */
  id: number;
  /** A content id. */
  item: string;
  count: number;
  /** 0–100; things that wear only. */
  durability?: number;
  /** Times upgraded. */
  upgrade?: number;
};

export type Pack = {
  /** How many slots there are. */
  slots: number;
  nextId: number;
  carried: readonly Carried[];
  worn: Readonly<Partial<Record<Slot, Carried>>>;
  /** Kept for the hunter where the pack had no room; claimed in the city. */
  held: readonly Carried[];
};

/** What changes with each step, kept small: where the hunter was, and what was counted since the last tidying. */
export type Trail = {
  visits: Counts;
  tally: Counts;
  /** Gates of the board entered in one half hour, by seed: the next time their rooms are others. */
  cards?: { slot: number; entered: Readonly<Record<string, number>> };
};

export type TakenQuest = {
  id: string;
  /** What each goal's counter stood at when it was taken. */
  from: readonly number[];
};

/** What grows slowly. */
export type Annals = {
  counters: Readonly<Record<string, number>>;
  quests: readonly TakenQuest[];
  questsDone: readonly string[];
  /** Guild quests done in one week, which come back with the next; absent before the first. */
  guildDone?: { week: number; ids: readonly string[] };
  /** Days since 1970 in UTC, and the daily quests done on that day. */
  day: number;
  dailyDone: readonly string[];
  achievements: readonly string[];
  titles: readonly string[];
  /** Personal words for whole lines. */
  aliases: Readonly<Record<string, string>>;
  /** Names, lower case, that are not heard. */
  ignored: readonly string[];
  /** Open channels that were left. */
  quiet: readonly string[];
  /** Until when a moderator has muted the hunter, in ms since 1970; 0 for never. */
  mutedUntil: number;
  /** Whether the System tells the next step at login. */
  hints: boolean;
  /** What the hunter fights by on `auto`. */
  tactic: string;
  /** Draws since the last epic or better in the gacha: shown, and what pity counts. */
  pity: number;
  /** Coin flips on `day`. */
  flips: number;
  /** Crystals spent on respecs so far raise the price of the next. */
  respecs: number;
};

export type Hunter = {
  /** The character's id in the database. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** 64 secret bits in hexadecimal digits, drawn once: what makes this hunter's luck. */
  readonly seed: string;
  room: string;
  purse: Purse;
  sheet: Sheet;
  trail: Trail;
  pack: Pack;
  annals: Annals;
  /** The gate that the hunter is in, alone; null in the city and in a party's gate. */
  run: Run | null;
  /** The party's number and the guild's, or null: the rows are the store's. */
  party: string | null;
  guild: string | null;
  /** Of this session only, never stored. */
  screenReader: boolean;
};

/** The parts that the database keeps as documents of their own. */
export const PARTS = ["sheet", "trail", "pack", "annals", "run"] as const;
export type Part = (typeof PARTS)[number];

const FIRST_SLOTS = 20;
const FIRST_STAT = 5;
const FIRST_HP = 80;
const FIRST_MP = 40;

/** A hunter who has just signed, at `room`, without a class. */
export function newHunter(who: Pick<Hunter, "id" | "name" | "role" | "seed">, room: string): Hunter {
  return {
    ...who,
    room,
    purse: { crystals: 0, exons: 0 },
    sheet: {
      base: null,
      job: null,
      level: 1,
      xp: 0,
      stats: {
        strength: FIRST_STAT,
        agility: FIRST_STAT,
        vitality: FIRST_STAT,
        intelligence: FIRST_STAT,
        luck: FIRST_STAT,
      },
      points: 0,
      hp: FIRST_HP,
      mp: FIRST_MP,
      afflictions: [],
      licence: "F",
      title: null,
      draws: 0,
    },
    trail: { visits: { [room]: 1 }, tally: {} },
    pack: { slots: FIRST_SLOTS, nextId: 1, carried: [], worn: {}, held: [] },
    annals: {
      counters: {},
      quests: [],
      questsDone: [],
      day: 0,
      dailyDone: [],
      achievements: [],
      titles: [],
      aliases: {},
      ignored: [],
      quiet: [],
      mutedUntil: 0,
      hints: true,
      tactic: "steady",
      pity: 0,
      flips: 0,
      respecs: 0,
    },
    run: null,
    party: null,
    guild: null,
    screenReader: false,
  };
}
