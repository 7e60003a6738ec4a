/** The second factor: codes of an authenticator app (RFC 6238), and recovery codes for when it is lost. */
import { createHash, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import type { Pool } from "pg";
import type { AccountId } from "./accounts.ts";
import type { Queryable } from "./deeds/deed.ts";

const ISSUER = "Terminusa Online";
const PERIOD_S = 30;
/** Steps before and after now whose codes are taken: clocks differ, and typing takes time. */
const WINDOW = 1;
const SECRET_BYTES = 20;
export const RECOVERY_CODES = 10;
const RECOVERY_LETTERS = 16;
/** Crockford's base 32: no letter in it looks like a digit. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** A new secret in base32, as authenticator apps take it. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What the QR picture holds: `otpauth://totp/…`. */
export function totpAddress(name: string, secret: string): string {
  return totp(secret, name).toString();
}

/**
 * Takes the second factor into use if `code` shows that the app has the secret. Returns the recovery codes, shown
 * once and kept as digests; null if the code is wrong or the account has a second factor already.
 */
export async function enableSecondFactor(
  pool: Pool,
  id: AccountId,
  { secret, code, now }: { secret: string; code: string; now: number },
): Promise<string[] | null> {
  const step = stepOf(secret, code, now);
  if (step === null) return null;
  const { rowCount } = await pool.query(
    "UPDATE accounts SET totp_secret = $2, totp_step = $3 WHERE id = $1 AND totp_secret IS NULL",
    [id, secret, step],
  );
  return rowCount === 1 ? renewRecoveryCodes(pool, id) : null;
}

/** Removes the second factor and its recovery codes. */
export async function disableSecondFactor(pool: Pool, id: AccountId): Promise<void> {
  await pool.query("UPDATE accounts SET totp_secret = NULL, totp_step = 0 WHERE id = $1", [id]);
  await pool.query("DELETE FROM recovery_codes WHERE account_id = $1", [id]);
}

/** Ten new recovery codes; the old ones are dead. */
export async function renewRecoveryCodes(pool: Pool, id: AccountId): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await pool.query(
    `WITH gone AS (DELETE FROM recovery_codes WHERE account_id = $1)
     INSERT INTO recovery_codes (account_id, code_sha256) SELECT $1, unnest($2::bytea[])`,
    [id, codes.map(digest)],
  );
  return codes;
}

/** Whether the account asks for a code after the password. */
export async function hasSecondFactor(db: Queryable, id: AccountId): Promise<boolean> {
  const { rows } = await db.query("SELECT 1 FROM accounts WHERE id = $1 AND totp_secret IS NOT NULL", [id]);
  return rows.length === 1;
}

/** How many recovery codes are left. */
export async function countRecoveryCodes(db: Queryable, id: AccountId): Promise<number> {
  const { rows } = await db.query("SELECT count(*)::int AS left FROM recovery_codes WHERE account_id = $1", [
    id,
  ]);
  return rows[0].left;
}

/** Whether `code` is the app's now, or a recovery code; either is used up by it. `now` in ms. */
export async function spendCode(pool: Pool, id: AccountId, code: string, now: number): Promise<boolean> {
  const plain = code.replace(/[\s-]/g, "");
  return /^\d{6}$/.test(plain) ? spendTotp(pool, id, plain, now) : spendRecoveryCode(pool, id, plain);
}

async function spendTotp(pool: Pool, id: AccountId, code: string, now: number): Promise<boolean> {
  const { rows } = await pool.query("SELECT totp_secret AS secret FROM accounts WHERE id = $1", [id]);
  const secret: string | null = rows[0]?.secret ?? null;
  const step = secret === null ? null : stepOf(secret, code, now);
  if (step === null) return false;
  // Asked again with the step, so that of two who have seen the same code one is let in.
  const { rowCount } = await pool.query(
    "UPDATE accounts SET totp_step = $3 WHERE id = $1 AND totp_secret = $2 AND totp_step < $3",
    [id, secret, step],
  );
  return rowCount === 1;
}

async function spendRecoveryCode(pool: Pool, id: AccountId, code: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    "DELETE FROM recovery_codes WHERE account_id = $1 AND code_sha256 = $2",
    [id, digest(code)],
  );
  return rowCount === 1;
}

function stepOf(secret: string, code: string, now: number): number | null {
  const token = code.replace(/\s/g, "");
  const delta = totp(secret).validate({ token, timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_S) + delta;
}

function totp(secret: string, label = ""): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), period: PERIOD_S });
}

function newRecoveryCode(): string {
  const letters = [...randomBytes(RECOVERY_LETTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return letters.join("").replace(/(.{4})(?=.)/g, "$1-");
}

function digest(code: string): Buffer {
  const read = code.toLowerCase().replaceAll("-", "").replace(/[il]/g, "1").replaceAll("o", "0");
  return createHash("sha256").update(read).digest();
}
