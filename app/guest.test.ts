import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { findAccount } from "../store/accounts.ts";
import { ensureCharacter } from "../store/characters.ts";
import { deleteDueAccounts } from "../store/deletion.ts";
import { giveUpExpiredGuests } from "../store/guests.ts";
import { hunterProfile } from "../store/profiles.ts";
import { faultsOf, proveEconomy } from "../store/proof.ts";
import { Browser, PASSWORD, startTestbed, type Testbed, tokenIn } from "./testbed.ts";

let bed: Testbed;
before(async () => {
  bed = await startTestbed();
});
after(() => bed?.stop());

let count = 0;

/** A guest with a hunter who has come some way. */
async function guest(): Promise<{ browser: Browser; id: string; name: string }> {
  const browser = new Browser(bed.url, `198.51.100.${++count}`);
  const answer = await browser.submit("/guest", {});
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/play"]);
  const { rows } = await bed.pool.query("SELECT id, name FROM accounts ORDER BY id DESC LIMIT 1");
  const { id, name } = rows[0];
  await ensureCharacter(bed.pool, { id, name }, "hall");
  await bed.pool.query("UPDATE characters SET level = 4, sheet = '{\"level\":4}' WHERE account_id = $1", [
    id,
  ]);
  return { browser, id, name };
}

describe("a guest", () => {
  it("plays under a lent name without a password, and is on no board and no profile", async () => {
    const { browser, name } = await guest();
    assert.match(name, /^Guest_\d{6}$/);
    assert.equal((await browser.get("/play")).status, 200);
    assert.equal(await hunterProfile(bed.pool, name), null);
    const stranger = new Browser(bed.url, "198.51.101.1");
    assert.equal((await stranger.submit("/login", { name, password: PASSWORD })).status, 401);
  });

  it("keeps the hunter on registering, under a name of their own", async () => {
    const { browser, id } = await guest();
    assert.match((await browser.get("/")).text, /Keep this hunter/);
    const answer = await browser.submit("/register", { name: "Vesna", password: PASSWORD });
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/play"]);
    const account = await findAccount(bed.pool, id as never);
    assert.equal(account?.name, "Vesna");
    const profile = await hunterProfile(bed.pool, "Vesna");
    assert.deepEqual([profile?.name, profile?.level], ["Vesna", 4]);
    assert.match((await browser.get("/")).text, /<a href="\/account">Vesna<\/a>/);
    const elsewhere = new Browser(bed.url, "198.51.101.2");
    assert.equal((await elsewhere.submit("/login", { name: "vesna", password: PASSWORD })).status, 303);
  });

  it("is refused a name that somebody has, and goes on as a guest", async () => {
    await new Browser(bed.url, "198.51.101.3").register("Somebody");
    const { browser, id, name } = await guest();
    const refused = await browser.submit("/register", { name: "somebody", password: PASSWORD });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /is taken/);
    assert.equal((await findAccount(bed.pool, id as never))?.name, name);
    assert.equal((await browser.get("/play")).status, 200);
  });

  it("goes after a day with what the hunter had, and leaves the books right", async () => {
    const { browser, id } = await guest();
    await bed.pool.query(
      `INSERT INTO ledger (key, debit, credit, currency, amount, reason)
       SELECT 'test.guest', 'mint', 'hunter:' || id, 'crystals', 12, 'test' FROM characters WHERE account_id = $1`,
      [id],
    );
    await bed.pool.query("UPDATE characters SET crystals = 12 WHERE account_id = $1", [id]);
    await bed.pool.query("UPDATE accounts SET guest_until = now() - interval '1 minute' WHERE id = $1", [id]);
    await giveUpExpiredGuests(bed.pool);
    assert.equal(await deleteDueAccounts(bed.pool), 1);
    assert.equal(await findAccount(bed.pool, id as never), null);
    assert.equal((await browser.get("/play")).status, 303);
    assert.deepEqual(faultsOf(await proveEconomy(bed.pool)), []);
  });

  it("made by a double click is one guest", async () => {
    const browser = new Browser(bed.url, "198.51.101.4");
    const formToken = tokenIn((await browser.get("/guest")).text);
    assert.equal((await browser.post("/guest", { formToken })).status, 303);
    const again = await browser.post("/guest", { formToken });
    assert.ok(again.status === 303 || again.status === 403);
    assert.equal((await new Browser(bed.url, "198.51.101.4").post("/guest", { formToken })).status, 403);
  });

  it("comes in small numbers from one address", async () => {
    const statuses: number[] = [];
    for (let times = 0; times < 8; times++)
      statuses.push((await new Browser(bed.url, "198.51.101.5").submit("/guest", {})).status);
    assert.deepEqual(statuses, [303, 303, 303, 303, 303, 303, 429, 429]);
  });
});
