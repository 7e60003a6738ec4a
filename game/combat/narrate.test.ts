import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "./fight.ts";
import { set } from "./lines.ts";
import { narrate } from "./narrate.ts";
import { catalog, fightOf, foe, member, resolve } from "./test-fight.ts";

/** What Hunter 1 reads of these events, before two owls. */
function told(events: readonly Event[], screenReader = false, viewer = "1"): string[] {
  const owls = [foe("mill-owl", "claw"), foe("mill-owl", "claw")];
  const round = { ...resolve(fightOf(...owls), [member("assassin")], { 1: { do: "guard" } }), events };
  const met = [0, 0];
  return set(
    narrate({ catalog, round, viewer, dice: "d", rounds: 3, met, screenReader }),
    screenReader,
  ).split("\n");
}

const hit = (damage: number | null, at = 0): Event => ({
  kind: "blow",
  by: "1",
  foe: at,
  skill: "twin-cut",
  damage,
  critical: false,
  open: false,
  match: "even",
});
const stopped: Event = { kind: "interrupted", foe: 0, move: "claw", by: "1" };

test("the hits of one skill are one line, also where something came between them", () => {
  const lines = told([hit(12), stopped, hit(9)]);
  const text = lines[0]?.replace(/ {2,}.*/, "") ?? "";
  assert.match(lines[0] ?? "", /12 \+ 9$/);
  assert.equal(lines.filter((line) => line.startsWith(text)).length, 1);
  assert.match(lines[1] ?? "", /Interrupted/);
  assert.match(told([hit(12), stopped, hit(null)])[0] ?? "", /12 \+ miss$/);
  assert.ok(told([hit(12), stopped, hit(9)], true).includes("12 damage, 9 damage."));
});

test("what is thrown is told in its own words, with its damage beside them", () => {
  const blow: Event = { ...(hit(20) as Event & { kind: "blow" }), thrown: true };
  const { skill: _, ...thrown } = blow;
  const lines = told([{ kind: "item", by: "1", item: "flash-vial", ally: "1" }, thrown]);
  assert.match(lines[0] ?? "", /^You throw it\. +20$/);
  assert.equal(lines.length, 4, "and then only how you are and what the two owls show");
});

test("a plain strike after a skill is a line of its own", () => {
  const plain: Event = {
    kind: "blow",
    by: "1",
    foe: 0,
    damage: 5,
    critical: false,
    open: false,
    match: "even",
  };
  const lines = told([hit(12), plain, hit(9)]);
  assert.match(lines[0] ?? "", /12 \+ 9$/);
  assert.match(lines[1] ?? "", /5$/);
});
