import type { Response } from "express";
import { type Account, verifyLogin } from "../store/accounts.ts";
import { PASSWORD_MAX } from "../store/credentials.ts";
import type { Services } from "./app.ts";
import { slowDown } from "./errors.ts";

/** Why the password that was asked for once more is not taken; null: it is right. */
export type Doubt = { message: string; status: number };

/**
 * Asks for the password within a session, before something that a borrowed browser should not do. It is guessed no
 * faster here than at the login page, and strangers' guesses there don't count here.
 */
export async function proveOwner(
  { pool, throttle }: Services,
  account: Account,
  given: unknown,
  response: Response,
): Promise<Doubt | null> {
  if (typeof given !== "string" || given === "")
    return { message: "Give your current password.", status: 422 };
  if (given.length > PASSWORD_MAX * 2) return { message: "No password is that long.", status: 422 };
  try {
    await throttle.admitProof("password", account.id);
  } catch (error) {
    return { message: slowDown(error, response), status: 429 };
  }
  if (!(await verifyLogin(pool, account.name, given)))
    return { message: "That is not your current password.", status: 422 };
  await throttle.proofSucceeded("password", account.id);
  return null;
}

/** What a form says that was open for longer than its session. */
export const OPEN_TOO_LONG = "This page was open too long. Nothing was done; try once more.";
