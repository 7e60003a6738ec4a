import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { Company } from "../store/deeds/test-company.ts";
import { furnish } from "./test-pages.ts";
import { Browser, startTestbed, type Testbed } from "./testbed.ts";

let bed: Testbed;
let company: Company;
before(async () => {
  bed = await startTestbed();
  company = new Company({ url: bed.databaseUrl } as never, 1);
  await furnish(bed, company);
});
after(async () => {
  await company?.close();
  await bed?.stop();
});

it("the boards show each season, with what its best may wear, and refuse one that there is not", async () => {
  const visitor = new Browser(bed.url);
  const all = await visitor.get("/leaderboards");
  assert.match(all.text, /href="\/leaderboards\?season=2">Season 2, running/);
  assert.match(all.text, /href="\/leaderboards" aria-current="page">Of all time/);
  const over = await visitor.get("/leaderboards?season=1");
  assert.match(over.text, /Its standings stay as they were/);
  assert.match(over.text, /\/hunters\/Mara"[\s\S]*<td class="number">4<\/td>[\s\S]*First of Season 1/);
  const grade = await visitor.get("/leaderboards/gates/D?season=1");
  assert.match(grade.text, /\/hunters\/Mara"[\s\S]*First in D Gates, Season 1/);
  assert.match(
    (await visitor.get("/leaderboards?season=2")).text,
    /Nobody has cleared a gate in this season/,
  );
  for (const season of ["3", "0", "x", "1e0", "-1", ""])
    assert.equal((await visitor.get(`/leaderboards?season=${season}`)).status, 404, season);
  const profile = await visitor.get("/hunters/Mara");
  assert.match(profile.text, /href="\/leaderboards\?season=1">Season 1: place 1 of all hunters/);
  assert.match(profile.text, /Season 1: place 1 in D gates/);
});
