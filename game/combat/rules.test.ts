import assert from "node:assert/strict";
import { test } from "node:test";
import { ELEMENTS, STATUSES } from "../catalog/words.ts";
import { Random } from "../random.ts";
import { chanceToHit, land, stopped } from "./blow.ts";
import { consume } from "./consume.ts";
import { beatenBy, elementFactor } from "./element.ts";
import type { Member } from "./fight.ts";
import { bar, percent, set } from "./lines.ts";
import { mend } from "./mend.ts";
import { narrate } from "./narrate.ts";
import { afflict, cured, passed, STATUS_HELP } from "./status.ts";
import { chooseAction, TACTICS, tacticOf } from "./tactics.ts";
import { catalog, fightOf, foe, member, resolve } from "./test-fight.ts";
import { STATUS_ROUNDS } from "./tuning.ts";

test("fire beats earth beats lightning beats water beats fire; holy and shadow beat each other", () => {
  const circle = ["fire", "earth", "lightning", "water"] as const;
  circle.forEach((element, at) => {
    const next = circle[(at + 1) % circle.length] ?? "fire";
    assert.equal(elementFactor(element, next), 1.5);
    assert.equal(elementFactor(next, element), 0.75);
    assert.equal(beatenBy(next), element);
  });
  assert.equal(elementFactor("holy", "shadow"), 1.5);
  assert.equal(elementFactor("shadow", "holy"), 1.5);
  for (const element of ELEMENTS) {
    assert.equal(elementFactor(element, element), 1);
    assert.equal(elementFactor("neutral", element), 1);
    assert.equal(elementFactor(element, null), 1);
  }
});

test("defense stops more and more, never all; nothing is sure or hopeless", () => {
  assert.equal(stopped(0, 10), 0);
  assert.ok(stopped(50, 10) < stopped(100, 10) && stopped(1e6, 10) < 1);
  assert.equal(chanceToHit(500, 0), 0.98);
  assert.equal(chanceToHit(0, 500), 0.2);
});

test("every blow that lands does something, whatever the armour", () => {
  const random = new Random("blows");
  const blow = { force: 1, level: 1, accuracy: 100, critical: 5, element: "neutral", factor: 0.1 } as const;
  for (let at = 0; at < 200; at++) {
    const { damage } = land(blow, { defense: 9999, evasion: 0, element: null }, random);
    assert.ok(damage === null || damage >= 1);
  }
});

test("the longer of two same statuses counts, and what has no end is not shortened", () => {
  const burning = afflict([], "burn");
  assert.deepEqual(burning, [{ status: "burn", rounds: 5 }]);
  assert.equal(afflict(burning, "burn", 2), burning);
  assert.deepEqual(afflict(burning, "burn", 9), [{ status: "burn", rounds: 9 }]);
  const torn = afflict([], "dismembered");
  assert.equal(afflict(torn, "dismembered", 3), torn);
  assert.deepEqual(
    passed([
      { status: "frozen", rounds: 1 },
      { status: "dismembered", rounds: null },
    ]),
    {
      afflictions: [{ status: "dismembered", rounds: null }],
      ended: ["frozen"],
    },
  );
  assert.deepEqual(cured(burning, ["burn"]), []);
});

test("each status has its rounds and a sentence that names its cure", () => {
  for (const status of STATUSES) {
    assert.ok(STATUS_ROUNDS[status] !== undefined);
    assert.match(STATUS_HELP[status], /antidote|salve|potion/, status);
  }
});

const item = (id: string) => {
  const found = catalog.items.get(id);
  assert.ok(found);
  return found;
};

test("a consumable heals its share, never over the full, and is not wasted", () => {
  const whole = member("fighter");
  const none = consume(whole, item("life-draught"));
  assert.equal(none.ok, false);
  const hurt: Member = { ...whole, hp: 10 };
  const drunk = consume(hurt, item("life-draught"));
  assert.ok(drunk.ok);
  assert.equal(drunk.hp, Math.round(whole.body.values.hp * 0.35));
  const nearly = consume({ ...whole, hp: whole.hp - 1 }, item("life-draught"));
  assert.ok(nearly.ok && nearly.hp === 1);
});

test("the dead are woken by what is for the dead, and by nothing else", () => {
  const dead: Member = { ...member("fighter"), hp: 0 };
  assert.match(refused(dead, "life-draught"), /nothing for the dead/);
  assert.match(refused(member("fighter"), "resurrection-potion"), /for the dead/);
  const woken = consume(dead, item("resurrection-potion"));
  assert.ok(woken.ok && woken.revived);
  assert.equal(woken.member.hp, Math.round(dead.body.values.hp * 0.5));
});

function refused(one: Member, id: string): string {
  const used = consume(one, item(id));
  assert.equal(used.ok, false);
  return used.ok ? "" : used.text;
}

test("what mends does so between fights too, for mana, and nothing else does", () => {
  const skillOf = (id: string) => {
    const found = catalog.skills.get(id);
    assert.ok(found);
    return found;
  };
  const healer: Member = { ...member("healer"), hp: 20, afflictions: [{ status: "burn", rounds: 3 }] };
  const mended = mend(healer, skillOf("mend"));
  assert.ok(mended.ok && mended.hp > 0 && mended.member.mp === healer.mp - 5);
  assert.deepEqual(mended.member.afflictions, []);
  assert.equal(mend({ ...healer, mp: 4 }, skillOf("mend")).ok, false);
  assert.equal(mend(member("healer"), skillOf("mend")).ok, false);
  assert.equal(mend(healer, skillOf("spark")).ok, false);
});

const sight = (one: Member, beast: ReturnType<typeof foe>, things: string[] = []) => ({
  catalog,
  fight: fightOf(beast),
  member: one,
  members: [one],
  things,
});

test("steady guards against the heavy, stops what it can, drinks in need, and strikes what stands open", () => {
  const steady = tacticOf("steady");
  const fighter = member("fighter");
  const tired: Member = { ...fighter, mp: 0 };
  assert.deepEqual(chooseAction(steady, sight(tired, foe("miller", "stone"))), { do: "guard" });
  assert.deepEqual(chooseAction(steady, sight(fighter, foe("miller", "stone"))), {
    do: "skill",
    skill: "shield-bash",
    foe: 0,
  });
  const low: Member = { ...tired, hp: 40 };
  assert.deepEqual(chooseAction(steady, sight(low, foe("mill-owl", "stare"), ["life-draught"])), {
    do: "item",
    item: "life-draught",
  });
  assert.deepEqual(chooseAction(steady, sight(fighter, foe("mill-owl", "claw", { open: 1 }))), {
    do: "skill",
    skill: "heavy-cut",
    foe: 0,
  });
  assert.deepEqual(chooseAction(tacticOf("aggressive"), sight(tired, foe("miller", "stone"))), {
    do: "strike",
    foe: 0,
  });
  assert.equal(tacticOf("no such thing").name, "steady");
});

test("mana is drunk when it is low, a skill waits for it and the fight is long, and never by the thrifty", () => {
  const dry: Member = { ...member("mage"), mp: 3 };
  const choice = (tactic: string, one: Member, hp?: number, things = ["mana-draught"]) =>
    chooseAction(
      tacticOf(tactic),
      sight(one, foe("mill-owl", "stare", hp === undefined ? {} : { hp }), things),
    );
  const drink = { do: "item", item: "mana-draught" };
  assert.deepEqual(choice("steady", dry), drink);
  assert.deepEqual(choice("aggressive", dry), drink);
  assert.equal(choice("thrifty", dry).do, "strike");
  assert.notDeepEqual(choice("steady", dry, 12), drink, "it is nearly dead");
  assert.notDeepEqual(choice("steady", member("mage")), drink, "there is mana");
  assert.notDeepEqual(choice("steady", dry, undefined, ["life-draught"]), {
    do: "item",
    item: "life-draught",
  });
  const low: Member = { ...dry, hp: 12 };
  assert.deepEqual(choice("steady", low, undefined, ["mana-draught", "life-draught"]), {
    do: "item",
    item: "life-draught",
  });
});

test("a healer's tactic mends whoever needs it most", () => {
  const healer = member("healer", 5, "3");
  const hurt: Member = { ...member("mage", 5, "2"), hp: 12 };
  const action = chooseAction(tacticOf("healer"), {
    ...sight(healer, foe("mill-owl", "claw")),
    members: [member("fighter"), hurt, healer],
  });
  assert.equal(action.do === "skill" && action.ally, "2");
});

test("whatever a tactic chooses can be done", () => {
  for (const tactic of TACTICS)
    for (const base of ["fighter", "mage", "assassin", "archer", "healer"] as const)
      for (const beast of ["mill-rat", "mill-moth", "mill-owl", "miller"]) {
        let members = [member(base)];
        let fight = fightOf(foe(beast, ""));
        for (let round = 0; round < 40; round++) {
          const [one] = members;
          if (!one) break;
          const action = chooseAction(tactic, {
            catalog,
            fight,
            member: one,
            members,
            things: ["life-draught", "mana-draught"],
          });
          const after = resolve(fight, members, { 1: action }, `${tactic.name}${base}${round}`);
          assert.deepEqual(
            after.events.filter(({ kind }) => kind === "failed"),
            [],
            `${tactic.name} ${base}`,
          );
          if (after.ending !== "going") break;
          ({ fight } = after);
          members = [...after.members];
        }
      }
});

test("a line and its number fit eighty columns, or stand under each other", () => {
  assert.equal(set([{ text: "A short one.", note: "34 (critical)" }], false).length, 80);
  const long = "A line that is so long that nothing at all has any room beside it, as sometimes happens.";
  const [first, second = ""] = set([{ text: long, note: "you 96/120  mp 41/50" }], false).split("\n");
  assert.equal(first, long);
  assert.equal(second.trim(), "you 96/120  mp 41/50");
});

test("a screen reader hears sentences: no bars, no alignment, one thing a line", () => {
  const round = resolve(fightOf(foe("miller", "sack"), foe("mill-rat", "bite")), [member("fighter")], {
    1: { do: "strike" },
  });
  const told = { catalog, round, viewer: "1", dice: "d", rounds: 3, met: [0, 0] };
  const text = set(narrate({ ...told, screenReader: true }), true);
  assert.doesNotMatch(text, /[█░]| {2}/);
  assert.match(text, /Miller, \d+ percent/);
  assert.match(text, /You: \d+ of \d+ health, \d+ of \d+ mana\./);
  assert.match(set(narrate({ ...told, screenReader: false }), false), /[█░]{10} \d+%/);
});

test("what another does is told by name", () => {
  const party = [member("fighter"), { ...member("mage", 5, "2"), name: "Jun" }];
  const round = resolve(fightOf(foe("miller", "sack")), party, {
    1: { do: "guard" },
    2: { do: "skill", skill: "spark" },
  });
  const lines = narrate({ catalog, round, viewer: "1", dice: "d", rounds: 0, met: [0], screenReader: false });
  assert.ok(lines.some(({ text }) => text === "Jun uses spark."));
});

test("nothing that lives shows nothing left", () => {
  assert.equal(percent(1, 1000), 1);
  assert.equal(percent(0, 1000), 0);
  assert.equal(bar(0.001), "█░░░░░░░░░");
  assert.equal(bar(0), "░░░░░░░░░░");
});
