import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readSessionAccount } from "../store/sessions.ts";
import { totpCode } from "../store/test-totp.ts";
import { issueToken } from "../store/tokens.ts";
import {
  type Answer,
  Browser,
  HOST,
  PASSWORD,
  SECRETS,
  startTestbed,
  type Testbed,
  tokenIn,
} from "./testbed.ts";

let bed: Testbed;
before(async () => {
  bed = await startTestbed();
});
after(() => bed?.stop());

let count = 0;
const visitor = () => new Browser(bed.url, `198.51.100.${++count}`);
const PAGE = "/account/second-factor";

/** Registers, and turns the second factor on by the code of now. */
async function withSecondFactor(name: string) {
  const browser = visitor();
  await browser.register(name);
  const { text } = await browser.get(PAGE);
  const secret = secretIn(text);
  const answer = await browser.submit(PAGE, { code: totpCode(secret), current: PASSWORD });
  assert.equal(answer.status, 200);
  const codes = [...answer.text.matchAll(/<code>([\w-]{19})<\/code>/g)].map((match) => match[1]!);
  return { browser, secret, codes };
}

function secretIn(html: string): string {
  return /<code class="key">([A-Z2-7 ]+)<\/code>/.exec(html)![1]!.replaceAll(" ", "");
}

async function passwordStep(name: string, next = "/play"): Promise<[Browser, Answer]> {
  const browser = visitor();
  const answer = await browser.submit("/login", { name, password: PASSWORD, next });
  return [browser, answer];
}

describe("turning the second factor on", () => {
  it("shows a key and a picture of it, and keeps both until the app's code is right", async () => {
    const browser = visitor();
    await browser.register("Alba");
    const { text } = await browser.get(PAGE);
    assert.match(text, /<svg class="qr" viewBox="0 0 \d+ \d+"/);
    const wrong = await browser.submit(PAGE, { code: "000000", current: PASSWORD });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /id="field-code-error">That is not the code/);
    assert.equal(secretIn(wrong.text), secretIn(text));
    const doubt = await browser.submit(PAGE, { code: totpCode(secretIn(text)), current: "not it" });
    assert.match(doubt.text, /id="field-current-error">That is not your current password/);
    const login = await visitor().submit("/login", { name: "Alba", password: PASSWORD });
    assert.equal(login.headers.get("location"), "/play", "it is not on yet");
  });

  it("gives ten recovery codes, shown once", async () => {
    const { browser, codes } = await withSecondFactor("Bruno");
    assert.equal(new Set(codes).size, 10);
    const { text } = await browser.get(PAGE);
    assert.match(text, /codes left: <strong>10</);
    for (const code of codes) assert.ok(!text.includes(code));
    const { rows } = await bed.pool.query("SELECT encode(code_sha256, 'escape') AS kept FROM recovery_codes");
    for (const { kept } of rows) assert.ok(!codes.some((code) => kept.includes(code.replaceAll("-", ""))));
  });
});

describe("logging in with a second factor", () => {
  it("asks for the code after the password, and is not in before", async () => {
    const { secret } = await withSecondFactor("Carla");
    const [browser, step] = await passwordStep("Carla", "/account");
    assert.equal(step.headers.get("location"), "/login/code?next=%2Faccount");
    assert.equal((await browser.get("/account")).status, 303, "the password alone opens nothing");
    const halfway = browser.cookie;
    const wrong = await browser.submit("/login/code?next=/account", { code: "123 456" }, "/login/code");
    assert.equal(wrong.status, 401);
    assert.match(wrong.text, /id="field-code-error"/);
    const code = totpCode(secret, 30);
    const right = await browser.submit("/login/code", { code, next: "/account" });
    assert.equal(right.headers.get("location"), "/account");
    assert.notEqual(browser.cookie, halfway, "the session id is new");
    assert.equal((await browser.get("/account")).status, 200);
    const [other] = await passwordStep("Carla");
    assert.equal((await other.submit("/login/code", { code })).status, 401, "no code is good twice");
  });

  it("takes a recovery code once, however it is typed", async () => {
    const { codes } = await withSecondFactor("Dora");
    const code = codes[0]!.toUpperCase().replaceAll("-", " ");
    const [first] = await passwordStep("Dora");
    assert.equal((await first.submit("/login/code", { code })).status, 303);
    const [second] = await passwordStep("Dora");
    assert.equal((await second.submit("/login/code", { code })).status, 401);
    assert.match((await first.get(PAGE)).text, /codes left: <strong>9</);
  });

  it("lets nobody try codes without end, and leaves a live session alone", async () => {
    const { browser, codes } = await withSecondFactor("Emil");
    const [thief] = await passwordStep("Emil");
    for (let i = 0; i < 10; i++)
      assert.equal((await thief.submit("/login/code", { code: `00000${i}` })).status, 401);
    const locked = await thief.submit("/login/code", { code: codes[1]! });
    assert.equal(locked.status, 429);
    assert.ok(Number(locked.headers.get("retry-after")) > 800);
    assert.equal((await browser.submit(PAGE, { current: PASSWORD }, `${PAGE}/off`)).status, 303);
  });

  it("leads a code without a password before it to the start, and never to another site", async () => {
    const browser = visitor();
    assert.equal((await browser.get("/login/code")).headers.get("location"), "/login");
    const { text } = await browser.get("/login");
    const answer = await browser.post("/login/code", { formToken: tokenIn(text), code: "000000" });
    assert.equal(answer.headers.get("location"), "/login");
    const { codes } = await withSecondFactor("Fritz");
    const [half] = await passwordStep("Fritz", "//evil.example");
    const done = await half.submit("/login/code", { code: codes[0]!, next: "https://evil.example/" });
    assert.equal(done.headers.get("location"), "/play");
  });

  it("is asked for by the API too, and tokens go on without", async () => {
    const { secret, browser } = await withSecondFactor("Gerda");
    const ask = async (more: object) => {
      const response = await fetch(`${bed.url}/api/v1/tokens`, {
        method: "POST",
        headers: { "content-type": "application/json", host: HOST },
        body: JSON.stringify({ name: "Gerda", password: PASSWORD, ...more }),
      });
      return { status: response.status, body: (await response.json()) as { errors: Record<string, string> } };
    };
    const without = await ask({});
    assert.equal(without.status, 401);
    assert.equal(without.body.errors.code, "Give the code of your second factor.");
    assert.equal((await ask({ code: "000000" })).status, 401);
    assert.equal((await ask({ code: totpCode(secret, 30) })).status, 201);
    const id = (await readSessionAccount(bed.redis, SECRETS, browser.cookie))!;
    assert.ok(await issueToken(bed.pool, id, "laptop"));
  });
});

describe("turning it off", () => {
  it("asks for the password, and the password alone is enough from then on", async () => {
    const { browser } = await withSecondFactor("Hanna");
    assert.equal((await browser.submit(PAGE, { current: "not it" }, `${PAGE}/off`)).status, 422);
    const [, still] = await passwordStep("Hanna");
    assert.match(still.headers.get("location")!, /^\/login\/code/);
    const off = await browser.submit(PAGE, { current: PASSWORD }, `${PAGE}/off`);
    assert.equal(off.headers.get("location"), "/account?notice=second-factor-off");
    const [, login] = await passwordStep("Hanna");
    assert.equal(login.headers.get("location"), "/play");
  });

  it("is not needed for new recovery codes, which end the old ones", async () => {
    const { browser, codes } = await withSecondFactor("Ida");
    const answer = await browser.submit(PAGE, { current: PASSWORD }, `${PAGE}/recovery-codes`);
    assert.equal(answer.status, 200);
    const [half] = await passwordStep("Ida");
    assert.equal((await half.submit("/login/code", { code: codes[0]! })).status, 401);
    const fresh = /<code>([\w-]{19})<\/code>/.exec(answer.text)![1]!;
    assert.equal((await half.submit("/login/code", { code: fresh })).status, 303);
  });
});
