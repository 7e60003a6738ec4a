/** The closed vocabularies that content and rules share, each in its order where there is one. */

export const ELEMENTS = ["neutral", "fire", "water", "lightning", "earth", "holy", "shadow"] as const;
export type Element = (typeof ELEMENTS)[number];

/** Gate grades, the lowest first. Arithmetic on grades uses the place in this list, never the letter. */
export const GRADES = ["E", "D", "C", "B", "A", "S", "Monarch"] as const;
export type Grade = (typeof GRADES)[number];

/** Hunter classes, the lowest first. */
export const HUNTER_CLASSES = ["F", "E", "D", "C", "B", "A", "S"] as const;
export type HunterClass = (typeof HUNTER_CLASSES)[number];

/** Ranks of magic beasts, the weakest first. */
export const BEAST_RANKS = ["normal", "elite", "boss", "master", "monarch"] as const;
export type BeastRank = (typeof BEAST_RANKS)[number];

export const RARITIES = ["common", "uncommon", "rare", "epic", "legendary", "mythical"] as const;
export type Rarity = (typeof RARITIES)[number];

export const BASE_CLASSES = ["fighter", "mage", "assassin", "archer", "healer"] as const;
export type BaseClass = (typeof BASE_CLASSES)[number];

export const JOBS = [
  "berserker",
  "paladin",
  "archmage",
  "elementalist",
  "shadow",
  "duelist",
  "ranger",
  "sniper",
  "priest",
  "exorcist",
  "shadow-monarch",
] as const;
export type Job = (typeof JOBS)[number];

export const STATS = ["strength", "agility", "vitality", "intelligence", "luck"] as const;
export type Stat = (typeof STATS)[number];

export const STATUSES = [
  "burn",
  "poisoned",
  "frozen",
  "feared",
  "confused",
  "dismembered",
  "decapitated",
  "shadow",
] as const;
export type Status = (typeof STATUSES)[number];

export const SLOTS = [
  "weapon",
  "armor",
  "helmet",
  "gloves",
  "boots",
  "accessory1",
  "accessory2",
  "mount",
  "pet",
] as const;
export type Slot = (typeof SLOTS)[number];

/** What an item can be. Those named like a slot are worn in it; an accessory in either of two. */
export const ITEM_KINDS = [
  "weapon",
  "armor",
  "helmet",
  "gloves",
  "boots",
  "accessory",
  "mount",
  "pet",
  "consumable",
  "material",
  "license",
  "key",
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** Derived values in combat, which gear, skills and statuses change. */
export const COMBAT_VALUES = [
  "attack",
  "magic",
  "defense",
  "speed",
  "accuracy",
  "evasion",
  "critical",
  "hp",
  "mp",
] as const;
export type CombatValue = (typeof COMBAT_VALUES)[number];

/** Kinds of rooms in a gate. */
export const ROOM_KINDS = ["fight", "elite", "trap", "treasure", "rest", "boss"] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

/**
 * What is counted of a hunter for quests, achievements, titles and leaderboards. A counter may have a part after
 * a colon: `gates:E` counts gates of grade E, `kills:cinder-hound` one beast, `kills:boss` one rank.
 */
export const COUNTERS = [
  "kills",
  "gates",
  "solo-gates",
  "party-gates",
  "floors",
  "rooms",
  "rounds",
  "deaths",
  "criticals",
  "guards",
  "interrupts",
  "skills",
  "statuses",
  "cures",
  "treasures",
  "traps",
  "rests",
  "levels",
  "exams",
  "places",
  "moves",
  "said",
  "crystals-earned",
  "crystals-spent",
  "tax-paid",
  "bought",
  "sold",
  "traded",
  "listed",
  "crafted",
  "gathered",
  "upgraded",
  "upgrades-failed",
  "repaired",
  "broken",
  "used",
  "equipped",
  "flips",
  "flips-won",
  "pulls",
  "quests",
  "daily-quests",
  "parties",
  "guild-joined",
  "guild-given",
  "friends",
  "talked",
  "looked",
  "tutorials",
] as const;
export type CounterName = (typeof COUNTERS)[number];
/** A counter's name, with or without a part, e.g. `gates` or `gates:E`. */
export type Counter = CounterName | `${CounterName}:${string}`;
