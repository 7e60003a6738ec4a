/** For tests of gates and fights: a mill with four beasts, whose numbers never change. */
import { beastSchema, itemSchema, skillSchema, themeSchema } from "./catalog/schemas.ts";
import type { RoomKind } from "./catalog/words.ts";

const move = (id: string, more: object) => ({
  id,
  tell: `The {beast} shows ${id}.`,
  hit: `The ${id} hits {you}.`,
  guarded: `The ${id} is guarded.`,
  miss: `The ${id} misses.`,
  power: 1,
  ...more,
});

const beast = (id: string, more: object) => ({
  id,
  name: id
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(" "),
  themes: ["test-mill"],
  grades: ["E"],
  element: "neutral",
  look: `The ${id} waits for its turn.`,
  appears: [`A ${id} comes out.`, `Another ${id} comes out.`],
  dies: [`The ${id} lies down.`, `The other ${id} lies down.`],
  ...more,
});

export const TEST_BEASTS = [
  beast("mill-rat", {
    rank: "normal",
    element: "earth",
    moves: [
      move("bite", { inflicts: { status: "poisoned", chance: 0.3 } }),
      move("leap", { power: 1.8, open: 1, interruptible: true, when: { cooldown: 2 } }),
    ],
    drops: [{ item: "mill-flour", chance: 0.5 }],
  }),
  beast("mill-moth", {
    rank: "normal",
    element: "fire",
    moves: [
      move("dust", { power: 0.8 }),
      move("flare", { power: 1.2, inflicts: { status: "burn", chance: 0.4 } }),
    ],
    drops: [{ item: "life-draught", chance: 0.2 }],
  }),
  beast("mill-owl", {
    rank: "elite",
    moves: [move("claw", {}), move("stare", { power: 0, target: "self", heals: 0.1, interruptible: true })],
  }),
  beast("miller", {
    rank: "boss",
    element: "shadow",
    moves: [
      move("sack", {}),
      move("stone", { power: 2, open: 1, interruptible: true, when: { cooldown: 2, fromRound: 2 } }),
      move("flour-cloud", { power: 0.6, target: "all", when: { below: 0.5 } }),
    ],
    drops: [{ item: "mill-flour", chance: 1, count: 2 }],
  }),
].map((one) => beastSchema.parse(one));

const KINDS: RoomKind[] = ["fight", "elite", "trap", "treasure", "rest", "boss"];
const rooms = KINDS.flatMap((kind) =>
  Array.from({ length: 10 }, (_, at) => ({
    kinds: [kind],
    name: `${kind} room ${at}`,
    text: `The mill's ${kind} room number ${at}.`,
  })),
);

export const TEST_THEMES = [
  {
    id: "test-mill",
    gateNames: Array.from({ length: 8 }, (_, at) => `Mill Number ${at}`),
    grades: ["E"],
    element: "earth",
    entrances: ["A mill door.", "A mill gate.", "A mill hatch."],
    descents: ["Down the first ladder.", "Down the second ladder.", "Down the third.", "Down the fourth."],
    rooms,
    traps: Array.from({ length: 3 }, (_, at) => ({
      id: `trap-${at}`,
      sign: `The sign of trap ${at}.`,
      springs: `Trap ${at} springs.`,
      avoided: `Trap ${at} is avoided.`,
      element: "neutral",
      power: 0.1,
      inflicts: { status: "frozen", chance: 0.5 },
    })),
    treasures: ["Treasure one.", "Treasure two.", "Treasure three."],
    rests: ["Rest one.", "Rest two.", "Rest three."],
    cleared: ["The mill stops.", "The mill stands.", "The mill sleeps."],
  },
].map((one) => themeSchema.parse(one));

const item = (id: string, more: object) => ({
  id,
  name: id.replaceAll("-", " "),
  rarity: "common",
  look: "For tests.",
  ...more,
});
export const TEST_ITEMS = [
  item("mill-flour", { kind: "material", stack: 20, worth: 2 }),
  item("test-sword", { kind: "weapon", classes: ["fighter"], bonus: { attack: 4 }, bound: true }),
  item("test-rod", { kind: "weapon", classes: ["mage", "healer"], bonus: { magic: 4 }, bound: true }),
  item("test-knife", { kind: "weapon", classes: ["assassin", "archer"], bonus: { attack: 4 }, bound: true }),
  item("test-vest", { kind: "armor", bonus: { defense: 5 }, worth: 10 }),
  item("life-draught", { kind: "consumable", stack: 20, use: { hp: 0.35, text: "You drink it." } }),
  item("mana-draught", { kind: "consumable", stack: 20, use: { mp: 0.35, text: "You sip it." } }),
  item("flash-vial", {
    kind: "consumable",
    stack: 20,
    use: { damage: { power: 2, element: "lightning" }, text: "You throw it." },
  }),
  item("way-home", { kind: "consumable", stack: 10, use: { escapes: true, text: "You tear it." } }),
  item("resurrection-potion", {
    kind: "consumable",
    stack: 5,
    use: { revives: 0.5, cures: ["decapitated", "shadow"], text: "Two drops." },
  }),
  item("class-licence", { kind: "license", stack: 5, price: { crystals: 140 } }),
].map((one) => itemSchema.parse(one));

const skill = (id: string, more: object) => ({
  id,
  name: id.replaceAll("-", " "),
  level: 1,
  mp: 5,
  cooldown: 2,
  target: "beast",
  texts: [`You use ${id} once.`, `You use ${id} again.`],
  help: `The skill ${id}.`,
  ...more,
});
export const TEST_SKILLS = [
  skill("heavy-cut", { of: "fighter", power: 1.5 }),
  skill("shield-bash", { of: "fighter", power: 0.5, interrupts: 1 }),
  skill("bracing", {
    of: "fighter",
    target: "self",
    guards: true,
    changes: { value: "defense", factor: 2, rounds: 2 },
  }),
  skill("spark", { of: "mage", power: 1.4, by: "magic", element: "lightning", cooldown: 0 }),
  skill("twin-cut", { of: "assassin", power: 0.7, hits: 2 }),
  skill("long-shot", { of: "archer", power: 1.4 }),
  skill("mend", { of: "healer", target: "ally", heals: 0.3, cures: ["burn", "poisoned"] }),
  skill("mend-all", { of: "healer", target: "party", heals: 0.2 }),
  skill("draw-eyes", { of: "fighter", target: "self", taunts: true }),
  skill("call-up", { of: "shadow-monarch", target: "ally", arises: true }),
].map((one) => skillSchema.parse(one));
