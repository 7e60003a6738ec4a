/** Keeping order: the same acts from the game's commands and from the site's pages. */
import type { PoolClient } from "pg";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { AccountId, Role } from "../accounts.ts";
import type { Decision } from "../deeds/deed.ts";

export type Via = "game" | "site";
/** Who acts, under which name, and from where. */
export type Actor = { accountId: AccountId; name: string; role: Role; via: Via };
/** Whose account it is about, under the name by which it was found. */
export type Target = { accountId: AccountId; name: string; role: Role };

export type ActScene = {
  client: PoolClient;
  /** Milliseconds since 1970. */
  now: number;
  by: Actor;
  target: Target;
  /** All of the target's hunters, locked. */
  hunters: readonly Hunter[];
};

/** What an act does, for whoever performs it to write and to tell. */
export type ActDecision = Pick<Decision, "text" | "refused" | "hunters" | "tells" | "announces" | "revokes">;
export type Act = (scene: ActScene) => Promise<ActDecision>;

const RANKS: readonly Role[] = ["player", "moderator", "operator"];

/** Whether a role is at least another. */
export const atLeast = (role: Role, least: Role) => RANKS.indexOf(role) >= RANKS.indexOf(least);

/** Why `by` may not act on the target: nobody acts on their equals or betters; null when they may. */
export function aboveReach(by: Actor, target: Target): string | null {
  if (by.accountId !== target.accountId && !atLeast(target.role, by.role)) return null;
  return `${target.name} is not below you: an operator has to do that.`;
}
