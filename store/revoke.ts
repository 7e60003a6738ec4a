/** Ending logins: browsers and client tokens die at once, and the game that they opened with them. */
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { AccountId } from "./accounts.ts";
import { revokeGame } from "./game-sessions.ts";
import { announceRevoked, revokeSession, revokeSessions } from "./sessions.ts";
import { revokeAllTokens, revokeToken, revokeTokenById, tokenMark } from "./tokens.ts";

type Stores = { pool: Pool; redis: Redis };

/** Ends every browser (but `except`), every client token and the running game. `reason` is for the player. */
export async function revokeEverything(
  { pool, redis }: Stores,
  accountId: AccountId,
  reason: string,
  except?: string,
): Promise<void> {
  await revokeSessions(redis, accountId, except);
  await revokeAllTokens(pool, accountId);
  await revokeGame(pool, accountId);
  await announceRevoked(redis, accountId, reason);
}

/** Ends one browser by its mark; answers whether there was one. */
export async function revokeBrowser(stores: Stores, accountId: AccountId, mark: string): Promise<boolean> {
  const found = await revokeSession(stores.redis, accountId, mark);
  await endGameOf(stores, accountId, mark);
  return found;
}

/** Ends one terminal client by its entry in the list; answers whether there was one. */
export async function revokeClient(stores: Stores, accountId: AccountId, id: string): Promise<boolean> {
  const mark = await revokeTokenById(stores.pool, accountId, id);
  if (mark !== null) await endGameOf(stores, accountId, mark);
  return mark !== null;
}

/** Ends the client that has this token; unknown ones are nobody's trouble. */
export async function revokeOwnToken(stores: Stores, token: string): Promise<void> {
  const accountId = await revokeToken(stores.pool, token);
  if (accountId !== null) await endGameOf(stores, accountId, tokenMark(token));
}

/** Ends the account's game if it was opened by the browser or token of that mark. */
export async function endGameOf({ pool, redis }: Stores, accountId: AccountId, mark: string): Promise<void> {
  await revokeGame(pool, accountId, mark);
  await announceRevoked(redis, accountId, "You were logged out.", mark);
}
