/** The site's pages for players, with something to see on each, for tests that look at all of them. */
import assert from "node:assert/strict";
import type { Company } from "../store/deeds/test-company.ts";
import { addNews } from "../store/news.ts";
import { tally } from "../store/tally.ts";
import { Browser, type Testbed } from "./testbed.ts";

const COMPANY_PASSWORD = "rain on the tram rails";

export const PUBLIC = [
  "/",
  "/news",
  "/leaderboards",
  "/leaderboards?page=9",
  "/leaderboards/guilds",
  "/leaderboards/gates/E",
  "/leaderboards/gates/Monarch",
  "/leaderboards?season=2",
  "/leaderboards?season=1",
  "/leaderboards/guilds?season=1",
  "/leaderboards/gates/E?season=2",
  "/hunters/Mara",
  "/guilds/Ninth%20Ward",
  "/archive",
  "/beasts",
  "/beasts?gate=boiler-house",
  "/beasts/cinder-hound",
  "/items",
  "/items?kind=consumable",
  "/items?kind=material",
  "/items/life-draught",
  "/gates",
  "/gates/boiler-house",
  "/recipes",
  "/achievements",
  "/help",
  "/search",
  "/search?q=hound",
  "/search?q=cindr+hound",
  "/market",
  "/market?words=nothing+such",
  "/market/items/life-draught",
  "/market/items/rat-tail",
  "/market/listings/1",
  "/market/wanted",
  "/market/wanted?words=nothing+such",
  "/market/wanted/3",
  "/guest",
  "/login",
  "/forgot",
  "/register",
  "/download",
  "/api",
  "/nowhere",
];
/** Of one who is logged in. */
export const OWN = [
  "/",
  "/market",
  "/market/sell",
  "/market/sell/1",
  "/market/mine",
  "/market/listings/1",
  "/market/wanted",
  "/market/wanted/3",
  "/market/order/rat-tail",
  "/account",
  "/account/password",
  "/account/email",
  "/account/second-factor",
  "/account/delete",
  "/account/tokens",
];

/** Puts something to see on each page; returns the cookie of one who is logged in. */
export async function furnish(bed: Testbed, company: Company): Promise<string> {
  const things = { "life-draught": 9, "rat-tail": 5 };
  const mara = await company.hunter("Mara", { things, change: (hunter) => ({ ...hunter, guild: null }) });
  const jun = await company.hunter("Jun", { crystals: 90, things });
  await tally(bed.pool);
  await bed.pool.query(
    `UPDATE characters SET version = version + 1, level = 20, annals = $1 WHERE name = 'Mara'`,
    [JSON.stringify({ counters: { gates: 3, "gates:E": 2, "gates:D": 1 }, achievements: ["first-pin"] })],
  );
  await tally(bed.pool);
  // The first season ends with Mara in it, and the second has nobody yet.
  await bed.pool.query(
    "UPDATE seasons SET starts_at = now() - interval '9 days', ends_at = now() - interval '1 minute'",
  );
  await tally(bed.pool);
  const { rows } = await bed.pool.query("INSERT INTO guilds (name) VALUES ('Ninth Ward') RETURNING id");
  await bed.pool.query("INSERT INTO guild_members VALUES ($1, $2, 'leader')", [mara.id, rows[0].id]);
  await addNews(bed.pool, {
    title: "The tram runs again",
    text: "Two stops.\n\nBring a lamp.",
    byName: "Oh",
  });
  for (const { id } of (await company.state(mara)).pack.carried)
    await company.does(mara, { do: "market-list", thing: id, amount: 2, price: 3, days: 7 });
  // After two listings, in the same row of numbers.
  await company.does(jun, { do: "market-order", item: "life-draught", amount: 3, price: 4, days: 7 });
  await company.does(jun, { do: "market-order", item: "rat-tail", amount: 2, price: 4, days: 7 });
  await bed.pool.query(
    `INSERT INTO sales (item, count, price, at)
     SELECT 'life-draught', 2, 5 + n % 4, now() - n * interval '1 day' FROM generate_series(0, 20) n`,
  );
  const visitor = new Browser(bed.url);
  await visitor.submit("/login", { name: jun.name, password: COMPANY_PASSWORD });
  assert.ok(visitor.cookie);
  return visitor.cookie;
}
