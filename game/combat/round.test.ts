import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BASE_CLASSES } from "../catalog/words.ts";
import type { Action, Event, Member, Round } from "./fight.ts";
import { fightOf, foe, member, resolve, resolveUntil } from "./test-fight.ts";

const strike: Action = { do: "strike" };
const of = <K extends Event["kind"]>(round: Round, kind: K) =>
  round.events.filter((event): event is Event & { kind: K } => event.kind === kind);
const landed = (round: Round) => of(round, "move").every(({ outcome }) => outcome !== "miss");

test("a beast does what it showed, and shows the next thing", () => {
  const round = resolve(fightOf(foe("mill-rat", "leap")), [member("fighter")], { 1: { do: "guard" } });
  assert.deepEqual(
    of(round, "move").map(({ move }) => move),
    ["leap"],
  );
  assert.equal(round.fight.foes[0]?.next, "bite", "a leap has a cooldown");
  assert.equal(round.fight.round, 2);
});

test("guarding halves what comes and keeps statuses off", () => {
  const fight = fightOf(foe("mill-moth", "flare"));
  const plain = resolveUntil(fight, [member("fighter")], { 1: { do: "wait" } }, landed);
  const guarded = resolveUntil(fight, [member("fighter")], { 1: { do: "guard" } }, (round) => {
    const [move] = of(round, "move");
    return move?.outcome === "guarded" && !move.critical;
  });
  const damage = (round: Round) => of(round, "move")[0]?.damage ?? 0;
  assert.ok(damage(guarded) < damage(plain) * 0.75, `${damage(guarded)} of ${damage(plain)}`);
  assert.equal(of(guarded, "move")[0]?.resisted, "burn");
  assert.deepEqual(guarded.members[0]?.afflictions, []);
});

test("guarding gives a little mana back", () => {
  const tired: Member = { ...member("mage"), mp: 0 };
  const round = resolve(fightOf(foe("mill-rat", "bite")), [tired], { 1: { do: "guard" } });
  assert.ok((round.members[0]?.mp ?? 0) > 0);
});

test("a beast stands open after a heavy move, and takes half as much again", () => {
  const first = resolve(fightOf(foe("mill-rat", "leap")), [member("fighter")], { 1: { do: "guard" } });
  assert.equal(first.fight.foes[0]?.open, 1);
  const hits = (round: Round) =>
    of(round, "blow").every(({ damage, critical }) => damage !== null && !critical);
  const open = resolveUntil(first.fight, [member("fighter")], { 1: strike }, hits);
  const shut = resolveUntil(
    { ...first.fight, foes: first.fight.foes.map((one) => ({ ...one, open: 0 })) },
    [member("fighter")],
    { 1: strike },
    hits,
  );
  const damage = (round: Round) => of(round, "blow")[0]?.damage ?? 0;
  assert.ok(Math.abs(damage(open) / damage(shut) - 1.5) < 0.35);
  assert.equal(open.fight.foes[0]?.open, 0);
});

test("a skill that interrupts stops what can be stopped, and the beast stands open", () => {
  const round = resolveUntil(
    fightOf(foe("miller", "stone")),
    [member("fighter")],
    { 1: { do: "skill", skill: "shield-bash" } },
    (one) => of(one, "interrupted").length > 0,
  );
  assert.deepEqual(of(round, "move"), []);
  assert.equal(round.fight.foes[0]?.open, 1);
  assert.equal(round.deeds.get("1")?.interrupts, 1);
});

test("what can't be stopped is not", () => {
  const fight = fightOf(foe("miller", "sack"));
  for (let seed = 0; seed < 50; seed++) {
    const round = resolve(fight, [member("fighter")], { 1: { do: "skill", skill: "shield-bash" } }, seed);
    assert.deepEqual(of(round, "interrupted"), []);
  }
});

test("a skill costs mana, then rests, and fails in words when it can't be used", () => {
  const cut: Action = { do: "skill", skill: "heavy-cut" };
  const first = resolve(fightOf(foe("miller", "sack")), [member("fighter")], { 1: cut });
  const before = member("fighter");
  assert.equal(first.members[0]?.mp, before.mp - 5);
  const second = resolve(first.fight, first.members, { 1: cut });
  assert.match(of(second, "failed")[0]?.why ?? "", /not ready/);
  const third = resolve(second.fight, second.members, { 1: { do: "wait" } });
  const fourth = resolve(third.fight, third.members, { 1: cut });
  assert.equal(of(fourth, "failed").length, 0);
  const dry = resolve(fightOf(foe("miller", "sack")), [{ ...before, mp: 4 }], { 1: cut });
  assert.match(of(dry, "failed")[0]?.why ?? "", /needs 5 mana/);
  const strange = resolve(fightOf(foe("miller", "sack")), [before], { 1: { do: "skill", skill: "spark" } });
  assert.match(of(strange, "failed")[0]?.why ?? "", /not yours/);
});

test("statuses bite at a round's end and pass", () => {
  const burning: Member = { ...member("fighter"), afflictions: [{ status: "burn", rounds: 1 }] };
  const round = resolve(fightOf(foe("mill-owl", "stare")), [burning], { 1: { do: "guard" } });
  assert.deepEqual(
    of(round, "suffers").map(({ status, id }) => [status, id]),
    [["burn", "1"]],
  );
  assert.deepEqual(
    of(round, "ended").map(({ status }) => status),
    ["burn"],
  );
  assert.deepEqual(round.members[0]?.afflictions, []);
});

test("what is dismembered stays so, and halves the damage", () => {
  const fight = fightOf(foe("mill-owl", "claw"));
  const hits = (round: Round) =>
    of(round, "blow").every(({ damage, critical }) => damage !== null && !critical);
  const whole = resolveUntil(fight, [member("fighter")], { 1: strike }, hits);
  const torn = resolveUntil(
    fight,
    [{ ...member("fighter"), afflictions: [{ status: "dismembered", rounds: null }] }],
    { 1: strike },
    hits,
  );
  const damage = (round: Round) => of(round, "blow")[0]?.damage ?? 0;
  assert.equal(damage(torn), Math.round(damage(whole) / 2));
  assert.deepEqual(torn.members[0]?.afflictions, [{ status: "dismembered", rounds: null }]);
});

test("a shadow can't act", () => {
  const shadow: Member = { ...member("fighter"), afflictions: [{ status: "shadow", rounds: null }] };
  const other = member("mage", 5, "2");
  const round = resolve(fightOf(foe("mill-owl", "claw")), [shadow, other], { 1: strike, 2: strike });
  assert.deepEqual(
    of(round, "blow").map(({ by }) => by),
    ["2"],
  );
  assert.equal(resolve(fightOf(foe("mill-owl", "claw")), [shadow], { 1: strike }).ending, "lost");
});

test("a dead beast does nothing, and the last one's death wins", () => {
  const round = resolveUntil(
    fightOf(foe("mill-owl", "stare", { hp: 1 })),
    [member("fighter")],
    { 1: strike },
    (one) => of(one, "blow").every(({ damage }) => damage !== null),
  );
  assert.equal(round.ending, "won");
  assert.deepEqual(of(round, "move"), []);
});

test("falling is the end alone, and not in a party", () => {
  const frail: Member = { ...member("mage"), hp: 1 };
  const struck = (round: Round) => of(round, "fell").length > 0;
  assert.equal(
    resolveUntil(fightOf(foe("miller", "sack")), [frail], { 1: { do: "wait" } }, struck).ending,
    "lost",
  );
  const two = resolveUntil(fightOf(foe("miller", "sack")), [frail, member("fighter", 5, "2")], {}, struck);
  assert.equal(two.ending, "going");
  assert.equal(two.members[0]?.hp, 0);
});

test("beasts turn on whoever draws their eyes", () => {
  const party = [member("fighter"), member("mage", 5, "2"), member("healer", 5, "3")];
  for (let seed = 0; seed < 30; seed++) {
    const fast = party.map((one) => ({
      ...one,
      body: { ...one.body, values: { ...one.body.values, speed: 999 } },
    }));
    const round = resolve(
      fightOf(foe("miller", "sack")),
      fast,
      { 1: { do: "skill", skill: "draw-eyes" } },
      seed,
    );
    assert.equal(of(round, "move")[0]?.at, "1");
  }
});

test("a healer mends whoever is named, and everyone with the other word", () => {
  const hurt = (one: Member): Member => ({ ...one, hp: 20 });
  const party = [hurt(member("fighter")), hurt(member("mage", 5, "2")), hurt(member("healer", 5, "3"))];
  const one = resolve(fightOf(foe("mill-owl", "stare")), party, {
    3: { do: "skill", skill: "mend", ally: "2" },
  });
  assert.deepEqual(
    of(one, "healed").map(({ id }) => id),
    ["2"],
  );
  const all = resolve(fightOf(foe("mill-owl", "stare")), party, { 3: { do: "skill", skill: "mend-all" } });
  assert.deepEqual(
    of(all, "healed").map(({ id }) => id),
    ["1", "2", "3"],
  );
});

test("Arise stands the fallen up, and no healing does", () => {
  const monarch: Member = { ...member("mage"), job: "shadow-monarch" };
  const party = [monarch, { ...member("fighter", 5, "2"), hp: 0 }, member("healer", 5, "3")];
  const fight = fightOf(foe("mill-owl", "stare"));
  const healed = resolve(fight, party, { 3: { do: "skill", skill: "mend", ally: "2" } });
  assert.equal(healed.members[1]?.hp, 0);
  const risen = resolve(fight, party, { 1: { do: "skill", skill: "call-up", ally: "2" } });
  assert.ok((risen.members[1]?.hp ?? 0) > 0);
});

test("fleeing works or fails, and the escaped are out", () => {
  const fight = fightOf(foe("mill-owl", "claw"));
  const away = resolveUntil(
    fight,
    [member("assassin")],
    { 1: { do: "flee" } },
    ({ ending }) => ending === "fled",
  );
  assert.deepEqual(away.fled, ["1"]);
  const stuck = resolveUntil(
    fight,
    [member("assassin")],
    { 1: { do: "flee" } },
    ({ ending }) => ending === "going",
  );
  assert.deepEqual(stuck.fled, []);
});

const anyAction = fc.oneof(
  fc.constantFrom<Action>({ do: "strike" }, { do: "guard" }, { do: "flee" }, { do: "wait" }),
  fc.record({ do: fc.constant("strike" as const), foe: fc.nat(5) }),
  fc.record({
    do: fc.constant("skill" as const),
    skill: fc.constantFrom(
      "heavy-cut",
      "shield-bash",
      "bracing",
      "spark",
      "mend",
      "mend-all",
      "twin-cut",
      "nothing",
    ),
    ally: fc.constantFrom("1", "2", "9"),
  }),
  fc.record({
    do: fc.constant("item" as const),
    item: fc.constantFrom("life-draught", "flash-vial", "way-home", "nothing"),
  }),
);

test("any fight of any party keeps its bounds, is plain JSON, and is the same every time", () => {
  const setting = fc.record({
    classes: fc.array(fc.constantFrom(...BASE_CLASSES), { minLength: 1, maxLength: 10 }),
    level: fc.integer({ min: 1, max: 500 }),
    beasts: fc.array(fc.constantFrom("mill-rat", "mill-moth", "mill-owl", "miller"), {
      minLength: 1,
      maxLength: 3,
    }),
    rounds: fc.array(fc.array(anyAction, { minLength: 10, maxLength: 10 }), { minLength: 1, maxLength: 12 }),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(setting, ({ classes, level, beasts, rounds, seed }) => {
      let members: readonly Member[] = classes.map((base, at) => member(base, level, String(at + 1)));
      let fight = fightOf(...beasts.map((beast) => foe(beast, "", {}, level)));
      for (const [at, actions] of rounds.entries()) {
        const chosen = Object.fromEntries(
          members.map(({ id }, who) => [id, actions[who] ?? { do: "wait" as const }]),
        );
        const round = resolve(fight, members, chosen, `${seed}-${at}`);
        assert.deepEqual(resolve(fight, members, chosen, `${seed}-${at}`), round);
        const { deeds, ...plain } = round;
        assert.deepEqual(JSON.parse(JSON.stringify(plain)), plain);
        assert.deepEqual(
          [...deeds.keys()],
          round.members.map(({ id }) => id),
        );
        for (const one of round.members) {
          assert.ok(Number.isInteger(one.hp) && one.hp >= 0 && one.hp <= one.body.values.hp, `hp ${one.hp}`);
          assert.ok(Number.isInteger(one.mp) && one.mp >= 0 && one.mp <= one.body.values.mp, `mp ${one.mp}`);
        }
        for (const one of round.fight.foes)
          assert.ok(Number.isInteger(one.hp) && one.hp >= 0 && one.hp <= one.full && one.open >= 0);
        if (round.ending !== "going") return;
        ({ fight } = round);
        members = round.members.filter(({ id }) => !round.fled.includes(id));
      }
    }),
    { numRuns: 200 },
  );
});
