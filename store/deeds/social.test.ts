import assert from "node:assert/strict";
import { test } from "node:test";
import { type AccountId, NameTaken } from "../accounts.ts";
import { banOf } from "../moderation.ts";
import { type Company, companyForEach, type Player } from "./test-company.ts";

let company: Company;
companyForEach((fresh) => {
  company = fresh;
});

async function appointed(player: Player, role: string): Promise<void> {
  await company.pool.query("UPDATE accounts SET role = $2 WHERE id = $1", [player.accountId, role]);
}

test("friends are asked, accept, are listed with who is here, and are let go", async () => {
  const mara = await company.hunter("Mara");
  const jun = await company.hunter("Jun");
  assert.match((await company.does(mara, { do: "befriend", name: "jun" })).text, /You ask Jun/);
  assert.match((await company.does(mara, { do: "befriend", name: "jun" })).text, /not answered yet/);
  assert.match((await company.does(jun, { do: "friends" })).text, /Ask you: Mara\. friends add mara/);
  assert.match((await company.does(jun, { do: "befriend", name: "mara" })).text, /you are friends/);
  company.online = ["Mara"];
  assert.match((await company.does(mara, { do: "friends" })).text, /Jun\s+level 1\s+away/);
  await company.does(jun, { do: "unfriend", name: "mara" });
  assert.match((await company.does(mara, { do: "friends" })).text, /No friends yet/);
});

test("two who ask each other at the same moment are friends once", async () => {
  const mara = await company.hunter("Mara");
  const jun = await company.hunter("Jun");
  await Promise.all([
    company.does(mara, { do: "befriend", name: "jun" }, 0),
    company.does(jun, { do: "befriend", name: "mara" }, 1),
  ]);
  assert.match((await company.does(mara, { do: "friends" })).text, /Jun\s+level 1/);
});

test("moderators mute, ban and note, nobody acts upwards, and the record can't be changed", async () => {
  const mara = await company.hunter("Mara");
  const jun = await company.hunter("Jun");
  const ada = await company.hunter("Ada");
  const mute = { do: "mute", name: "jun", minutes: 30, reason: "spam" } as const;
  assert.match((await company.does(mara, mute)).text, /not for you/);
  await appointed(mara, "moderator");
  await appointed(ada, "operator");
  assert.match((await company.does(mara, { ...mute, name: "ada" })).text, /not below you/);
  await company.does(mara, mute);
  assert.match(
    (await company.does(jun, { do: "whisper", to: "mara", text: "hi" })).text,
    /muted you for 30 minutes/,
  );
  await company.does(mara, { do: "unmute", name: "jun" });
  assert.equal((await company.does(jun, { do: "whisper", to: "mara", text: "hi" })).refused, undefined);
  const id = /Report (\d+)/.exec(
    (await company.does(jun, { do: "report", name: "mara", reason: "rude" })).text,
  )?.[1];
  assert.match(
    (await company.does(mara, { do: "reports" })).text,
    /Mara, by Jun \(Association Hall\)\s+rude/,
  );
  await company.does(mara, { do: "close-report", id: Number(id), outcome: "talked" });
  assert.match((await company.does(mara, { do: "reports" })).text, /No report is open/);
  const banned = await company.does(mara, { do: "ban", name: "jun", minutes: 60, reason: "threats" });
  assert.equal(banned.revokes?.accountId, jun.accountId);
  assert.equal((await banOf(company.pool, jun.accountId as AccountId))?.reason, "threats");
  assert.equal((await company.attempt(jun, { do: "report", name: "mara", reason: "no" })).kind, "lost");
  await company.does(mara, { do: "unban", name: "jun" });
  assert.equal(await banOf(company.pool, jun.accountId as AccountId), null);
  assert.match(
    (await company.does(ada, { do: "record", name: "jun" })).text,
    /Mara: unban Jun[\s\S]*Mara: mute Jun/,
  );
  await assert.rejects(company.pool.query("DELETE FROM audit"), /permission denied|append-only/);
  await company.does(ada, { do: "grant", name: "jun", exons: 20, reason: "a found error" });
  assert.equal((await company.state(jun)).purse.exons, 20);
  assert.match(
    (await company.does(mara, { do: "appoint", name: "jun", role: "operator" })).text,
    /not for you/,
  );
  await company.does(ada, { do: "appoint", name: "mara", role: "player" });
  assert.equal((await company.attempt(mara, { do: "announce", text: "still here" })).kind, "lost");
  await company.prove();
});

test("an account has at most three hunters of names that nobody has, and goes on as the one it plays", async () => {
  const mara = await company.hunter("Mara");
  await company.hunter("Jun");
  assert.match((await company.does(mara, { do: "character-new", name: "jun" })).text, /taken/);
  assert.match((await company.does(mara, { do: "character-new", name: "a b" })).text, /3 to 20/);
  for (const name of ["bela", "cora"])
    assert.equal((await company.does(mara, { do: "character-new", name })).refused, undefined);
  assert.match((await company.does(mara, { do: "character-new", name: "dora" })).text, /are the most/);
  await assert.rejects(company.hunter("Bela"), NameTaken);
  const left = await company.does(mara, { do: "character-play", name: "bela" });
  assert.equal(left.leaves, true);
  const { rows } = await company.pool.query(
    "SELECT name FROM characters WHERE account_id = $1 ORDER BY played_at DESC, id LIMIT 1",
    [mara.accountId],
  );
  assert.equal(rows[0].name, "Bela");
});
