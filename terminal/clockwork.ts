/** What happens by itself: rounds whose time is up, listings that ran out. Every server looks; the locks let one act. */
import type { Decision } from "../store/deeds/deed.ts";
import { type EventRules, performEvent } from "../store/deeds/event.ts";
import { runOut, sendHome } from "../store/deeds/market.ts";
import { roundOf } from "../store/deeds/party-gate.ts";
import { dueParties } from "../store/parties.ts";
import type { World } from "./world.ts";

/** How often rounds are looked at while somebody here is in a party (ms). */
const ROUNDS_EVERY_MS = 250;
/** How often the market is (ms). */
const MARKET_EVERY_MS = 20_000;

export class Clockwork {
  readonly #world: World;
  readonly #timers: NodeJS.Timeout[];
  #looking = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    this.#timers = [
      setInterval(() => this.#look("rounds", () => this.#rounds()), ROUNDS_EVERY_MS),
      setInterval(() => this.#look("market", () => this.#market()), MARKET_EVERY_MS),
    ];
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** One look of a kind at a time, however slow the database is. */
  #look(what: string, work: () => Promise<void>): void {
    if (this.#looking.has(what) || this.#world.draining) return;
    this.#looking.add(what);
    work()
      .catch((error: Error) => this.#world.log.debug({ error: error.message, what }, "not looked at"))
      .finally(() => this.#looking.delete(what));
  }

  async #rounds(): Promise<void> {
    if (!this.#world.hostsParties) return;
    for (const id of await dueParties(this.#world.pool, Date.now())) await this.#happen(roundOf(id));
  }

  async #market(): Promise<void> {
    for (const id of await runOut(this.#world.pool)) await this.#happen(sendHome(id));
  }

  async #happen(rules: EventRules): Promise<void> {
    const { pool, catalog } = this.#world;
    const around = this.#world.around(null);
    const decision: Decision | null = await performEvent(pool, { catalog, now: Date.now(), around }, rules);
    if (!decision) return;
    for (const { room, text } of decision.happenings ?? []) this.#world.tellRoom(room, text, null);
    this.#world.tellDeed(decision, null);
  }
}
