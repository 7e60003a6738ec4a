/** The market from afar: the visitor's hunter, and forms that are done once. */
import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { MarketDeed } from "../../game/market/deeds.ts";
import type { Account } from "../../store/accounts.ts";
import { ensureCharacter } from "../../store/characters.ts";
import { announceDone } from "../../store/deeds/announce.ts";
import { performFormDeed } from "../../store/deeds/form.ts";
import { restock } from "./shelf.ts";

/** Orders reach the stalls from anywhere in the city, but not from inside a gate. */
export function outOfReach({ run }: Pick<Hunter, "run">): string | null {
  return run ? "No order comes out of a gate. Clear it, or leave it; the stalls will be here." : null;
}

/** For one form of one page. */
export const formKey = (): string => randomBytes(18).toString("base64url");

/** The hunter that the account plays; one that has never played gets it now. */
export async function hunterOf(
  pool: Pool,
  account: Pick<Account, "id" | "name">,
  { town }: Catalog,
): Promise<Hunter> {
  return (await ensureCharacter(pool, account, town.start)).hunter;
}

/** `text` is the System's answer; `misused`: something else was ordered under the key before. */
export type Ordered = { ok: true; text: string } | { ok: false; text: string; misused: boolean };

/** Does the deed once for each key, and tells the running game whose things have changed. `asked`: see FormOrder. */
export async function order(
  { pool, redis, catalog }: { pool: Pool; redis: Redis; catalog: Catalog },
  account: Pick<Account, "id" | "name">,
  deed: MarketDeed,
  key: string,
  asked?: Buffer,
): Promise<Ordered> {
  const actor = await hunterOf(pool, account, catalog);
  const result = await performFormDeed(pool, {
    accountId: account.id,
    key,
    ...(asked && { asked }),
    actor,
    deed,
    catalog,
    now: Date.now(),
    forbids: outOfReach,
  });
  const { kind, text } = result;
  if (kind === "refused" || kind === "misused") return { ok: false, text, misused: kind === "misused" };
  if (kind === "done") {
    await restock(redis);
    await announceDone(redis, result);
  }
  return { ok: true, text };
}
