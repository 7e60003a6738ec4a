import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Browser, HOST, startTestbed, type Testbed } from "./testbed.ts";

let bed: Testbed;
before(async () => {
  bed = await startTestbed();
});
after(() => bed?.stop());

const choose = (theme: string, headers: Record<string, string> = {}) =>
  new Browser(bed.url).post("/theme", { theme }, headers);
const page = async (cookie?: string, path = "/") =>
  (await new Browser(bed.url).get(path, cookie ? { cookie } : {})).text;

describe("the colours", () => {
  it("are the device's until somebody chooses, and then theirs on each page", async () => {
    assert.match(await page(), /<html lang="en">/);
    const answer = await choose("light", { referer: `https://${HOST}/archive?x=1` });
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/archive?x=1"]);
    const cookie = answer.headers.getSetCookie()[0] ?? "";
    assert.match(
      cookie,
      /^__Host-theme=light; Max-Age=31536000; Path=\/; Expires=[^;]+; Secure; SameSite=Lax$/,
    );
    for (const path of ["/", "/login", "/nowhere"])
      assert.match(await page(cookie.split(";")[0], path), /<html lang="en" data-theme="light">/, path);
    assert.match(await page("__Host-theme=light"), /value="light" aria-pressed="true"/);
  });

  it("are the device's again when that is chosen", async () => {
    const [cookie] = (await choose("device")).headers.getSetCookie();
    assert.match(cookie ?? "", /^__Host-theme=; Path=\/; Expires=Thu, 01 Jan 1970/);
  });

  it("take nothing for a theme that is none, and lead to no other site", async () => {
    assert.match(await page('__Host-theme="><script>'), /<html lang="en">/);
    assert.match((await choose("evil")).headers.getSetCookie()[0] ?? "", /^__Host-theme=;/);
    for (const referer of ["https://evil.example//evil.example/x", "nonsense", "javascript:alert(1)"]) {
      const location = (await choose("dark", { referer })).headers.get("location") ?? "";
      assert.ok(location === "/" || /^\/[^/\\]/.test(location), location);
    }
    const foreign = await choose("dark", { origin: "https://evil.example" });
    assert.equal(foreign.status, 403);
  });
});
