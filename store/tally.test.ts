import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hunter } from "../game/hunter/hunter.ts";
import { type CharacterId, lockCharacters, writeHunter } from "./characters.ts";
import { type Company, companyForEach, type Player } from "./deeds/test-company.ts";
import { guildProfile, hunterProfile } from "./profiles.ts";
import { gatesCleared, newestFeats } from "./pulse.ts";
import { guildsByLevel, huntersByLevel, huntersByScore } from "./ranks.ts";
import { tally } from "./tally.ts";

let company: Company;
companyForEach((fresh) => {
  company = fresh;
});

const withCounts =
  (counters: Record<string, number>, level = 1, achievements: string[] = []) =>
  (hunter: Hunter) => ({
    ...hunter,
    sheet: { ...hunter.sheet, level },
    annals: { ...hunter.annals, counters, achievements },
  });

async function change(player: Player, how: (hunter: Hunter) => Hunter): Promise<void> {
  const client = await company.pool.connect();
  try {
    await client.query("BEGIN");
    const locked = await lockCharacters(client, [player.id]);
    const character = locked.get(player.id as CharacterId);
    assert.ok(character);
    await writeHunter(client, how(character.hunter));
    await client.query("UPDATE game_sessions SET seen_at = now() WHERE account_id = $1", [player.accountId]);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}

test("the first count takes everyone in and calls nothing news; later ones add what was done since", async () => {
  const mara = await company.hunter("Mara", {
    change: withCounts({ gates: 3, "gates:E": 3 }, 12, ["first-pin"]),
  });
  await company.hunter("Jun", { change: withCounts({ gates: 1, "gates:E": 1 }) });
  assert.equal(await tally(company.pool), 2);
  assert.equal((await gatesCleared(company.pool)).E, 4);
  assert.deepEqual(await newestFeats(company.pool, 9), []);

  await change(mara, withCounts({ gates: 5, "gates:E": 4, "gates:D": 1 }, 31, ["first-pin", "ten-cards"]));
  assert.equal(await tally(company.pool), 1);
  const { E, D } = await gatesCleared(company.pool);
  assert.deepEqual([E, D], [5, 1]);
  const feats = await newestFeats(company.pool, 9);
  assert.deepEqual(
    feats.map(({ name, kind, what }) => `${name} ${kind} ${what}`),
    ["Mara level 30", "Mara level 20", "Mara gate D", "Mara achievement ten-cards"],
  );
});

test("what is counted already is not counted again, by whichever server", async () => {
  await company.hunter("Mara", { change: withCounts({ gates: 3, "gates:E": 3 }) });
  const counted = await Promise.all(company.pools.map((pool) => tally(pool)));
  assert.equal(
    counted.reduce((sum: number, some) => sum + (some ?? 0), 0),
    1,
  );
  assert.equal(await tally(company.pool, 60_000), null);
  assert.equal(await tally(company.pool), 0);
  assert.equal((await gatesCleared(company.pool)).E, 3);
});

test("counts of a run not yet tidied are in, and deletion takes a hunter off the boards but not the city's sum", async () => {
  const mara = await company.hunter("Mara", {
    change: (hunter) => ({ ...hunter, trail: { ...hunter.trail, tally: { gates: 2, "gates:E": 2 } } }),
  });
  await tally(company.pool);
  assert.deepEqual(
    (await huntersByScore(company.pool, "gates:E", 1)).map(({ count }) => count),
    [2],
  );
  await company.pool.query("DELETE FROM accounts WHERE id = $1", [mara.accountId]);
  assert.deepEqual(await huntersByScore(company.pool, "gates:E", 1), []);
  assert.equal((await gatesCleared(company.pool)).E, 2);
});

test("boards rank hunters and guilds, page by page, without guests and the banned", async () => {
  for (let at = 1; at <= 27; at++)
    await company.hunter(`Hunter${at}`, { change: withCounts({ gates: at, "gates:E": at }, at) });
  await company.pool.query(
    "UPDATE accounts SET guest_until = now() + interval '1 hour' WHERE name = 'Hunter27'",
  );
  await company.pool.query(
    "UPDATE accounts SET banned_until = now() + interval '1 hour' WHERE name = 'Hunter26'",
  );
  await tally(company.pool);
  const [first, second] = [await huntersByLevel(company.pool, 1), await huntersByLevel(company.pool, 2)];
  assert.deepEqual([first.length, first[0]?.name, second.length], [25, "Hunter25", 0]);
  assert.deepEqual((await huntersByScore(company.pool, "gates", 1))[0]?.count, 25);
  assert.equal(await hunterProfile(company.pool, "Hunter27"), null);
});

test("a profile says what everyone may know and nothing else", async () => {
  const mara = await company.hunter("Mara", {
    crystals: 777,
    change: withCounts({ gates: 3, "gates:E": 3, said: 9 }, 12, ["first-pin"]),
  });
  const { rows } = await company.pool.query("INSERT INTO guilds (name) VALUES ('Ninth Ward') RETURNING id");
  await company.pool.query("INSERT INTO guild_members VALUES ($1, $2, 'leader')", [mara.id, rows[0].id]);
  const profile = await hunterProfile(company.pool, "mARA");
  assert.ok(profile);
  assert.deepEqual(profile.guild, { name: "Ninth Ward", rank: "leader" });
  assert.deepEqual(profile.scores, { level: 12, gates: 3, "gates:E": 3, achievements: 1 });
  assert.doesNotMatch(JSON.stringify(profile), /777|said|seed|email/);
  const guild = await guildProfile(company.pool, "ninth ward");
  assert.deepEqual(guild?.members, [{ name: "Mara", level: 12, rank: "leader" }]);
  assert.equal((await guildsByLevel(company.pool, 1))[0]?.members, 1);
  assert.equal(await guildProfile(company.pool, "nobody"), null);
  assert.equal(await hunterProfile(company.pool, "no one"), null);
});
