/** Whether a newcomer may have an account, judged by the switches in the statement that makes it. */
import type { PoolClient } from "pg";
import type { Queryable } from "./deeds/deed.ts";
import { tidyCode } from "./invitations.ts";
import { readSwitches } from "./switches.ts";

/** Nobody may register now. */
export class RegistrationClosed extends Error {
  override name = "RegistrationClosed";
  constructor() {
    super("Nobody is licensed at the moment: registration is closed.");
  }
}

/** Registration is by invitation, and there was none, or none that is good. */
export class NotInvited extends Error {
  override name = "NotInvited";
  constructor(code: string | undefined) {
    super(
      (code ?? "").trim() === ""
        ? "Registration is by invitation. Give the code of yours."
        : "That invitation is not good, or was used already. Check its letters.",
    );
  }
}

/**
 * A part of a WITH: `gate` has one row, with `invitation`, when an account of name $1 may be made now with the code
 * `$<code>`, and none when not. A use of the code is spent by it, in the same statement.
 */
export const gateSql = (code: number) => `
  switched AS (SELECT registration FROM switches),
  spent AS (
    UPDATE invitations SET used = used + 1
    WHERE code = $${code} AND used < uses AND expires_at > now()
      AND (SELECT registration FROM switched) = 'invitation'
      AND NOT EXISTS (SELECT 1 FROM accounts WHERE lower(name) = lower($1) AND guest_until IS NULL)
      AND NOT EXISTS (SELECT 1 FROM characters WHERE lower(name) = lower($1))
    RETURNING code),
  gate AS (
    SELECT (SELECT code FROM spent) AS invitation
    WHERE (SELECT registration FROM switched) = 'open' OR EXISTS (SELECT 1 FROM spent))`;

/** The code as the statement above compares it. */
export const codeOf = (typed: string | undefined): string => tidyCode(typed ?? "");

/** Why the gate was shut, if it was. */
export async function whyShut(db: Queryable, code: string | undefined): Promise<Error | null> {
  const { registration } = await readSwitches(db);
  if (registration === "closed") return new RegistrationClosed();
  return registration === "invitation" ? new NotInvited(code) : null;
}

/** Lets a guest register, in the guest's transaction. Throws RegistrationClosed or NotInvited. */
export async function admitGuest(client: PoolClient, code: string | undefined): Promise<string | null> {
  const { rows } = await client.query(
    `WITH switched AS (SELECT registration FROM switches), spent AS (
       UPDATE invitations SET used = used + 1 WHERE code = $1 AND used < uses AND expires_at > now()
         AND (SELECT registration FROM switched) = 'invitation' RETURNING code)
     SELECT (SELECT code FROM spent) AS invitation, (SELECT registration FROM switched) AS registration`,
    [codeOf(code)],
  );
  const { invitation, registration } = rows[0];
  if (registration === "open" || invitation !== null) return invitation;
  throw registration === "closed" ? new RegistrationClosed() : new NotInvited(code);
}
