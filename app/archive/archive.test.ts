import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { realCatalog } from "../../game/test-turn.ts";
import { TEXTS } from "../testbed.ts";
import { archiveOf } from "./archive.ts";
import { entriesOf, find } from "./search.ts";
import { told, wordingIn } from "./wording.ts";

const archive = archiveOf(realCatalog());
const { english } = TEXTS;
const { gradeSpan, moveText, often } = wordingIn(english);
const entries = entriesOf(archive, english);
const names = (typed: string) => find(entries, typed).entries.map(({ name }) => name);

describe("the archive", () => {
  it("knows of each thing who leaves it, what makes it and what is made of it", () => {
    const tail = archive.droppedBy.get("rat-tail") ?? [];
    assert.ok(tail.length > 0);
    assert.ok(tail.every(({ beast }) => beast.drops.some(({ item }) => item === "rat-tail")));
    assert.ok(archive.madeBy.get("life-draught")?.some(({ makes }) => makes === "life-draught"));
    assert.ok(archive.usedIn.get("rat-tail")?.every(({ needs }) => needs.some((n) => n.item === "rat-tail")));
  });

  it("lists every beast where it lives and every thing under its kind", () => {
    const { catalog, livesIn, itemsOf } = archive;
    const living = new Set([...livesIn.values()].flat());
    assert.deepEqual(living, new Set(catalog.beasts.values()));
    assert.equal([...itemsOf.values()].flat().length, catalog.items.size);
  });

  it("tells of moves and chances in words, never in numbers", () => {
    for (const beast of archive.beasts)
      for (const move of beast.moves) assert.doesNotMatch(moveText(move), /[\d{}]/, beast.id);
    assert.deepEqual([0.01, 0.1, 0.3, 0.7, 1].map(often), [
      "hardly ever",
      "seldom",
      "now and then",
      "often",
      "nearly always",
    ]);
    assert.equal(told("{beast} looks at {you}.", "the Hound"), "The Hound looks at you.");
  });

  it("says grades that stand together as a span", () => {
    assert.equal(gradeSpan(["C", "E", "D"]), "E to C");
    assert.equal(gradeSpan(["E", "C"]), "E, C");
    assert.equal(gradeSpan(["B"]), "B");
  });
});

describe("search", () => {
  it("has the exact name first, then beginnings, then words inside", () => {
    const [first] = names("cinder hound");
    assert.equal(first, "Cinder Hound");
    assert.ok(names("hound").includes("Cinder Hound"));
    assert.ok(names("stalls").includes("market"));
  });

  it("guesses what a mistyped word meant", () => {
    const { entries: none, meant } = find(entries, "cindr hound");
    assert.equal(none.length, 0);
    assert.ok(meant.includes("Cinder Hound"));
    assert.ok(find(entries, "makret").meant.includes("market"));
  });

  it("keeps quiet about hidden achievements, and finds nothing for nothing", () => {
    const hidden = [...archive.catalog.achievements.values()].filter((one) => one.hidden);
    for (const { name, id } of hidden)
      assert.ok(!entries.some((entry) => entry.path.endsWith(`#${id}`)), name);
    assert.deepEqual(find(entries, "  "), { entries: [], meant: [] });
    assert.deepEqual(find(entries, "x".repeat(5_000)).entries, []);
  });
});
