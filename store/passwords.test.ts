import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isCommonPassword } from "./common-passwords.ts";
import { newAccount, passwordProblem } from "./credentials.ts";
import { hashPassword, needsRehash, verifyPassword } from "./passwords.ts";
import { hashWith } from "./testbed-hash.ts";
import { QueueFull, WorkQueue } from "./work-queue.ts";

describe("hashing", () => {
  it("salts each hash and verifies only the right password", async () => {
    const [a, b] = await Promise.all([hashPassword("gravel kettle"), hashPassword("gravel kettle")]);
    assert.notEqual(a, b);
    assert.equal(await verifyPassword(a, "gravel kettle"), true);
    assert.equal(await verifyPassword(a, "gravel kettl"), false);
  });

  it("takes a password composed differently for the same", async () => {
    assert.equal(
      await verifyPassword(await hashPassword("caf\u00e9 at midnight"), "cafe\u0301 at midnight"),
      true,
    );
  });

  it("verifies hashes of other costs and wants them anew", async () => {
    const old = hashWith("gravel kettle", 64, 3);
    assert.equal(await verifyPassword(old, "gravel kettle"), true);
    assert.equal(needsRehash(old), true);
    assert.equal(needsRehash(await hashPassword("gravel kettle")), false);
  });

  it("rejects what is no hash of ours, rather than let anybody in", async () => {
    for (const phc of ["", "$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA", "plain text"])
      await assert.rejects(verifyPassword(phc, ""), /not an argon2id PHC string/);
  });
});

describe("the work queue", () => {
  it("runs two at a time, lets a few wait in order and refuses the rest", async () => {
    const queue = new WorkQueue(2, 3);
    const release: (() => void)[] = [];
    const order: number[] = [];
    const job = (n: number) =>
      queue.add(async () => {
        order.push(n);
        await new Promise<void>((resolve) => release.push(resolve));
      });
    const jobs = [1, 2, 3, 4, 5].map(job);
    await assert.rejects(job(6), QueueFull);
    assert.deepEqual(order, [1, 2]);
    while (order.length < 5 || release.length > 0) {
      release.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(jobs);
    assert.deepEqual(order, [1, 2, 3, 4, 5]);
    await queue.add(async () => order.push(7));
    assert.equal(order.at(-1), 7);
  });

  it("frees a place when a job fails", async () => {
    const queue = new WorkQueue(1, 0);
    await assert.rejects(
      queue.add(() => Promise.reject(new Error("broke"))),
      /broke/,
    );
    assert.equal(await queue.add(async () => "next"), "next");
  });
});

describe("the password policy", () => {
  const common =
    `password1234 Password2024! P@ssw0rd1234 passwordpassword qwertyuiop12 qwertyuiopas 123456789012 1234567890123
    111111111111 abcabcabcabc abcdefghijkl iloveyou1234 iloveyouforever letmein12345 administrator admin1234567
    welcome12345 trustno1trustno1 1qaz2wsx3edc 1q2w3e4r5t6y zaqwsxedcrfv asdfghjkl123 dragonmaster monkey123456
    superman1234 football2023 baseball12345 princess12345 sunshine2024 changeme1234 terminusa123 soloLeveling
    correcthorsebatterystaple maytheforcebewithyou 147258369963 0987654321098 minecraft12345`.split(/\s+/);
  for (const password of common)
    it(`refuses ${password}`, () => assert.equal(isCommonPassword(password), true));

  const good = [
    "gravel kettle moth 9",
    "nine moths in a kettle",
    "xK4-unlit-Tram-77",
    "the boiler room hums at night",
    "8Rf!2kqLw0zP",
    "mein hund frisst keine äpfel",
    "猫は窓の外を見ていた夜です",
  ];
  for (const password of good) it(`takes ${password}`, () => assert.equal(isCommonPassword(password), false));

  it("refuses the name and little more", () => {
    assert.match(passwordProblem("HunterOfGates1", "hunterofgates")!, /your name/);
    assert.equal(passwordProblem("hunterofgates drinks tea at nine", "hunterofgates"), null);
  });

  it("counts characters as people do, from 12 to 200", () => {
    const problemsOf = (password: string) =>
      newAccount.safeParse({ name: "Alba", password }).error?.issues.map(({ message }) => message);
    assert.match(problemsOf("8Rf!2kqLw0z")![0]!, /at least 12/);
    assert.equal(problemsOf("8Rf!2kqLw0zP"), undefined);
    assert.match(problemsOf("🙂🙃😉😊😇😍")![0]!, /at least 12/);
    assert.match(problemsOf(`${"8Rf!2kqLw0zP ".repeat(20)}`)![0]!, /at most 200/);
  });
});

describe("names", () => {
  const check = (name: unknown) => newAccount.safeParse({ name, password: "gravel kettle moth 9" }).success;
  it("are 3 to 20 letters, digits and underscores", () => {
    for (const name of ["abc", "A_1", "x".repeat(20)]) assert.equal(check(name), true, name);
    for (const name of ["ab", "x".repeat(21), "a b c", "ábc", "abc\n", "", null, 7, ["abc"]])
      assert.equal(check(name), false, String(name));
  });

  it("can't be the game's own", () => {
    for (const name of ["System", "ADMIN", "operator"]) assert.equal(check(name), false, name);
  });

  it("need no e-mail, but take only one that can be", () => {
    const email = (text: unknown) =>
      newAccount.safeParse({ name: "Alba", password: "gravel kettle moth 9", email: text });
    assert.equal(email("").data?.email, undefined);
    assert.equal(email(undefined).success, true);
    assert.equal(email("a@b.example").data?.email, "a@b.example");
    assert.equal(email("a@").success, false);
  });
});
