/** Reports, from the word of a player to the answer of a moderator. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Company, type Player } from "../../store/deeds/test-company.ts";
import { startTestbed, type Testbed } from "../testbed.ts";
import { send, type Worker, worker } from "./test-staff.ts";

let bed: Testbed;
let company: Company;
let moderator: Worker;
let mara: Player;
let jun: Player;
before(async () => {
  bed = await startTestbed();
  company = new Company({ url: bed.databaseUrl } as never, 1);
  moderator = await worker(bed, "Moss", "moderator");
  mara = await company.hunter("Mara");
  jun = await company.hunter("Jun");
});
after(async () => {
  await company?.close();
  await bed?.stop();
});

async function said(by: Player, room: string, text: string): Promise<void> {
  await bed.pool.query("INSERT INTO chat_messages (room, character_id, name, text) VALUES ($1, $2, $3, $4)", [
    room,
    by.id,
    by.name,
    text,
  ]);
}

/** Mara reports Jun; the report's page. */
async function reported(reason: string): Promise<string> {
  const { text } = await company.does(mara, { do: "report", name: "jun", reason });
  const id = /Report (\d+) about/.exec(text)?.[1];
  assert.ok(id, text);
  return `/admin/reports/${id}`;
}

describe("a report", () => {
  it("shows what its writer could hear around it, and no whispers of others", async () => {
    const ada = await company.hunter("Ada");
    await said(jun, "hall", "give me your crystals");
    await said(jun, `to:${mara.id}`, "or else");
    await said(ada, `to:${mara.id}`, "a secret of Ada's");
    await said(jun, `to:${ada.id}`, "a secret of Jun's");
    await said(mara, `to:${jun.id}`, "leave me alone");
    await said(ada, "elsewhere", "a place far away");
    const page = await reported("threats");
    await said(ada, "hall", "what was that");
    const { text } = await moderator.browser.get(page);
    for (const line of [
      "give me your crystals",
      "or else",
      "leave me alone",
      "what was that",
      "Reported here",
    ])
      assert.ok(text.includes(line), line);
    for (const line of ["a secret of", "a place far away"]) assert.ok(!text.includes(line), line);
    assert.match(text, /class="accused"[\s\S]*?give me your crystals/);
    assert.match(text, /Association Hall/);
  });

  it("is claimed, left, acted on and closed with what came of it, all on record", async () => {
    const page = await reported("spam in global");
    const { text: queue } = await moderator.browser.get("/admin/reports");
    assert.match(queue, /spam in global/);
    assert.match((await moderator.browser.get("/admin")).text, /reports? (is|are) open/);
    await send(moderator, page, `${page}/claim`);
    assert.match((await moderator.browser.get("/admin/reports")).text, /Moss looks at it/);
    const other = await worker(bed, "Mica", "moderator");
    assert.match((await other.browser.get(page)).text, /Take it from Moss/);
    await send(moderator, page, `${page}/release`);
    await send(moderator, page, `${page}/claim`);
    const act = `/admin/players/${jun.accountId}/mute`;
    const muted = await send(moderator, page, act, { minutes: "60", reason: "spam" });
    assert.match(muted.headers.get("location") ?? "", new RegExp(`^${page}\\?did=`), "back to the report");
    const closed = await send(moderator, page, `${page}/resolve`, { outcome: "muted for an hour" });
    assert.match(closed.headers.get("location") ?? "", /^\/admin\/reports\?did=/);
    const { text: after } = await moderator.browser.get(page);
    assert.match(after, /Moss, .*: muted for an hour/);
    assert.ok(!after.includes(`${page}/resolve`), "a closed one asks for nothing more");
    assert.match((await moderator.browser.get("/admin/reports?closed=on")).text, /Moss: muted for an hour/);
    const number = page.split("/").at(-1);
    const { rows } = await bed.pool.query(
      "SELECT action FROM audit WHERE by_name = 'Moss' AND about_account = $1 ORDER BY id",
      [jun.accountId],
    );
    assert.deepEqual(
      rows.map(({ action }) => action),
      [
        `claim report ${number}`,
        `release report ${number}`,
        `claim report ${number}`,
        "mute",
        `report ${number}`,
      ],
    );
  });

  it("is closed by one of two who answer it at once, and the other is told", async () => {
    const page = await reported("once more");
    const other = await worker(bed, "Mossy", "moderator");
    const [a, b] = await Promise.all(
      [moderator, other].map((one) => send(one, page, `${page}/resolve`, { outcome: "done" })),
    );
    assert.deepEqual([a?.status, b?.status].sort(), [303, 409]);
    const loser = a?.status === 409 ? a : b;
    assert.match(loser?.text ?? "", /No such open report/);
  });

  it("needs words, and a number that there is", async () => {
    const page = await reported("and again");
    assert.equal((await send(moderator, page, `${page}/resolve`, { outcome: " " })).status, 422);
    assert.equal((await moderator.browser.get("/admin/reports/99999")).status, 404);
    assert.equal((await moderator.browser.get("/admin/reports/x")).status, 404);
  });
});

it("what was done in the game stands in the audit with the account, and is found by who, whom and what", async () => {
  await bed.pool.query("UPDATE accounts SET role = 'moderator' WHERE id = $1", [mara.accountId]);
  await company.does(mara, { do: "kick", name: "jun", reason: "calm down" });
  const found = async (query: string) => (await moderator.browser.get(`/admin/audit?${query}`)).text;
  assert.match(await found("by=mara"), /in the game<\/span><\/td><td>kick/);
  assert.match(await found("about=JUN&action=kick"), /calm down/);
  assert.match(await found("by=nobody_at_all"), /Nothing on record like that/);
  const { rows } = await bed.pool.query(
    "SELECT by_account, about_account, via FROM audit WHERE action = 'kick'",
  );
  assert.deepEqual(rows, [{ by_account: mara.accountId, about_account: jun.accountId, via: "game" }]);
  assert.match(
    (await company.does(mara, { do: "record", name: "jun" })).text,
    /Moss: mute Jun/,
    "and the game shows what the site did",
  );
});

it("the audit goes on page by page", async () => {
  await bed.pool.query(
    "INSERT INTO audit (by_name, action, reason) SELECT 'Walker', 'note', 'n' || n FROM generate_series(1, 120) n",
  );
  let path: string | undefined = "/admin/audit?by=walker";
  const seen: string[] = [];
  while (path) {
    const { text } = await moderator.browser.get(path);
    seen.push(...[...text.matchAll(/class="free">(n\d+)</g)].map((match) => match[1] ?? ""));
    path = /href="(\/admin\/audit\?[^"]*before=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 120 }, (_, at) => `n${120 - at}`),
  );
});
