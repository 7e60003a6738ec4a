import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "../../game/gates/entering.ts";
import { planOf, roomOf } from "../../game/gates/plan.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { Party } from "../../game/party/party.ts";
import { dueParties, partiesLeftAlone, unbegunFights } from "../parties.ts";
import type { Decision } from "./deed.ts";
import { type EventRules, performEvent } from "./event.ts";
import { absenceIn, roundOf } from "./party-gate.ts";
import { type Company, companyForEach, type Player } from "./test-company.ts";

let company: Company;
companyForEach((fresh) => {
  company = fresh;
});

const GATE: Omit<Entry, "dice"> = {
  kind: "board",
  seed: "party-test",
  theme: "sunken-arcade",
  name: "Sunken Arcade",
  grade: "E",
  level: 1,
};

/** Far above the gate, so that what happens is the party's machinery and not luck. */
const strong = (hunter: Hunter): Hunter => ({
  ...hunter,
  sheet: { ...hunter.sheet, base: "fighter", level: 20, hp: 300, mp: 100, licence: "C" },
});
/** Falls to the first blow. */
const frail = (hunter: Hunter): Hunter => ({ ...strong(hunter), sheet: { ...strong(hunter).sheet, hp: 1 } });

async function party(...members: Player[]): Promise<void> {
  const [leader, ...others] = members;
  assert.ok(leader);
  for (const other of others) {
    await done(leader, { do: "party-invite", name: other.name });
    await done(other, { do: "party-accept", name: leader.name });
  }
  for (const other of others) await done(other, { do: "party-ready" });
}

async function done(player: Player, deed: Parameters<Company["does"]>[1], server = 0): Promise<Decision> {
  const decision = await company.does(player, deed, server);
  assert.equal(decision.refused, undefined, decision.text);
  return decision;
}

async function document(): Promise<Party> {
  const { rows } = await company.pool.query("SELECT document FROM parties");
  return JSON.parse(rows[0].document);
}

/** The way towards the stairs or the boss. */
function wayOn({ gate }: Party): string | null {
  assert.ok(gate);
  const { catalog } = company;
  const floor = planOf(catalog, gate.run).floors[gate.run.floor - 1] ?? [];
  const goal = floor.findIndex(({ stairs, kind }) => stairs || kind === "boss");
  const queue: { room: number; first: string | null }[] = [{ room: gate.run.room, first: null }];
  const seen = new Set([gate.run.room]);
  for (const { room, first } of queue) {
    if (room === goal) return first;
    for (const [way, to] of Object.entries(floor[room]?.ways ?? {}))
      if (to !== undefined && !seen.has(to)) {
        seen.add(to);
        queue.push({ room: to, first: first ?? way });
      }
  }
  return null;
}

/** Everyone strikes on servers of their own until the gate is over. */
async function through(members: readonly Player[]): Promise<void> {
  for (let steps = 0; steps < 300; steps++) if (!(await step(members, members))) return;
  assert.fail("the gate has no end");
}

/** One blow of each of the strikers, or one room further; false when the gate is over. */
async function step(members: readonly Player[], strikers: readonly Player[]): Promise<boolean> {
  const { gate, ...rest } = await document();
  if (!gate) return false;
  const leader = members.find(({ id }) => id === rest.leader) ?? members[0];
  assert.ok(leader);
  if (gate.run.fight)
    await Promise.all(
      strikers.map((one, at) => company.does(one, { do: "party-act", action: { do: "strike" } }, at)),
    );
  else {
    const way = wayOn({ ...rest, gate });
    if (way) await done(leader, { do: "party-go", verb: "go", words: way });
    else if (roomOf(company.catalog, gate.run).stairs)
      await done(leader, { do: "party-go", verb: "descend", words: "" });
  }
  return true;
}

test("three hunters on three servers clear a gate together, and each is paid by share and luck", async () => {
  const members = await Promise.all(
    ["Mara", "Jun", "Far"].map((name) =>
      company.hunter(name, { room: "board", crystals: 100, change: strong }),
    ),
  );
  await party(...members);
  const [mara] = members;
  assert.ok(mara);
  const entered = await done(mara, { do: "party-enter", entry: GATE });
  assert.equal(entered.tells?.length, 2);
  await through(members);
  for (const member of members) {
    const hunter = await company.state(member);
    assert.equal(hunter.run, null);
    const counters = { ...hunter.annals.counters, ...hunter.trail.tally };
    assert.equal(counters["party-gates"], 1);
    assert.ok(hunter.sheet.xp > 0 || hunter.sheet.level > 20);
    assert.ok(hunter.purse.crystals > 100);
    assert.ok((counters.kills ?? 0) > 0);
  }
  await company.prove();
});

/** Mara and Jun in front of something. */
async function twoInAFight(change = strong): Promise<[Player, Player]> {
  const mara = await company.hunter("Mara", { room: "board", change: strong });
  const jun = await company.hunter("Jun", { room: "board", crystals: 100, change });
  await party(mara, jun);
  await done(mara, { do: "party-enter", entry: GATE });
  await intoAFight(mara);
  return [mara, jun];
}

async function intoAFight(leader: Player): Promise<void> {
  for (let at = 0; !(await document()).gate?.run.fight; at++) {
    assert.ok(at < 20);
    await done(leader, { do: "party-go", verb: "go", words: wayOn(await document()) ?? "" });
  }
}

const rounds = async () => (await document()).gate?.run.rounds;

test("a round waits for everyone, then for its time, and is resolved once whoever sees it first", async () => {
  const [mara] = await twoInAFight();
  assert.match((await done(mara, { do: "party-act", action: { do: "guard" } })).text, /Waiting for Jun/);
  assert.equal(await rounds(), 0);
  assert.deepEqual(await dueParties(company.pool, company.now), []);
  company.now += 3_001;
  const [due] = await dueParties(company.pool, company.now);
  assert.ok(due);
  const results = await Promise.all(company.pools.map((_, server) => happens(roundOf(due), server)));
  assert.equal(results.filter((one) => one !== null).length, 1);
  assert.equal(await rounds(), 1);
  // Who has lost the line fights by the tactic, so nobody waits for them.
  company.linkDead = ["Jun"];
  const resolvedAt = await done(mara, { do: "party-act", action: { do: "guard" } });
  assert.doesNotMatch(resolvedAt.text, /Waiting/);
  assert.equal(await rounds(), 2);
});

test("who falls is carried out, and those who clear share what was lost", async () => {
  const mara = await company.hunter("Mara", { room: "board", change: strong });
  const jun = await company.hunter("Jun", { room: "board", crystals: 1_000, change: frail });
  await party(mara, jun);
  await done(mara, { do: "party-enter", entry: GATE });
  // Jun only stands there, until something hits: each round is over when its time is.
  for (let at = 0; at < 400 && (await step([mara, jun], [mara])); at++) {
    company.now += 3_001;
    for (const id of await dueParties(company.pool, company.now)) await tick(id);
  }
  assert.equal((await document()).gate, null);
  await company.prove();
  assert.equal((await company.state(mara)).run, null);
  assert.equal((await company.state(jun)).run, null);
});

const tick = (id: string) => happens(roundOf(id));

function happens(rules: EventRules, server = 0): Promise<Decision | null> {
  const { catalog, now, around } = company;
  return performEvent(company.pools[server] ?? company.pool, { catalog, now, around }, rules);
}

test("nobody waits for a lost line: its time runs, it fights by its tactic, and anyone goes ahead for its leader", async () => {
  const [mara, jun] = await twoInAFight();
  const [id] = await unbegunFights(company.pool, ["1", (await company.state(mara)).party ?? ""]);
  assert.ok(id);
  assert.equal(await happens(absenceIn(id, 1_000_000)), null, "all are there: nothing begins by itself");
  company.linkDead = ["Mara", "Jun"];
  assert.equal(await happens(absenceIn(id, 1_000_000)), null, "nobody is there to wait");
  company.linkDead = ["Mara"];
  await happens(absenceIn(id, 1_000_000));
  assert.equal((await document()).gate?.due, company.now + 3_000);
  assert.deepEqual(await unbegunFights(company.pool, [id]), []);
  // Jun says nothing: the round is over when its time is, and the next one runs at once.
  for (let at = 0; at < 100 && (await document()).gate?.run.fight; at++) {
    const before = await rounds();
    company.now += 3_001;
    for (const due of await dueParties(company.pool, company.now)) await tick(due);
    assert.equal(await rounds(), (before ?? 0) + 1);
  }
  assert.ok(((await company.state(mara)).run?.tally.kills ?? 0) > 0, "her tactic has struck");
  // Mara leads, but is not there.
  const moved = await done(jun, { do: "party-go", verb: "go", words: wayOn(await document()) ?? "" });
  assert.match(moved.text, /Floor 1/);
  company.linkDead = [];
  const refused = await company.does(jun, { do: "party-go", verb: "go", words: "north" });
  assert.match(refused.text, /The leader goes first|Not with that in front of you/);
});

test("who stays away is out of the gate once, with what they found, and who is there leads", async () => {
  const [mara, jun] = await twoInAFight();
  const id = (await company.state(mara)).party ?? "";
  await company.pool.query(
    "UPDATE characters SET run = jsonb_set(run::jsonb, '{crystals}', '40')::text WHERE id = $1",
    [mara.id],
  );
  assert.deepEqual(await partiesLeftAlone(company.pool, [id], 60_000), []);
  await company.pool.query(
    "UPDATE game_sessions SET seen_at = now() - interval '2 minutes' WHERE account_id = $1",
    [mara.accountId],
  );
  assert.deepEqual(await partiesLeftAlone(company.pool, [id], 60_000), [id]);
  company.online = ["Jun"];
  const results = await Promise.all([0, 1, 2].map((server) => happens(absenceIn(id, 60_000), server)));
  const [result, ...others] = results.filter((one) => one !== null);
  assert.deepEqual(others, []);
  const told = result?.tells?.find(({ to }) => to === jun.id);
  assert.equal(told?.text, "[System] Away too long, and out of the gate: Mara. Jun leads now.");
  const hunter = await company.state(mara);
  assert.equal(hunter.run, null);
  assert.equal(hunter.purse.crystals, 40 - 6);
  assert.deepEqual((await document()).gate?.inside, [jun.id]);
  assert.equal((await document()).leader, jun.id);
  assert.doesNotMatch((await done(jun, { do: "party-act", action: { do: "guard" } })).text, /Waiting/);
  await company.prove();
});

test("a party all of one guild pays 15 % of what it brings out, any other 13 %", async () => {
  const taxOf = async (...guilds: (string | null)[]) => {
    const members = await Promise.all(
      guilds.map((guild, at) =>
        company.hunter(`Guild${guilds.map((one) => one ?? 0).join("x")}x${at}`, {
          room: "board",
          change: (hunter) => ({ ...strong(hunter), guild }),
        }),
      ),
    );
    await party(...members);
    const [leader] = members;
    assert.ok(leader);
    await done(leader, { do: "party-enter", entry: GATE });
    await company.pool.query(
      "UPDATE characters SET run = jsonb_set(run::jsonb, '{crystals}', '100')::text WHERE id = $1",
      [leader.id],
    );
    await done(leader, { do: "party-go", verb: "leave", words: "" });
    await company.pool.query("DELETE FROM parties");
    return 100 - (await company.state(leader)).purse.crystals;
  };
  assert.equal(await taxOf("7", "7"), 15);
  assert.equal(await taxOf("7", "8"), 13);
  assert.equal(await taxOf("7", null), 13);
  assert.equal(await taxOf(null, null), 13);
  await company.prove();
});

test("where nobody is left the gate stays as it was", async () => {
  const [mara] = await twoInAFight();
  const id = (await company.state(mara)).party ?? "";
  await company.pool.query("UPDATE game_sessions SET seen_at = now() - interval '1 day'");
  company.online = [];
  assert.equal(await happens(absenceIn(id, 60_000)), null);
  assert.equal((await document()).gate?.inside.length, 2);
});

test("invitations, kicks and a leader who leaves keep the party and its members in step", async () => {
  const members = await Promise.all(["Mara", "Jun", "Far"].map((name) => company.hunter(name)));
  const [mara, jun, far] = members;
  assert.ok(mara && jun && far);
  assert.match((await company.does(jun, { do: "party-accept", name: null })).text, /Nobody has invited you/);
  await party(mara, jun, far);
  assert.match((await company.does(jun, { do: "party-kick", name: "far" })).text, /Only Mara can/);
  await done(mara, { do: "party-leave" });
  assert.equal((await document()).leader, jun.id);
  assert.equal((await company.state(mara)).party, null);
  await done(jun, { do: "party-kick", name: "far" });
  assert.equal((await company.pool.query("SELECT 1 FROM parties")).rowCount, 0);
  for (const member of members) assert.equal((await company.state(member)).party, null);
});

test("where the leader is away any member takes the lead, and before that nobody", async () => {
  const mara = await company.hunter("Mara", { room: "board", change: strong });
  const jun = await company.hunter("Jun", { room: "board", change: strong });
  await party(mara, jun);
  assert.match((await company.does(jun, { do: "party-lead", name: "jun" })).text, /Only Mara can/);
  company.online = ["Jun"];
  const enter = { do: "party-enter", entry: GATE } as const;
  assert.match((await company.does(jun, enter)).text, /Mara leads .* is away\. party lead jun takes over/);
  assert.match((await company.does(jun, { do: "party" })).text, /Mara \(leads, away\)/);
  await done(jun, { do: "party-lead", name: "jun" });
  assert.equal((await document()).leader, jun.id);
  company.online = null;
  company.linkDead = ["Mara"];
  assert.match((await company.does(jun, { do: "party" })).text, /Mara \(link-dead\)/);
});

test("a party goes in only when all are ready, here and fit, and only by its leader's word", async () => {
  const mara = await company.hunter("Mara", { room: "board", change: strong });
  const jun = await company.hunter("Jun", { room: "hall", change: strong });
  await done(mara, { do: "party-invite", name: "jun" });
  await done(jun, { do: "party-accept", name: "mara" });
  const enter = { do: "party-enter", entry: GATE } as const;
  assert.match((await company.does(mara, enter)).text, /Not ready yet: Jun/);
  await done(jun, { do: "party-ready" });
  assert.match((await company.does(mara, enter)).text, /Not here: Jun/);
  assert.match((await company.does(jun, enter)).text, /leader opens gates: Mara/);
});

test("members who act at the same moment on many servers never lose a blow or fight a round twice", async () => {
  const members = await Promise.all(
    ["Ada", "Bea", "Cyd", "Dee", "Eli"].map((name) =>
      company.hunter(name, { room: "board", change: strong }),
    ),
  );
  await party(...members);
  await done(members[0] as Player, { do: "party-enter", entry: { ...GATE, level: 10 } });
  await through(members);
  for (const member of members) {
    const { annals, trail } = await company.state(member);
    const rounds = (annals.counters.rounds ?? 0) + (trail.tally.rounds ?? 0);
    assert.ok(rounds > 0);
  }
  await company.prove();
});
