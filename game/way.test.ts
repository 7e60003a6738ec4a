import assert from "node:assert/strict";
import { test } from "node:test";
import { realCatalog } from "./test-turn.ts";
import { SERVICES } from "./town.ts";
import { directions, offers, wayTo } from "./way.ts";

const { town } = realCatalog();

test("every service of the town is somewhere, and its way can be walked word by word", () => {
  for (const service of SERVICES)
    for (const from of town.places.keys()) {
      const way = wayTo(town, from, offers(service));
      assert.ok(way, `${service} from ${from}`);
      let at = town.places.get(from);
      for (const word of way.words) {
        const exit = at?.exits.find((one) => one.word === word);
        at = exit && town.places.get(exit.to);
      }
      assert.equal(at, way.place);
    }
});

test("directions name the place and what to type, and admit that there is none", () => {
  assert.equal(directions(town, "hall", offers("shop")), "Hunter Shop (street, shop)");
  assert.equal(directions(town, "shop", offers("shop")), "Hunter Shop");
  assert.equal(
    directions(town, "hall", () => false),
    "nowhere in this city",
  );
});
