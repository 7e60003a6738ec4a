import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Catalog } from "../catalog/catalog.ts";
import { SLOTS } from "../catalog/words.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import { play } from "../play.ts";
import { thingsCatalog } from "../test-things.ts";
import { realCatalog, testHunter, testTurn } from "../test-turn.ts";
import { addItem, isGear } from "../things/pack.ts";
import { slotsFor } from "../things/wearing.ts";
import type { Outcome } from "../turn.ts";
import { DRAW_PRICE, oddsOf } from "./gacha.ts";
import { type Currency, purseOf } from "./movement.ts";

/** The real content, with all services in one place; without what pays for deeds where `deeds` is false. */
function city({ deeds }: { deeds: boolean }): Catalog {
  const real = realCatalog();
  const { town } = thingsCatalog();
  return deeds ? { ...real, town } : { ...real, town, quests: new Map(), achievements: new Map() };
}

function trader(catalog: Catalog, seed: string): Hunter {
  const plain = testHunter("Mara", { seed, purse: { crystals: 20_000, exons: 500 } });
  const trained: Hunter = {
    ...plain,
    sheet: {
      ...plain.sheet,
      base: "fighter",
      level: 120,
      hp: 40,
      afflictions: [{ status: "burn", rounds: 3 }],
    },
    pack: { ...plain.pack, slots: 70 },
  };
  const laden = [...catalog.items.values()]
    .filter(
      ({ kind, classes, level }) =>
        kind === "material" || (kind !== "mount" && classes?.includes("fighter") && level < 120),
    )
    .reduce((hunter, { id, stack }) => addItem(hunter, catalog, id, Math.min(30, stack)).hunter, trained);
  const scratched = laden.pack.carried.map((thing) =>
    thing.durability ? { ...thing, durability: 60 } : thing,
  );
  return { ...laden, pack: { ...laden.pack, carried: scratched } };
}

const AMOUNTS = ["", "", "1", "2", "3", "30", "all", "0", "-1", "1e3", "2.5", "1,000", "NaN", "9".repeat(22)];

/** Lines about things and money, sensible and not; `{n}` becomes the number of something that the hunter has. */
function lines(catalog: Catalog): fc.Arbitrary<string> {
  const items = [...catalog.items.values()];
  const name = fc.constantFrom(...items.flatMap(({ id, name: long }) => [id, long.toLowerCase()]));
  const ware = fc.constantFrom(...items.filter(({ price }) => price).map(({ id }) => id));
  const recipe = fc.constantFrom(...catalog.recipes.keys());
  const mine = fc.constant("{n}");
  const amount = fc.constantFrom(...AMOUNTS);
  const yes = fc.constantFrom("", "yes", "yes");
  const word = (...words: string[]) => fc.constantFrom(...words);
  const line = (...parts: fc.Arbitrary<string>[]) =>
    fc.tuple(...parts).map((words) => words.filter((one) => one !== "").join(" "));
  return fc.oneof(
    { weight: 6, arbitrary: line(word("buy"), ware, amount, yes) },
    { weight: 4, arbitrary: line(word("sell"), mine, amount, yes) },
    { weight: 2, arbitrary: line(word("sell"), fc.oneof(name, ware), amount, yes) },
    { weight: 5, arbitrary: line(word("craft"), recipe, amount, yes) },
    { weight: 6, arbitrary: line(word("equip", "equip", "remove", "use", "look"), mine) },
    { weight: 4, arbitrary: line(word("upgrade", "repair"), mine, yes) },
    { weight: 2, arbitrary: line(word("drop"), mine, amount, yes) },
    { weight: 3, arbitrary: word(...PLAIN_LINES) },
    { weight: 1, arbitrary: fc.string({ maxLength: 30 }).map((text) => `buy ${text}`) },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 30 }) },
  );
}

const PLAIN_LINES = [
  ...[
    "slots yes",
    "sell materials yes",
    "repair all",
    "cure all",
    "cure burn",
    "claim",
    "inventory",
    "balance",
    "hint",
    "quests",
  ],
  ...[
    "gacha pet crystals yes",
    "gacha mount exons yes",
    "gacha pet exons",
    "flip 100 heads",
    "flip 10000 tails",
  ],
  ...["talk oh", "talk boy", "accept"],
];

/** A line, and which of the things that the hunter has by then it is about. */
const scripts = (catalog: Catalog) =>
  fc.array(fc.tuple(lines(catalog), fc.nat(99)), { minLength: 1, maxLength: 60, size: "max" });

function aimed(line: string, which: number, { pack }: Hunter): string {
  const things = allThings(pack);
  return line.replace("{n}", String(things[which % things.length]?.id ?? 1));
}

/** Every consistency that one outcome must have. */
function checkOutcome(before: Hunter, outcome: Outcome, line: string): void {
  assert.ok(outcome.text.length > 0, line);
  if (outcome.refused) assert.deepEqual(Object.keys(outcome).sort(), ["refused", "text"], line);
  const after = outcome.hunter ?? before;
  for (const currency of ["crystals", "exons"] as const) {
    const moved = movedInto(before, outcome, currency);
    assert.equal(after.purse[currency] - before.purse[currency], moved, `${line}: ${currency}`);
    assert.ok(after.purse[currency] >= 0);
  }
  for (const { amount, from, to } of outcome.movements ?? []) {
    assert.ok(Number.isSafeInteger(amount) && amount > 0, line);
    assert.notEqual(from, to);
  }
}

function movedInto(hunter: Hunter, { movements = [] }: Outcome, currency: Currency): number {
  const purse = purseOf(hunter);
  return movements
    .filter((one) => one.currency === currency)
    .reduce(
      (sum, { from, to, amount }) => sum + (to === purse ? amount : 0) - (from === purse ? amount : 0),
      0,
    );
}

function checkPack({ pack }: Hunter, catalog: Catalog): void {
  const things = allThings(pack);
  assert.ok(pack.carried.length <= pack.slots);
  assert.equal(new Set(things.map(({ id }) => id)).size, things.length, "numbers are unique");
  for (const { id, item, count, durability = 100, upgrade = 0 } of things) {
    const known = catalog.items.get(item);
    assert.ok(known);
    assert.ok(id < pack.nextId);
    assert.ok(count >= 1 && count <= (isGear(known) ? 1 : known.stack), `${item} ×${count}`);
    assert.ok(durability >= 0 && durability <= 100);
    assert.ok(upgrade >= 0 && upgrade <= 10);
  }
  for (const slot of SLOTS) {
    const worn = pack.worn[slot];
    const known = worn && catalog.items.get(worn.item);
    if (known) assert.ok(slotsFor(known).includes(slot));
  }
}

const allThings = ({ carried, held, worn }: Hunter["pack"]): Carried[] => [
  ...carried,
  ...held,
  ...Object.values(worn),
];

test("whatever is typed, purses change by exactly what moved, refusals change nothing, packs stay sound", () => {
  const catalog = city({ deeds: true });
  fc.assert(
    fc.property(scripts(catalog), fc.string(), (script, seed) => {
      let hunter = trader(catalog, seed);
      for (const [typed, which] of script) {
        const line = aimed(typed, which, hunter);
        const turn = { ...testTurn(hunter), catalog };
        const outcome = play(turn, line);
        checkOutcome(hunter, outcome, line);
        assert.deepEqual(play(turn, line), outcome, "the same again");
        hunter = outcome.hunter ?? hunter;
        if (outcome.quit || hunter.room !== "hall") break;
        checkPack(hunter, catalog);
      }
      assert.deepEqual(JSON.parse(JSON.stringify(hunter)), hunter);
    }),
    { numRuns: 120 },
  );
});

test("no buying, making, mending, upgrading and selling of the real content makes anyone richer", () => {
  const catalog = city({ deeds: false });
  const wealth = ({ purse, pack }: Hunter) =>
    purse.crystals +
    allThings(pack).reduce((sum, { item, count }) => sum + (catalog.items.get(item)?.worth ?? 0) * count, 0);
  fc.assert(
    fc.property(scripts(catalog), fc.string(), (script, seed) => {
      let hunter = trader(catalog, seed);
      for (const [typed, which] of script) {
        if (/^(gacha|flip)/.test(typed)) continue;
        const line = aimed(typed, which, hunter);
        const { hunter: after = hunter, quit } = play({ ...testTurn(hunter), catalog }, line);
        if (quit || after.room !== "hall") break;
        assert.ok(wealth(after) <= wealth(hunter), line);
        hunter = after;
      }
    }),
    { numRuns: 120 },
  );
});

test("each recipe and each price alone pays no one: worth never rises by what the city does", () => {
  const catalog = realCatalog();
  for (const { id, makes, count, fee, needs } of catalog.recipes.values()) {
    const worth = (item: string) => catalog.items.get(item)?.worth ?? 0;
    const put = needs.reduce((sum, need) => sum + worth(need.item) * need.count, fee);
    assert.ok(worth(makes) * count <= put, `${id}: makes ${worth(makes) * count} of ${put}`);
  }
  for (const { id, price, worth } of catalog.items.values())
    if (price?.crystals) assert.ok(worth <= price.crystals / 2, id);
});

test("a draw is worth less to the shop, on average, than half of what it costs", () => {
  const catalog = realCatalog();
  for (const lot of ["mount", "pet"] as const) {
    const meanOf = (items: readonly { worth: number }[]) =>
      items.reduce((sum, { worth }) => sum + worth, 0) / items.length;
    const mean = oddsOf(catalog, lot).reduce(
      (sum, { chance, items }) => sum + (chance / 1000) * meanOf(items),
      0,
    );
    assert.ok(mean <= DRAW_PRICE[lot].crystals / 2, `${lot}: ${mean}`);
  }
});
