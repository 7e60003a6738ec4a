/** For tests of things and money: a small fixed catalog with every service in the hall, and a way to type lines. */
import type { Catalog } from "./catalog/catalog.ts";
import { achievementSchema, itemSchema, questSchema, recipeSchema } from "./catalog/schemas.ts";
import type { Hunter } from "./hunter/hunter.ts";
import { play } from "./play.ts";
import { testCatalog, testHunter, testTurn } from "./test-turn.ts";
import { addItem } from "./things/pack.ts";
import { placeOf, SERVICES } from "./town.ts";
import type { Outcome } from "./turn.ts";

const look = "It exists for as long as a test does.";
const text = "A sentence that only a test reads.";

const ITEMS = [
  {
    id: "rusted-sword",
    name: "Rusted Sword",
    kind: "weapon",
    bonus: { attack: 10 },
    worth: 40,
    price: { crystals: 90 },
  },
  {
    id: "guards-sword",
    name: "Guard's Sword",
    kind: "weapon",
    rarity: "rare",
    bonus: { attack: 20, hp: 15 },
    worth: 100,
  },
  {
    id: "mage-rod",
    name: "Mage Rod",
    kind: "weapon",
    classes: ["mage"],
    bonus: { magic: 9 },
    price: { crystals: 50 },
    worth: 10,
  },
  { id: "late-helm", name: "Late Helm", kind: "helmet", level: 30, bonus: { defense: 9 }, worth: 50 },
  {
    id: "tin-ring",
    name: "Tin Ring",
    kind: "accessory",
    bonus: { luck: 1 },
    worth: 20,
    price: { crystals: 60 },
  },
  {
    id: "draught",
    name: "Plain Draught",
    kind: "consumable",
    stack: 5,
    use: { hp: 0.5, text },
    worth: 4,
    price: { crystals: 15 },
  },
  {
    id: "antidote",
    name: "Plain Antidote",
    kind: "consumable",
    stack: 5,
    use: { cures: ["poisoned"], text },
    worth: 10,
    price: { crystals: 50 },
  },
  {
    id: "bomb",
    name: "Plain Bomb",
    kind: "consumable",
    stack: 5,
    use: { damage: { power: 2, element: "fire" }, text },
  },
  {
    id: "resurrection-potion",
    name: "Waking Potion",
    kind: "consumable",
    stack: 5,
    use: { revives: 0.5, cures: ["decapitated", "shadow"], text },
    price: { crystals: 250 },
  },
  { id: "tail", name: "Grey Tail", kind: "material", stack: 50, worth: 2 },
  { id: "remote-shop-licence", name: "Remote Shop Licence", kind: "license", price: { exons: 120 } },
  { id: "plain-cat", name: "Plain Cat", kind: "pet", gacha: true, bonus: { luck: 1 }, worth: 10 },
  {
    id: "bright-owl",
    name: "Bright Owl",
    kind: "pet",
    rarity: "epic",
    gacha: true,
    bonus: { luck: 5 },
    worth: 90,
  },
  { id: "goat", name: "Yard Goat", kind: "mount", gacha: true, bonus: { speed: 2 }, worth: 10 },
];
const RECIPES = [
  { id: "two-antidotes", makes: "antidote", count: 2, fee: 8, needs: [{ item: "tail", count: 6 }] },
  { id: "sword", makes: "guards-sword", level: 20, fee: 200, needs: [{ item: "tail", count: 2 }] },
];
const giver = { place: "hall", person: "oh" };
const words = { offer: "An offer that a test makes.", waiting: "Not yet.", done: "A test is content now." };
const QUESTS = [
  {
    id: "first-word",
    name: "First Word",
    kind: "tutorial",
    giver,
    goals: [{ counter: "equipped", count: 1, text: "Equip something." }],
    reward: { xp: 5, crystals: 10, items: [{ item: "draught", count: 2 }] },
    ...words,
  },
  {
    id: "second-word",
    name: "Second Word",
    kind: "tutorial",
    giver,
    after: ["first-word"],
    goals: [{ counter: "talked:boy", count: 1, text: "Talk to the boy." }],
    reward: {},
    ...words,
  },
  {
    id: "tail-end",
    name: "Tail End",
    kind: "story",
    giver: { place: "hall", person: "boy" },
    goals: [{ counter: "used", count: 2, text: "Use two things." }],
    hands: [{ item: "tail", count: 3 }],
    reward: { exons: 2, title: "Tail Bearer" },
    ...words,
  },
  {
    id: "each-day",
    name: "Each Day",
    kind: "daily",
    giver: { place: "hall", person: "boy" },
    level: 5,
    goals: [{ counter: "used", count: 1, text: "Use one thing." }],
    reward: { crystals: 20 },
    ...words,
  },
];
const ACHIEVEMENTS = [
  {
    id: "dressed",
    name: "Dressed",
    counter: "equipped",
    at: 1,
    reward: { exons: 3, title: "Dressed" },
    text: "Put something on.",
  },
  {
    id: "often-dressed",
    name: "Often Dressed",
    counter: "equipped",
    at: 3,
    reward: { crystals: 100 },
    text: "Put things on.",
  },
  {
    id: "earner",
    name: "Earner",
    counter: "crystals-earned",
    at: 50,
    hidden: true,
    reward: {},
    text: "Earn fifty crystals.",
  },
];

function mapOf<T extends { id: string }>(
  parse: (entry: unknown) => T,
  entries: readonly object[],
): Map<string, T> {
  return new Map(entries.map(parse).map((entry) => [entry.id, entry]));
}

/** The town with all services in its hall, and the entries above. */
export function thingsCatalog(): Catalog {
  const { town, ...rest } = testCatalog();
  const hall = { ...placeOf(town, "hall"), services: [...SERVICES] };
  const street = { ...placeOf(town, "street"), services: [] };
  return {
    ...rest,
    town: { ...town, places: new Map([...town.places, ["hall", hall], ["street", street]]) },
    items: mapOf((item) => itemSchema.parse({ rarity: "common", look, ...(item as object) }), ITEMS),
    recipes: mapOf((recipe) => recipeSchema.parse(recipe), RECIPES),
    quests: mapOf((quest) => questSchema.parse(quest), QUESTS),
    achievements: mapOf((achievement) => achievementSchema.parse(achievement), ACHIEVEMENTS),
  };
}

/** A hunter of level 12 with money and some things, and what `more` says. */
export function richHunter(
  catalog: Catalog,
  things: readonly [string, number][] = [],
  more: Partial<Hunter> = {},
): Hunter {
  const plain = testHunter("Mara", { purse: { crystals: 1000, exons: 200 } });
  const trained = { ...plain, sheet: { ...plain.sheet, base: "fighter" as const, level: 12 } };
  const laden = things.reduce<Hunter>(
    (hunter, [item, count]) => addItem(hunter, catalog, item, count).hunter,
    trained,
  );
  return { ...laden, ...more };
}

/** Types lines one after another; each is done by the hunter that the one before made. Gives the last outcome. */
export function typed(
  catalog: Catalog,
  hunter: Hunter,
  ...lines: readonly string[]
): { outcome: Outcome; hunter: Hunter; text: string } {
  let after = hunter;
  let outcome: Outcome = { text: "" };
  for (const line of lines) {
    outcome = play({ ...testTurn(after), catalog }, line);
    after = outcome.hunter ?? after;
  }
  return { outcome, hunter: after, text: outcome.text };
}
