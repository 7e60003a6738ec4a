/** Who comes in by password: the site, its API and the game ask the same way. */
import type { Pool } from "pg";
import { type Account, type AccountId, verifyLogin } from "./accounts.ts";
import { keepAccount } from "./deletion.ts";
import { banOf, banText } from "./moderation.ts";
import { hasSecondFactor, spendCode } from "./second-factor.ts";
import type { Throttle } from "./throttle.ts";

export type Attempt = { name: string; password: string; code?: string | undefined; address: string };
export type Outcome =
  /** `kept`: the account was to be deleted, and the login has called that off. */
  | { result: "in"; account: Account; kept: boolean }
  /** Name and password don't belong together; whether there is such a name is not told. */
  | { result: "wrong" }
  /** Name and password are right, but the account is banned; `text` says until when and why. */
  | { result: "banned"; text: string }
  /** Name and password are right, and the code of the second factor is missing or wrong. */
  | { result: "code"; account: Account; wrong: boolean };

/** Judges a login. Throws Throttled after too many failures, and QueueFull. */
export async function attemptLogin(pool: Pool, throttle: Throttle, attempt: Attempt): Promise<Outcome> {
  const { name, password, code, address } = attempt;
  await throttle.admitLogin(name, address);
  const account = await verifyLogin(pool, name, password);
  if (!account) return { result: "wrong" };
  await throttle.loginSucceeded(name, address);
  const ban = await banOf(pool, account.id);
  if (ban) return { result: "banned", text: banText(ban) };
  if (await hasSecondFactor(pool, account.id)) {
    if (!code) return { result: "code", account, wrong: false };
    if (!(await proveCode(pool, throttle, account.id, code))) return { result: "code", account, wrong: true };
  }
  return { result: "in", account, kept: await keepAccount(pool, account.id) };
}

/** Whether the code is good now; it is used up by that. Throws Throttled after too many wrong ones. */
export async function proveCode(
  pool: Pool,
  throttle: Throttle,
  id: AccountId,
  code: string,
): Promise<boolean> {
  await throttle.admitProof("code", id);
  if (!(await spendCode(pool, id, code, Date.now()))) return false;
  await throttle.proofSucceeded("code", id);
  return true;
}
