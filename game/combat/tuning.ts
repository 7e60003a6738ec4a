/**
 * Every number that balance rests on, in one place. `npm run balance` plays thousands of runs with them; change one,
 * run it, read what it did. Shares are 0–1, values in percent points say so.
 */
import type { BaseClass, BeastRank, Grade, Rarity, Status } from "../catalog/words.ts";

/** Health and mana at level 1, and for each level after it. */
export const CLASS_BODY: Record<BaseClass, { hp: number; mp: number; hpEach: number; mpEach: number }> = {
  fighter: { hp: 120, mp: 50, hpEach: 12, mpEach: 5 },
  mage: { hp: 80, mp: 100, hpEach: 8, mpEach: 10 },
  assassin: { hp: 90, mp: 60, hpEach: 9, mpEach: 6 },
  archer: { hp: 85, mp: 70, hpEach: 8.5, mpEach: 7 },
  healer: { hp: 95, mp: 90, hpEach: 9.5, mpEach: 9 },
};

/** What a class does with its hands: factors and percent points on top of stats and gear. */
export const CLASS_HAND: Record<
  BaseClass,
  { attack: number; magic: number; defense: number; speed: number; evasion: number; critical: number }
> = {
  fighter: { attack: 1, magic: 0.7, defense: 1.3, speed: 0.95, evasion: 1, critical: 0 },
  mage: { attack: 0.6, magic: 1.12, defense: 1.1, speed: 1, evasion: 4, critical: 2 },
  assassin: { attack: 1.08, magic: 0.7, defense: 1, speed: 1.2, evasion: 10, critical: 10 },
  archer: { attack: 1.15, magic: 0.7, defense: 1, speed: 1.1, evasion: 8, critical: 5 },
  healer: { attack: 0.7, magic: 1, defense: 1, speed: 1, evasion: 2, critical: 0 },
};

/** Points of attack or magic that every hunter has, at level 0 and for each level. */
export const HAND_FIRST = 9;
export const HAND_EACH = 1.1;
export const DEFENSE_FIRST = 4;
export const DEFENSE_EACH = 1.2;
export const SPEED_FIRST = 20;
export const SPEED_EACH = 0.6;
/** Percent points. */
export const ACCURACY_FIRST = 94;
export const EVASION_FIRST = 4;
export const CRITICAL_FIRST = 5;

/** Damage that a critical does, and against an open beast. */
export const CRITICAL_FACTOR = 1.5;
export const OPEN_FACTOR = 1.5;
export const GUARD_FACTOR = 0.5;
/** Share of full mana that a round of guarding gives back. */
export const GUARD_MANA = 0.05;
/** Every blow varies by so much either way. */
export const SPREAD = 0.1;
/** Elements: what beats, and what is beaten. */
export const STRONG = 1.5;
export const WEAK = 0.75;
/** A hit is never surer or less sure than this. */
export const LEAST_HIT = 0.2;
export const MOST_HIT = 0.98;
/** Of defense D, D / (D + base + each × attacker's level) of the damage is stopped. */
export const ARMOR_BASE = 40;
export const ARMOR_EACH = 9;
/** Percent points of most critical chance. */
export const MOST_CRITICAL = 60;

/** A beast of rank normal at level L: first + each × L. */
export const BEAST_HP = { first: 52, each: 15 };
export const BEAST_ATTACK = { first: 10, each: 1.42 };
export const BEAST_DEFENSE = { first: 6, each: 3 };
export const BEAST_SPEED = { first: 20, each: 0.9 };
export const BEAST_ACCURACY = 90;
export const BEAST_EVASION = 6;
export const BEAST_CRITICAL = 5;
/** Factors of the ranks on health, attack and defense. */
export const RANK_BODY: Record<BeastRank, { hp: number; attack: number; defense: number }> = {
  normal: { hp: 1, attack: 1, defense: 1 },
  elite: { hp: 1.7, attack: 1.15, defense: 1.1 },
  boss: { hp: 2.8, attack: 1.25, defense: 1.15 },
  master: { hp: 3.6, attack: 1.35, defense: 1.2 },
  monarch: { hp: 4.5, attack: 1.5, defense: 1.25 },
};
/** Of a hundred gates of a grade, at the end of how many each rank waits. Below A there are bosses only. */
export const BOSS_ODDS: Record<Grade, Partial<Record<BeastRank, number>>> = {
  E: { boss: 100 },
  D: { boss: 100 },
  C: { boss: 100 },
  B: { boss: 100 },
  A: { boss: 80, master: 18, monarch: 2 },
  S: { boss: 60, master: 32, monarch: 8 },
  Monarch: { boss: 30, master: 45, monarch: 25 },
};
/** For each member after the first: more health to each beast, and more attack. */
export const PARTY_HP = 0.75;
export const PARTY_ATTACK = 0.05;
/** Two beasts in one room are each so much less. */
export const PAIR_FACTOR = { hp: 0.55, attack: 0.65 };
export const PAIR_CHANCE = 0.18;

/** Rounds that a status lasts unless told; null: until cured. */
export const STATUS_ROUNDS: Record<Status, number | null> = {
  burn: 5,
  poisoned: 8,
  frozen: 3,
  feared: 4,
  confused: 3,
  dismembered: null,
  decapitated: null,
  shadow: 3,
};
/** Shares of full health a round; beasts over rank normal take `ON_GREAT` of it. */
export const BURN_SHARE = 0.04;
export const POISON_SHARE = 0.025;
export const ON_GREAT = 0.4;
export const FROZEN_SPEED = 0.5;
export const FROZEN_EVASION = 0.5;
export const FEARED_ACCURACY = 0.5;
export const CONFUSED_CHANCE = 0.3;
export const DISMEMBERED_DAMAGE = 0.5;

/** Fleeing: the chance at equal speed, what the share of speed adds, and its bounds; harder from great beasts. */
export const FLEE = { even: 0.55, bySpeed: 0.5, least: 0.15, most: 0.95, fromGreat: 0.7 };
/** What Arise calls up: rounds that it stays and the share of magic that it strikes with. */
export const ARISEN = { rounds: 5, power: 0.7, revives: 0.4 };
/** Heals and magic: 1 at the magic that is expected at a level, within these bounds. */
export const HEAL = { least: 0.7, most: 1.4, expectedFirst: 14, expectedEach: 3 };

/** Levels. A level costs the experience of so many gates: first + each × level. */
export const GATES_A_LEVEL = { first: 0.8, each: 0.12 };
/** Experience of a normal beast at level L, and how many such beasts a gate is worth. */
export const BEAST_XP = { first: 8, each: 4 };
export const GATE_XP_IN_BEASTS = 12;
export const RANK_XP: Record<BeastRank, number> = { normal: 1, elite: 2, boss: 3.5, master: 5, monarch: 7 };
/** The clear itself, in normal beasts. */
export const CLEAR_XP = 3;
/** A gate so far under or over the hunter pays by 12 % a tenth of the level less or more, within bounds. */
export const LEVEL_GAP = { least: 0.2, most: 1.3 };
export const MAX_LEVEL = 999;
export const POINTS_A_LEVEL = 3;

/** Levels of the hunters that a grade is for. */
export const GRADE_BAND: Record<Grade, { least: number; most: number }> = {
  E: { least: 1, most: 10 },
  D: { least: 10, most: 25 },
  C: { least: 25, most: 50 },
  B: { least: 50, most: 100 },
  A: { least: 100, most: 200 },
  S: { least: 200, most: 400 },
  Monarch: { least: 400, most: 999 },
};
/** Crystals of a whole gate before tax, at the band's ends. */
export const GRADE_CRYSTALS: Record<Grade, { least: number; most: number }> = {
  E: { least: 20, most: 50 },
  D: { least: 45, most: 100 },
  C: { least: 90, most: 200 },
  B: { least: 180, most: 400 },
  A: { least: 350, most: 800 },
  S: { least: 700, most: 1500 },
  Monarch: { least: 1400, most: 3000 },
};
/** How a gate's crystals fall: to each beast (by its experience), to treasure rooms, to the clear. */
export const CRYSTAL_SHARES = { beast: 0.04, treasure: 0.12, clear: 0.4 };
export const GRADE_FLOORS: Record<Grade, number> = { E: 2, D: 2, C: 3, B: 3, A: 3, S: 4, Monarch: 4 };
/** Rooms of a floor beside its entry. */
export const GRADE_ROOMS: Record<Grade, number> = { E: 5, D: 6, C: 6, B: 6, A: 7, S: 7, Monarch: 7 };
/** Rolls for gear at the clear, and each roll's chance. */
export const GEAR_ROLLS: Record<Grade, number> = { E: 1, D: 1, C: 2, B: 2, A: 3, S: 3, Monarch: 4 };
export const GEAR_CHANCE: Record<Grade, number> = {
  E: 0.3,
  D: 0.3,
  C: 0.25,
  B: 0.3,
  A: 0.3,
  S: 0.35,
  Monarch: 0.4,
};
export const ELITE_GEAR = 0.5;
export const TREASURE_GEAR = 0.6;
/** How rarities lie among gear that is found; luck and grade move weight to the rarer. */
export const RARITY_WEIGHT: Record<Rarity, number> = {
  common: 50,
  uncommon: 30,
  rare: 14,
  epic: 5,
  legendary: 1,
  mythical: 0.15,
};
/** Drops of a beast: the most that luck adds, as a share. */
export const LUCK_DROPS = 0.6;

/** A rest room, the clinic's waking, moving into a new room: shares of full health and mana. */
export const REST = { hp: 0.45, mp: 0.5 };
export const STEP = { hp: 0.03, mp: 0.05 };
export const WAKE = { hp: 0.3, mp: 0.3 };
/** Dying: what of the run's crystals and of each thing found is lost, and of the carried crystals. */
export const DEATH = { crystals: 0.5, things: 0.5, carried: 0.05 };

/** Trying to disarm a trap: the chance at agility 0, what agility adds at most, and searching first adds. */
export const DISARM = { least: 0.45, byAgility: 0.4, searched: 0.3 };
/** Springing unprepared by walking on: the chance that a trap in the room catches who did not disarm it. */
export const TRAP_CATCHES = 0.75;

/** Share of what a lone hunter has that each of n members has: from 1 alone to half in a party of 10. */
export const LEAST_SHARE = 0.5;
export const PARTY_MOST = 10;

/** Wear of each thing worn, in points of durability: for losing full health, and for using up full mana. */
export const WEAR = { hp: 4, mp: 1.5 };

/** Respec: the first price by level, and what each one before adds. */
export const RESPEC = { first: 40, each: 12, growth: 1.6 };
/** The clinic's price of a cure by level, and the share of the purse that it never exceeds. */
export const CURE = { first: 20, each: 4, ofPurse: 0.5, freeUntil: 10 };
