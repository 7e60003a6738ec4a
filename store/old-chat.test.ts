import assert from "node:assert/strict";
import { test } from "node:test";
import { type Company, companyForEach, type Player } from "./deeds/test-company.ts";
import { deleteOldChat, REPORTED_DAYS } from "./old-chat.ts";
import { linesAround } from "./reports.ts";

let company: Company;
companyForEach((fresh) => {
  company = fresh;
});

/** A line that was said so many days and minutes ago. */
async function said(by: Player, room: string, text: string, days: number, minutes = 0): Promise<void> {
  await company.pool.query(
    `INSERT INTO chat_messages (room, character_id, name, text, at)
     VALUES ($1, $2, $3, $4, now() - $5 * interval '1 day' - $6 * interval '1 minute')`,
    [room, by.id, by.name, text, days, minutes],
  );
}

async function lines(): Promise<string[]> {
  const { rows } = await company.pool.query("SELECT text FROM chat_messages ORDER BY text");
  return rows.map(({ text }) => text);
}

/** The hunter's report, made so many days ago. */
async function reported(by: Player, about: Player, days: number): Promise<number> {
  await company.does(by, { do: "report", name: about.name, reason: "insults" });
  const { rows } = await company.pool.query(
    `UPDATE reports SET at = now() - $1 * interval '1 day' WHERE id = (SELECT max(id) FROM reports)
     RETURNING id::float8 AS id`,
    [days],
  );
  return rows[0].id;
}

test("what was said longer ago than the setting goes, however much it is, and the rest stays", async () => {
  const mara = await company.hunter("Mara");
  await said(mara, "global", "old", 31);
  await said(mara, "hall", "new", 29);
  await company.pool.query(
    `INSERT INTO chat_messages (room, name, text, at)
     SELECT 'global', 'Mara', 'many', now() - interval '40 days' FROM generate_series(1, 12000)`,
  );
  assert.equal(await deleteOldChat(company.pool, 30), 12_001);
  assert.deepEqual(await lines(), ["new"]);
  assert.equal(await deleteOldChat(company.pool, 30), 0);
});

test("the servers' role can't take lines away itself, nor those of the last day by the function", async () => {
  const mara = await company.hunter("Mara");
  await said(mara, "global", "just now", 0);
  await assert.rejects(company.pool.query("DELETE FROM chat_messages"), /permission denied/);
  assert.equal(await deleteOldChat(company.pool, 0), 0);
  assert.deepEqual(await lines(), ["just now"]);
});

test("lines around a report stay while it is open and half a year after it was closed, others go", async () => {
  const mara = await company.hunter("Mara");
  const jun = await company.hunter("Jun");
  await said(jun, "hall", "heard", 40, 10);
  await said(jun, `to:${mara.id}`, "whispered", 40, 5);
  await said(jun, "street", "elsewhere", 40, 10);
  await said(jun, "hall", "the day before", 41);
  const report = await reported(mara, jun, 40);
  assert.equal(await deleteOldChat(company.pool, 30), 2);
  assert.deepEqual(await lines(), ["heard", "whispered"]);
  const kept = await linesAround(company.pool, report, { before: 20, after: 20 });
  assert.deepEqual(kept.map(({ text }) => text).sort(), ["heard", "whispered"]);
  await company.pool.query("UPDATE reports SET closed_at = now() - $1 * interval '1 day'", [
    REPORTED_DAYS - 1,
  ]);
  assert.equal(await deleteOldChat(company.pool, 30), 0);
  await company.pool.query("UPDATE reports SET closed_at = now() - $1 * interval '1 day'", [
    REPORTED_DAYS + 1,
  ]);
  assert.equal(await deleteOldChat(company.pool, 30), 2);
});
