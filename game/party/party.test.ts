import assert from "node:assert/strict";
import { test } from "node:test";
import { newRun } from "../gates/entering.ts";
import { type Hunter, newHunter } from "../hunter/hunter.ts";
import { realCatalog } from "../test-turn.ts";
import { clearedBy } from "./clearing.ts";
import { mirrored, type PartyGate, shared } from "./gate.ts";
import { INVITED_MS, invited, joined, MOST_MEMBERS, newParty, type Party, without } from "./party.ts";
import type { Band } from "./result.ts";
import { nothingYet } from "./retreat.ts";
import { resolved } from "./round.ts";

const catalog = realCatalog();

function hunter(id: string, name: string, hp = 200): Hunter {
  const fresh = newHunter({ id, name, role: "player", seed: `5eed${id}` }, "board");
  return {
    ...fresh,
    party: "7",
    sheet: { ...fresh.sheet, base: "fighter", level: 9, hp, mp: 50, licence: "E" },
  };
}

function band(...members: Hunter[]): Band {
  const entry = {
    kind: "board",
    seed: "s",
    theme: "sunken-arcade",
    name: "Sunken Arcade",
    grade: "E",
    level: 5,
  } as const;
  const run = newRun(catalog, { ...entry, dice: "dice" }, members.length);
  const gate: PartyGate = {
    run: shared(run),
    size: members.length,
    inside: members.map(({ id }) => id),
    acts: {},
    auto: [],
    out: [],
    pot: { crystals: 0, haul: [] },
    due: null,
  };
  const mates = members.map(({ id, name }) => ({ id, name }));
  const party: Party = { ...newParty(mates[0] ?? { id: "0", name: "x" }), members: mates, gate };
  const hunters = new Map(
    members.map((one) => [one.id, { ...one, run: one.run ?? mirrored(one, "7", gate) }]),
  );
  return {
    id: "7",
    party,
    gate,
    hunters,
    catalog,
    now: 0,
    around: {
      neighbours: () => [],
      online: () => ({ names: members.map(({ name }) => name), complete: true }),
    },
  };
}

test("what a fallen member lost is shared by those who clear, and nothing of it is lost or doubled", () => {
  const base = band(hunter("1", "Mara"), hunter("2", "Jun", 0), hunter("3", "Far"));
  const jun = base.hunters.get("2");
  assert.ok(jun?.run);
  const rich = { ...jun, run: { ...jun.run, crystals: 41, haul: [{ item: "life-draught", count: 3 }] } };
  const hunters = new Map(base.hunters).set("2", { ...rich, purse: { crystals: 100, exons: 0 } });
  const done = clearedBy({ ...base, hunters }, nothingYet(base), new Map());
  const without = clearedBy({ ...base, hunters: new Map(base.hunters) }, nothingYet(base), new Map());
  const paid = (result: typeof done) =>
    result.movements.filter(({ from }) => from === "mint").reduce((sum, { amount }) => sum + amount, 0);
  assert.equal(paid(done) - paid(without), 41, "every crystal of the fallen is paid out once");
  const draughts = (result: typeof done) =>
    result.hunters
      .flatMap(({ pack }) => [...pack.carried, ...pack.held])
      .filter(({ item }) => item === "life-draught")
      .reduce((sum, { count }) => sum + count, 0);
  assert.equal(draughts(done) - draughts(without), 3);
  assert.deepEqual(done.hunters.map(({ id }) => id).sort(), ["1", "2", "3"]);
  assert.ok(done.hunters.every(({ run }) => run === null));
  assert.equal(done.hunters.find(({ id }) => id === "2")?.purse.crystals, 95 + 20 - 3);
});

test("a round is the same on every machine, and a thing that is gone by then is not used", () => {
  const start = band(hunter("1", "Mara"), hunter("2", "Jun"));
  const foe = { beast: [...catalog.beasts.keys()][0] ?? "", level: 5, hp: 500, full: 500, might: 1, open: 0 };
  const next = catalog.beasts.get(foe.beast)?.moves[0]?.id ?? "";
  const fight = { round: 1, foes: [{ ...foe, next, afflictions: [], effects: [], used: {} }], stances: {} };
  const gate: PartyGate = {
    ...start.gate,
    run: { ...start.gate.run, fight },
    acts: { "1": { do: "strike" }, "2": { do: "item", item: "life-draught" } },
  };
  const inFight = { ...start, gate, party: { ...start.party, gate } };
  const [one, two] = [resolved(inFight), resolved(inFight)];
  assert.deepEqual(one, two);
  assert.equal(one.party.gate?.run.rounds, 1);
  const jun = one.hunters.find(({ id }) => id === "2");
  assert.equal(jun?.run?.tally.used ?? 0, 0);
  for (const { run } of one.hunters) assert.deepEqual(run?.fight, one.party.gate?.run.fight);
});

test("invitations run out, a party has ten at most, and who leads goes on to the next", () => {
  const mara = { id: "1", name: "Mara" };
  let party = newParty(mara);
  for (let at = 2; at <= MOST_MEMBERS; at++) {
    const guest = { id: String(at), name: `Guest${at}` };
    const asked = invited(party, mara, guest, 0);
    assert.ok(typeof asked !== "string");
    assert.equal(joined(asked, guest, INVITED_MS), "That invitation has run out. Ask for another.");
    const inside = joined(asked, guest, 1);
    assert.ok(typeof inside !== "string");
    party = inside;
  }
  assert.match(String(invited(party, mara, { id: "99", name: "Late" }, 0)), /10 members at most/);
  assert.match(
    String(invited(party, { id: "2", name: "Guest2" }, { id: "99", name: "Late" }, 0)),
    /Only Mara/,
  );
  assert.equal(without(party, "1")?.leader, "2");
  assert.equal(without(newParty(mara), "1"), null);
});
