/** Links that work once within half an hour: to choose a new password, or to confirm an e-mail address. */
import { createHash, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { AccountId } from "./accounts.ts";
import { hashPassword } from "./passwords.ts";

export const LINK_MINUTES = 30;
const TOKEN_BYTES = 32;

export type LinkPurpose = "password" | "email";
export type LinkOwner = { id: AccountId; name: string };

/** A token of such a link, and what is kept of it. The operator's command makes one without this server. */
export function newLinkToken(): { token: string; digest: Buffer } {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return { token, digest: digestOf(token) };
}

/** A new link's token, shown once. It ends the account's earlier ones for the same; `email`: what it confirms. */
export async function issueLink(
  pool: Pool,
  accountId: AccountId,
  purpose: LinkPurpose,
  email?: string,
): Promise<string> {
  const { token, digest } = newLinkToken();
  await pool.query(
    `WITH gone AS (DELETE FROM one_time_links WHERE (account_id = $1 AND purpose = $2) OR expires_at < now())
     INSERT INTO one_time_links (token_sha256, account_id, purpose, email, expires_at)
     VALUES ($3, $1, $2, $4, now() + $5 * interval '1 minute')`,
    [accountId, purpose, digest, email ?? null, LINK_MINUTES],
  );
  return token;
}

/** Whose link this is and, of an e-mail link, the address; null if it is unknown, used or over. */
export async function findLink(
  pool: Pool,
  token: string,
  purpose: LinkPurpose,
): Promise<(LinkOwner & { email: string | null }) | null> {
  const { rows } = await pool.query(
    `SELECT a.id, a.name, l.email FROM one_time_links l JOIN accounts a ON a.id = l.account_id
     WHERE l.token_sha256 = $1 AND l.purpose = $2 AND l.expires_at > now()`,
    [digestOf(token), purpose],
  );
  return rows[0] ?? null;
}

/** Uses the link up and sets the password. Null if the link is no longer good. Throws QueueFull. */
export async function resetPassword(pool: Pool, token: string, password: string): Promise<LinkOwner | null> {
  const hash = await hashPassword(password);
  const { rows } = await pool.query(
    `WITH spent AS (DELETE FROM one_time_links
       WHERE token_sha256 = $1 AND purpose = 'password' AND expires_at > now() RETURNING account_id)
     UPDATE accounts SET password_hash = $2, password_changed_at = now() FROM spent WHERE id = spent.account_id
     RETURNING id, name`,
    [digestOf(token), hash],
  );
  return rows[0] ?? null;
}

/** Uses the link up and sets the address that it confirms. Null if the link is no longer good. */
export async function confirmEmail(pool: Pool, token: string): Promise<LinkOwner | null> {
  const { rows } = await pool.query(
    `WITH spent AS (DELETE FROM one_time_links
       WHERE token_sha256 = $1 AND purpose = 'email' AND expires_at > now() RETURNING account_id, email)
     UPDATE accounts SET email = spent.email FROM spent WHERE id = spent.account_id RETURNING id, name`,
    [digestOf(token)],
  );
  return rows[0] ?? null;
}

/** Ends all links of the account that would set a password. */
export async function revokePasswordLinks(pool: Pool, accountId: AccountId): Promise<void> {
  await pool.query("DELETE FROM one_time_links WHERE account_id = $1 AND purpose = 'password'", [accountId]);
}

function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
