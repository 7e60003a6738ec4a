import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hunter } from "../game/hunter/hunter.ts";
import { quarterAt } from "../game/hunter/season.ts";
import { type CharacterId, lockCharacters, writeHunter } from "./characters.ts";
import { type Company, companyForEach, type Player } from "./deeds/test-company.ts";
import { placesOf, seasonGuilds, seasonHunters } from "./season-boards.ts";
import { awardTitles } from "./season-titles.ts";
import { allSeasons, type Season } from "./seasons.ts";
import { tally } from "./tally.ts";

let company: Company;
companyForEach(async (fresh) => {
  company = fresh;
  await tally(company.pool);
});

/** The hunter has cleared so many gates of these grades in all. */
async function cleared(player: Player, gates: Readonly<Record<string, number>>): Promise<void> {
  const all = Object.values(gates).reduce((sum, count) => sum + count, 0);
  const counters = Object.fromEntries(
    Object.entries(gates).map(([grade, count]) => [`gates:${grade}`, count]),
  );
  await change(player, (hunter) => ({
    ...hunter,
    annals: { ...hunter.annals, counters: { ...hunter.annals.counters, gates: all, ...counters } },
  }));
}

async function change(player: Player, how: (hunter: Hunter) => Hunter): Promise<void> {
  const client = await company.pool.connect();
  try {
    await client.query("BEGIN");
    const character = (await lockCharacters(client, [player.id])).get(player.id as CharacterId);
    assert.ok(character);
    await writeHunter(client, how(character.hunter));
    await client.query("UPDATE game_sessions SET seen_at = now() WHERE account_id = $1", [player.accountId]);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}

const season = async (number: number): Promise<Season> => {
  const found = (await allSeasons(company.pool)).find((one) => one.number === number);
  assert.ok(found);
  return found;
};
const points = async (number: number) =>
  (await seasonHunters(company.pool, await season(number), "points", 1)).map(
    ({ place, name, count }) => `${place} ${name} ${count}`,
  );
/** The season's time is up. */
const over = () =>
  company.pool.query(
    `UPDATE seasons SET starts_at = least(starts_at, now() - interval '2 minutes'), ends_at = now() - interval '1 minute'
     WHERE closed_at IS NULL`,
  );

test("the first season begins with the first count and ends with its quarter", async () => {
  const [first, ...more] = await allSeasons(company.pool);
  assert.deepEqual(more, []);
  assert.equal(first?.number, 1);
  assert.equal(first?.endsAt.getTime(), quarterAt(first?.startsAt.getTime() ?? 0).ends);
});

test("a season counts only what happened in it; its standings stay, and the next one begins at nothing", async () => {
  const mara = await company.hunter("Mara");
  const jun = await company.hunter("Jun");
  await cleared(mara, { E: 3, D: 2 });
  await cleared(jun, { E: 4 });
  await tally(company.pool);
  assert.deepEqual(await points(1), ["1 Mara 7", "2 Jun 4"]);
  await cleared(jun, { E: 5, C: 1 });
  await over();
  await tally(company.pool);
  // What was done before the count that ends it is in it.
  assert.deepEqual(await points(1), ["1 Jun 9", "2 Mara 7"]);
  assert.equal((await season(1)).over, true);
  assert.deepEqual(await points(2), []);
  await cleared(mara, { E: 4, D: 2 });
  await tally(company.pool);
  assert.deepEqual(await points(2), ["1 Mara 1"]);
  assert.deepEqual(await points(1), ["1 Jun 9", "2 Mara 7"]);
  assert.equal((await company.pool.query("SELECT 1 FROM season_scores WHERE season = 1")).rowCount, 0);
  await company.pool.query("DELETE FROM accounts WHERE id = $1", [jun.accountId]);
  assert.deepEqual(await points(1), ["1 Jun 9", "2 Mara 7"]);
});

test("guilds have their members' points from the time when they were members, and guests no place", async () => {
  const mara = await company.hunter("Mara");
  const guest = await company.hunter("Jun");
  await cleared(mara, { E: 5 });
  await tally(company.pool);
  const { rows } = await company.pool.query("INSERT INTO guilds (name) VALUES ('Night Shift') RETURNING id");
  await change(mara, (hunter) => ({ ...hunter, guild: rows[0].id }));
  await cleared(mara, { E: 7 });
  await cleared(guest, { S: 1 });
  await company.pool.query("UPDATE accounts SET guest_until = now() + interval '1 hour' WHERE name = 'Jun'");
  await tally(company.pool);
  const guilds = async (number: number) => seasonGuilds(company.pool, await season(number), 1);
  assert.deepEqual(await guilds(1), [{ place: 1, name: "Night Shift", count: 2 }]);
  assert.deepEqual(await points(1), ["1 Mara 7"]);
  await over();
  await tally(company.pool);
  assert.deepEqual(await guilds(1), [{ place: 1, name: "Night Shift", count: 2 }]);
  assert.deepEqual(await points(1), ["1 Mara 7"]);
  const log = await company.pool.query("SELECT text FROM guild_log");
  assert.deepEqual(log.rows, [{ text: "Season 1 is over: place 1 of all guilds." }]);
});

test("the best have their titles once, whichever server hands them over, and keep what they wear", async () => {
  const mara = await company.hunter("Mara");
  const jun = await company.hunter("Jun");
  await change(mara, (hunter) => ({ ...hunter, annals: { ...hunter.annals, titles: ["Early"] } }));
  await cleared(mara, { E: 3, D: 2 });
  await cleared(jun, { E: 4 });
  await tally(company.pool);
  assert.deepEqual(await awardTitles(company.pool), []);
  await over();
  await Promise.all(company.pools.map((pool) => tally(pool)));
  const awards = (await Promise.all(company.pools.map((pool) => awardTitles(pool)))).flat();
  assert.deepEqual(awards.map(({ name, title }) => `${name}: ${title}`).sort(), [
    "Jun: First in E Gates, Season 1",
    "Jun: Second of Season 1",
    "Mara: First in D Gates, Season 1",
    "Mara: First of Season 1",
  ]);
  assert.deepEqual((await company.state(mara)).annals.titles.toSorted(), [
    "Early",
    "First in D Gates, Season 1",
    "First of Season 1",
  ]);
  assert.deepEqual(await awardTitles(company.pool), []);
  assert.deepEqual(
    (await placesOf(company.pool, mara.id)).map(({ board, place }) => `${board} ${place}`),
    ["gates 1", "gates:D 1", "points 1", "gates:E 2"],
  );
});

test("the game shows the season that runs and those that are over", async () => {
  const mara = await company.hunter("Mara");
  await cleared(mara, { E: 1 });
  await tally(company.pool);
  const top = async (more: object) => {
    const deed = { do: "top", board: "hunters", grade: null, season: null, ...more } as const;
    return (await company.does(mara, deed)).text;
  };
  assert.match(
    await top({ season: "now" }),
    /^\[System\] Season 1 \(until \d{4}-\d\d-01\), hunters by points:\n +1\. +Mara +1 point/,
  );
  assert.match(
    await top({ season: "now", board: "gates", grade: "D" }),
    /gates cleared, grade D: nobody yet/,
  );
  assert.match(await top({ season: 7 }), /There is no season 7\. Seasons: 1 to 1/);
  await over();
  await tally(company.pool);
  assert.match(await top({ season: 1 }), /Season 1 \(ended .*\n +1\. +Mara +1 point +First of Season 1/);
  assert.match(await top({ season: "now", board: "guilds" }), /Season 2 .*guilds by points: nobody yet/);
});
