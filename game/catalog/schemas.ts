/**
 * What a content file may hold: one schema a kind of entry. Each file under content/<kind>/ is a list of such
 * entries. `zod` gives the checks, catalog.ts the cross-references, source.ts file and line of what is wrong.
 */
import * as z from "zod";
import {
  BASE_CLASSES,
  BEAST_RANKS,
  COMBAT_VALUES,
  COUNTERS,
  ELEMENTS,
  GRADES,
  ITEM_KINDS,
  JOBS,
  RARITIES,
  ROOM_KINDS,
  STATS,
  STATUSES,
} from "./words.ts";

/** Lower-case words joined by hyphens: what other entries and the database call an entry. Never changed later. */
const id = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens, such as cinder-hound");
const name = z.string().trim().min(2).max(40);
const text = z.string().trim().min(8).max(600);
const line = z.string().trim().min(4).max(200);
const share = z.number().min(0).max(1);
const factor = z.number().min(0.1).max(10);
const count = z.int().min(1);
const counter = z
  .string()
  .regex(
    new RegExp(`^(${COUNTERS.join("|")})(:[A-Za-z0-9-]+)?$`),
    `must be one of ${COUNTERS.join(", ")}, with or without a part such as gates:E`,
  );

/** A status that something puts on its target, and how likely; rounds are as the status says unless given. */
const inflicts = z.strictObject({
  status: z.enum(STATUSES),
  chance: share,
  rounds: count.max(20).optional(),
});

/** When a beast may choose a move; several conditions must all hold. Without one it may always. */
const when = z.strictObject({
  /** Own health at or under this share. */
  below: share.optional(),
  /** Own health over this share. */
  above: share.optional(),
  /** Not before this round of the fight. */
  fromRound: count.optional(),
  /** At most so often in a fight. */
  most: count.optional(),
  /** Rounds that must pass before it is chosen again. */
  cooldown: count.optional(),
});

const move = z.strictObject({
  id,
  /** Told at the end of the round before: what a player can see coming. `{beast}` is the beast's name. */
  tell: line,
  /** When it lands. `{you}` is replaced by "you" or a party member's name. */
  hit: line,
  /** When the target guarded. */
  guarded: line,
  /** When it misses or is evaded. */
  miss: line,
  /** Of the beast's attack; 0 for a move that does no damage. */
  power: z.number().min(0).max(4),
  /** The beast's own element unless given. */
  element: z.enum(ELEMENTS).optional(),
  target: z.enum(["one", "all", "self"]).default("one"),
  inflicts: inflicts.optional(),
  /** Share of its own full health that the beast regains. */
  heals: share.optional(),
  /** Changes a value of the beast for some rounds: factor 1.3 is 30 % more. */
  changes: z.strictObject({ value: z.enum(COMBAT_VALUES), factor, rounds: count.max(10) }).optional(),
  /** Rounds after this move in which the beast is open: it takes half as much damage again. */
  open: z.int().min(0).max(3).default(0),
  /** An attack in the round of the telling stops it (a stun or a critical does). */
  interruptible: z.boolean().default(false),
  weight: z.number().min(0.1).max(10).default(1),
  when: when.optional(),
});

export const beastSchema = z.strictObject({
  id,
  name,
  /** Ids of the themes it lives in; at least one. */
  themes: z.array(id).min(1),
  /** Grades of the gates where it is met. */
  grades: z.array(z.enum(GRADES)).min(1),
  rank: z.enum(BEAST_RANKS),
  element: z.enum(ELEMENTS),
  /** Factors on what a beast of its grade, level and rank has. */
  hp: factor.default(1),
  attack: factor.default(1),
  defense: factor.default(1),
  speed: factor.default(1),
  accuracy: factor.default(1),
  evasion: factor.default(1),
  /** Statuses that don't take on it. */
  immune: z.array(z.enum(STATUSES)).default([]),
  /** What `look` shows: a habit or a weakness that a player can use. */
  look: text,
  /** Read when it is first seen in a room. Two or more, so that a run does not repeat one. */
  appears: z.array(line).min(2),
  /** Read when it dies; two or more. */
  dies: z.array(line).min(2),
  /** Two or more: what it does is this choice. */
  moves: z.array(move).min(2),
  /** What it may leave: item ids and chances. */
  drops: z.array(z.strictObject({ item: id, chance: share, count: count.default(1) })).default([]),
});

const bonus = z.partialRecord(z.enum([...COMBAT_VALUES, ...STATS]), z.number());

export const itemSchema = z.strictObject({
  id,
  name,
  kind: z.enum(ITEM_KINDS),
  rarity: z.enum(RARITIES),
  /** The level from which it can be worn or used. */
  level: count.default(1),
  /** Base classes that can wear it; all unless given. */
  classes: z.array(z.enum(BASE_CLASSES)).min(1).optional(),
  /** Of a weapon's strikes, or the armour's that resists it. */
  element: z.enum(ELEMENTS).optional(),
  /** Added while it is worn; hp, mp, attack, magic, defense, speed in points; accuracy, evasion, critical in percent points. */
  bonus: bonus.default({}),
  /** What `use` does to the hunter (or a named member): shares of full health or mana, statuses that it ends. */
  use: z
    .strictObject({
      hp: share.optional(),
      mp: share.optional(),
      cures: z.array(z.enum(STATUSES)).min(1).optional(),
      /** Brings a dead member back with this share of health. */
      revives: share.optional(),
      /** Damage to the beast in front, as a factor of a beast's attack at the item's level. */
      damage: z.strictObject({ power: factor, element: z.enum(ELEMENTS) }).optional(),
      buff: z.strictObject({ value: z.enum(COMBAT_VALUES), factor, rounds: count.max(20) }).optional(),
      /** Leaves the gate with everything found so far. */
      escapes: z.literal(true).optional(),
      /** Read when it is used. */
      text: line,
    })
    .optional(),
  /** How many of it one inventory slot holds: 1 for what is worn. */
  stack: z.int().min(1).max(99).default(1),
  /** What the Hunter Shop asks for it, in crystals (or exons); it is sold there only when this is given. */
  price: z.strictObject({ crystals: count.optional(), exons: count.optional() }).optional(),
  /** What the shop pays for it before tax, in crystals; 0: it can't be sold there. */
  worth: z.int().min(0).default(0),
  /** Lots in the gacha, by rarity; mounts and pets only. */
  gacha: z.boolean().default(false),
  /** Not given away, traded or listed. */
  bound: z.boolean().default(false),
  look: text,
});

export const skillSchema = z.strictObject({
  id,
  name,
  /** The base class or the job that has it. */
  of: z.enum([...BASE_CLASSES, ...JOBS]),
  /** The level from which a hunter has it. */
  level: count,
  mp: z.int().min(0).max(500),
  /** Rounds until it can be used again; 0: at once. */
  cooldown: z.int().min(0).max(20),
  target: z.enum(["beast", "all-beasts", "self", "ally", "party"]),
  /** Of the hunter's attack, or magic where `by` says so; per hit. */
  power: z.number().min(0).max(6).default(0),
  hits: z.int().min(1).max(6).default(1),
  by: z.enum(["attack", "magic"]).default("attack"),
  /** The weapon's element unless given. */
  element: z.enum(ELEMENTS).optional(),
  inflicts: inflicts.optional(),
  /** Share of the target's full health (and of mana) that it restores, scaled by magic as the rules say. */
  heals: share.optional(),
  restoresMp: share.optional(),
  cures: z.array(z.enum(STATUSES)).min(1).optional(),
  /** For rounds: a factor on a value of the target (over 1 helps, under 1 hinders). */
  changes: z.strictObject({ value: z.enum(COMBAT_VALUES), factor, rounds: count.max(10) }).optional(),
  /** Stops a telegraphed move that can be interrupted, with this chance. */
  interrupts: share.optional(),
  /** Guards as `guard` does in the same round, or draws the beast's attention. */
  guards: z.boolean().default(false),
  taunts: z.boolean().default(false),
  /** The Monarch's Arise: raises a fallen member or a dead beast as a shadow. */
  arises: z.boolean().default(false),
  /** More damage against a beast that is open (factor), and under the given share of its health. */
  againstOpen: factor.default(1),
  finishes: z.strictObject({ below: share, factor }).optional(),
  /** Read when it is used: `{you}`, `{beast}`, `{ally}` are replaced. Three or more lines, taken in turn. */
  texts: z.array(line).min(2),
  /** One sentence for `help`: what it does, with its numbers. */
  help: line,
});

const room = z.strictObject({
  kinds: z.array(z.enum(ROOM_KINDS)).min(1),
  /** Lower case, such as "boiler room": stands after "Floor 2,". */
  name: z.string().trim().min(3).max(30),
  text,
});

export const themeSchema = z.strictObject({
  id,
  /** Names that its gates have, such as "Sunken Arcade". Eight or more. */
  gateNames: z.array(name).min(8),
  grades: z.array(z.enum(GRADES)).min(1),
  element: z.enum(ELEMENTS),
  /** Read on entering the gate; three or more. */
  entrances: z.array(text).min(3),
  /** Read on going down a floor; four or more. */
  descents: z.array(line).min(4),
  /** Room texts. Sixty or more, enough of each kind that a run never repeats one. */
  rooms: z.array(room).min(60),
  /** Traps: what is seen, what happens when it springs, and when it is avoided or disarmed. */
  traps: z
    .array(
      z.strictObject({
        id,
        sign: line,
        springs: line,
        avoided: line,
        element: z.enum(ELEMENTS),
        /** Share of full health that it costs at the gate's own level. */
        power: share,
        inflicts: inflicts.optional(),
      }),
    )
    .min(3),
  /** What a treasure room reads like when it is opened; three or more. */
  treasures: z.array(line).min(3),
  rests: z.array(line).min(3),
  /** Read when the gate is cleared; three or more. */
  cleared: z.array(line).min(3),
});

export const recipeSchema = z.strictObject({
  id,
  /** The item made, and how many. */
  makes: id,
  count: count.default(1),
  level: count.default(1),
  needs: z.array(z.strictObject({ item: id, count })).min(1),
  /** Crystals paid to the workshop. */
  fee: z.int().min(0).default(0),
});

const reward = z.strictObject({
  xp: z.int().min(0).default(0),
  crystals: z.int().min(0).default(0),
  exons: z.int().min(0).default(0),
  items: z.array(z.strictObject({ item: id, count: count.default(1) })).default([]),
  /** A title that may be worn beside the name. */
  title: z.string().trim().min(3).max(30).optional(),
});

export const questSchema = z.strictObject({
  id,
  name,
  kind: z.enum(["tutorial", "story", "daily", "guild", "job"]),
  /** Who gives it: a person's word at a place of the town. */
  giver: z.strictObject({ place: id, person: id }),
  level: count.default(1),
  /** Base classes or the job it leads to. */
  classes: z.array(z.enum(BASE_CLASSES)).min(1).optional(),
  job: z.enum(JOBS).optional(),
  /** Quests that must be done before. */
  after: z.array(id).default([]),
  /** All must be reached; counted from the moment that the quest is taken. */
  goals: z
    .array(z.strictObject({ counter, count, text: line }))
    .min(1)
    .max(4),
  /** Items handed over on completion. */
  hands: z.array(z.strictObject({ item: id, count })).default([]),
  reward,
  offer: text,
  /** Said while it is not done. */
  waiting: line,
  done: text,
});

export const achievementSchema = z.strictObject({
  id,
  name,
  counter,
  at: count,
  /** Not listed before it is reached. */
  hidden: z.boolean().default(false),
  reward,
  /** What it took, in one dry sentence. */
  text: line,
});

export type Beast = z.infer<typeof beastSchema>;
export type BeastMove = Beast["moves"][number];
export type Item = z.infer<typeof itemSchema>;
export type Skill = z.infer<typeof skillSchema>;
export type Theme = z.infer<typeof themeSchema>;
export type ThemeRoom = Theme["rooms"][number];
export type Trap = Theme["traps"][number];
export type Recipe = z.infer<typeof recipeSchema>;
export type Quest = z.infer<typeof questSchema>;
export type Achievement = z.infer<typeof achievementSchema>;
export type Reward = z.infer<typeof reward>;
export type Inflicts = z.infer<typeof inflicts>;

/** The kinds of content, each with the folder that holds its files. */
export const KINDS = {
  beasts: beastSchema,
  items: itemSchema,
  skills: skillSchema,
  themes: themeSchema,
  recipes: recipeSchema,
  quests: questSchema,
  achievements: achievementSchema,
} as const;
export type Kind = keyof typeof KINDS;
