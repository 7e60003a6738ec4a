/** From a name that somebody typed to an account of the ledger. */
import type { Queryable } from "../deeds/deed.ts";

const ACCOUNT = /^(operator|(hunter|guild|market):\d{1,18})$/;

/** `text` names a hunter or a guild, or is an account already; null when there is nobody like that. */
export async function findLedgerAccount(db: Queryable, text: string): Promise<string | null> {
  if (ACCOUNT.test(text)) return text;
  const { rows } = await db.query(
    `SELECT 'hunter:' || id AS account FROM characters WHERE lower(name) = lower($1)
     UNION ALL SELECT 'guild:' || id FROM guilds WHERE lower(name) = lower($1) LIMIT 1`,
    [text.replace(/^guild /i, "")],
  );
  return rows[0]?.account ?? null;
}
