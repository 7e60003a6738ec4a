/** All that the records hold of one account, as pieces of one JSON document: never whole in memory. */
import type { Pool } from "pg";
import type { AccountId } from "./accounts.ts";
import type { SessionEntry } from "./sessions.ts";

const AT_ONCE = 500;

/**
 * The document's text in pieces: account, browsers, clients, characters, ledger and chat. Other people are left out:
 * a movement with another hunter says `another hunter`, a whisper does not say to whom.
 */
export async function* exportAccount(
  pool: Pool,
  id: AccountId,
  browsers: readonly SessionEntry[],
): AsyncGenerator<string> {
  yield `{"account":${JSON.stringify(await readAccount(pool, id))}`;
  const shown = browsers.map(({ loggedInAt, seenAt, agent }) => ({ loggedInAt, seenAt, agent }));
  yield `,\n"browsers":${JSON.stringify(shown)}`;
  yield `,\n"clients":${JSON.stringify(await readClients(pool, id))}`;
  const hunters: string[] = [];
  yield ',\n"characters":[';
  for (const [at, character] of (await readCharacters(pool, id)).entries()) {
    hunters.push(character.id);
    yield `${at === 0 ? "\n" : ",\n"}${JSON.stringify(character)}`;
  }
  yield '],\n"ledger":[';
  yield* joined(movements(pool, hunters));
  yield '],\n"chat":[';
  yield* joined(said(pool, hunters));
  yield "]}\n";
}

async function* joined(items: AsyncIterable<object>): AsyncGenerator<string> {
  let first = true;
  for await (const item of items) {
    yield `${first ? "\n" : ",\n"}${JSON.stringify(item)}`;
    first = false;
  }
}

async function readAccount(pool: Pool, id: AccountId): Promise<object> {
  const { rows } = await pool.query(
    `SELECT id, name, email, role, created_at AS "createdAt", password_changed_at AS "passwordChangedAt",
       totp_secret IS NOT NULL AS "secondFactor", deletes_at AS "deletesAt", banned_until AS "bannedUntil",
       ban_reason AS "banReason" FROM accounts WHERE id = $1`,
    [id],
  );
  return rows[0];
}

async function readClients(pool: Pool, id: AccountId): Promise<object[]> {
  const { rows } = await pool.query(
    `SELECT label, kind, scopes, created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt"
     FROM play_tokens WHERE account_id = $1 ORDER BY id`,
    [id],
  );
  return rows;
}

async function readCharacters(pool: Pool, id: AccountId): Promise<({ id: string } & object)[]> {
  const { rows } = await pool.query(
    `SELECT id, name, room, level, crystals, exons, created_at AS "createdAt", played_at AS "playedAt",
       (SELECT coalesce(json_agg(json_build_object('item', o.item, 'count', o.count, 'price', o.price,
          'expiresAt', o.expires_at) ORDER BY o.id), '[]') FROM buy_orders o WHERE o.buyer_id = characters.id) AS "buyOrders",
       sheet::json AS sheet, trail::json AS trail, pack::json AS pack, annals::json AS annals, run::json AS run
     FROM characters WHERE account_id = $1 ORDER BY id`,
    [id],
  );
  return rows;
}

/** Movements of the hunters' money, hunter by hunter, what they gave and then what they got. */
async function* movements(pool: Pool, hunters: readonly string[]): AsyncGenerator<object> {
  for (const hunter of hunters)
    for (const [own, other] of [
      ["debit", "credit"],
      ["credit", "debit"],
    ] as const) {
      let after = { at: "-infinity", key: "" };
      for (;;) {
        const { rows } = await pool.query(
          `SELECT key, at::text AS at, CASE WHEN ${other} LIKE 'hunter:%' THEN 'another hunter' ELSE ${other} END AS other,
             currency, amount, reason FROM ledger
           WHERE ${own} = $1 AND (at, key) > ($2::timestamptz, $3) ORDER BY at, key LIMIT $4`,
          [`hunter:${hunter}`, after.at, after.key, AT_ONCE],
        );
        for (const { at, other: with_, currency, amount, reason } of rows)
          yield { hunter, at, [own === "debit" ? "to" : "from"]: with_, currency, amount, reason };
        const last = rows.at(-1);
        if (!last || rows.length < AT_ONCE) break;
        after = last;
      }
    }
}

/** Lines that the hunters said, hunter by hunter, the oldest first. */
async function* said(pool: Pool, hunters: readonly string[]): AsyncGenerator<object> {
  for (const hunter of hunters) {
    let after = "0";
    for (;;) {
      const { rows } = await pool.query(
        `SELECT id, at, CASE WHEN room LIKE 'to:%' THEN 'whisper' ELSE room END AS channel, text FROM chat_messages
         WHERE character_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
        [hunter, after, AT_ONCE],
      );
      for (const { at, channel, text } of rows) yield { hunter, at, channel, text };
      const last = rows.at(-1);
      if (!last || rows.length < AT_ONCE) break;
      after = last.id;
    }
  }
}
