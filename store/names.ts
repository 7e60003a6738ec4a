/** Hunters by the names that players type. */
import type { AccountId } from "./accounts.ts";
import type { Queryable } from "./deeds/deed.ts";

/** A hunter as others may know it. */
export type Named = {
  id: string;
  accountId: AccountId;
  name: string;
  party: string | null;
  guild: string | null;
};

const COLUMNS = 'id, account_id AS "accountId", name, party_id AS party, guild_id AS guild';

/** The hunter of that name in any case, or null. */
export async function hunterNamed(db: Queryable, name: string): Promise<Named | null> {
  if (!/^\w{3,20}$/.test(name)) return null;
  const { rows } = await db.query({
    name: "hunter-named",
    text: `SELECT ${COLUMNS} FROM characters WHERE lower(name) = lower($1)`,
    values: [name],
  });
  return rows[0] ?? null;
}

/** The hunter's row without its documents, or null. */
export async function hunterById(db: Queryable, id: string): Promise<Named | null> {
  const { rows } = await db.query({
    name: "hunter-by-id",
    text: `SELECT ${COLUMNS} FROM characters WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Names by id. */
export async function namesOf(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query("SELECT id, name FROM characters WHERE id = ANY($1::bigint[])", [ids]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
