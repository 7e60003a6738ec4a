/** Codes that open a registration while it is by invitation. */
import { randomInt } from "node:crypto";
import type { PoolClient } from "pg";
import type { ActDecision, Actor } from "./acts/act.ts";
import { writeDown } from "./audit.ts";
import type { Queryable } from "./deeds/deed.ts";

export type Invitation = {
  code: string;
  note: string;
  uses: number;
  used: number;
  expiresAt: Date;
  madeBy: string;
  madeAt: Date;
  /** Whether it still opens something. */
  good: boolean;
};

/** No digit or letter that is taken for another when it is read out. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 3;
const GROUP_LENGTH = 4;

/** As it may be typed: capitals and blanks don't matter. */
export const tidyCode = (typed: string): string =>
  typed.trim().toLowerCase().replace(/\s+/g, "-").slice(0, 40);

/** The newest first; those that are good before the others. */
export async function listInvitations(db: Queryable, limit: number): Promise<Invitation[]> {
  const { rows } = await db.query(
    `SELECT code, note, uses, used, expires_at AS "expiresAt", made_by AS "madeBy", made_at AS "madeAt",
       used < uses AND expires_at > now() AS good
     FROM invitations ORDER BY good DESC, made_at DESC, code LIMIT $1`,
    [limit],
  );
  return rows;
}

type Scene = { client: PoolClient; by: Actor };

/** Makes a code for so many registrations within so many days. */
export async function makeInvitation(
  { client, by }: Scene,
  { note, uses, days }: { note: string; uses: number; days: number },
): Promise<ActDecision> {
  const code = newCode();
  await client.query(
    `INSERT INTO invitations (code, note, uses, expires_at, made_by)
     VALUES ($1, $2, $3, now() + $4 * interval '1 day', $5)`,
    [code, note, uses, days, by.name],
  );
  // Without the code: whoever reads the record is not invited by it.
  await writeDown(client, {
    by,
    action: "invitation made",
    reason: `${uses} uses, ${days} days. ${note}`.trim(),
  });
  return { text: `[System] The invitation is ${code}` };
}

/** Ends it; who came by it stays. */
export async function withdrawInvitation({ client, by }: Scene, code: string): Promise<ActDecision> {
  const { rows } = await client.query(
    "UPDATE invitations SET expires_at = now() WHERE code = $1 AND expires_at > now() RETURNING note",
    [code],
  );
  if (!rows[0]) return { text: "That invitation is over already.", refused: true };
  await writeDown(client, { by, action: "invitation withdrawn", reason: rows[0].note });
  return { text: "[System] The invitation opens nothing any more." };
}

function newCode(): string {
  const letter = () => LETTERS[randomInt(LETTERS.length)];
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}
