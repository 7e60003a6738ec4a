/** Keeps players out during maintenance: at the door, and those who are inside are sent home. */
import type { Pool } from "pg";
import type { AccountId } from "../store/accounts.ts";
import { roleOf } from "../store/moderation.ts";
import { maintenanceText, SWITCHES_FRESH_MS, type Switches, switchesOf } from "../store/switches.ts";
import type { World } from "./world.ts";

/** When clients look whether it is over: spread, so that not all come at once (ms). */
const RETRY_FIRST_MS = 15_000;
const RETRY_SPREAD_MS = 15_000;
/** For a command under way (ms). */
const PATIENCE_MS = 3_000;

export type Closed = { text: string; retryMs: number };

export class Doorkeeper {
  readonly #pool: Pool;
  readonly #world: World;
  readonly #switches: () => Promise<Switches>;
  readonly #watch: NodeJS.Timeout;

  constructor(pool: Pool, world: World) {
    this.#pool = pool;
    this.#world = world;
    this.#switches = switchesOf(pool);
    this.#watch = setInterval(() => void this.#look(), SWITCHES_FRESH_MS);
  }

  stop(): void {
    clearInterval(this.#watch);
  }

  /** Why nobody but operators comes in now; null: everyone does. */
  async closed(): Promise<Closed | null> {
    const switches = await this.#switches();
    return switches.maintenance ? closedBy(switches) : null;
  }

  /** Why this account doesn't come in now; null: it does. Rejects while the database is away. */
  async closedFor(accountId: AccountId): Promise<Closed | null> {
    const closed = await this.closed();
    return closed && (await roleOf(this.#pool, accountId)) !== "operator" ? closed : null;
  }

  async #look(): Promise<void> {
    const switches = await this.#switches();
    if (!switches.maintenance || this.#world.draining) return;
    for (const session of [...this.#world.sessions()]) {
      if (session.role === "operator") continue;
      const { text, retryMs } = closedBy(switches);
      void session.sendHome(text, retryMs, PATIENCE_MS);
    }
  }
}

const closedBy = (switches: Switches): Closed => ({
  text: maintenanceText(switches),
  retryMs: Math.round(RETRY_FIRST_MS + Math.random() * RETRY_SPREAD_MS),
});
