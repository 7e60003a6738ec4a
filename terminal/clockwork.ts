/** What happens by itself: rounds whose time is up, listings and orders that ran out. Every server looks; the locks let one act. */
import { LINK_DEAD_MS } from "../game/protocol.ts";
import { partyPlace } from "../game/social/channels.ts";
import type { Decision } from "../store/deeds/deed.ts";
import { type EventRules, performEvent } from "../store/deeds/event.ts";
import { runOut, sendHome } from "../store/deeds/market.ts";
import { absenceIn, roundOf } from "../store/deeds/party-gate.ts";
import { overdue, payBack } from "../store/deeds/wanted.ts";
import { dueParties, partiesLeftAlone, unbegunFights } from "../store/parties.ts";
import { TOUCH_MS, type World } from "./world.ts";

/** How often rounds are looked at while somebody here is in a party (ms). */
const ROUNDS_EVERY_MS = 250;
/** How often it is seen whether a party waits for a lost line (ms), and after how many such looks for one long gone. */
const ABSENCE_EVERY_MS = 1_000;
const LONG_GONE_EVERY = 5;
/** How often the market is (ms). */
const MARKET_EVERY_MS = 20_000;

export class Clockwork {
  readonly #world: World;
  readonly #timers: NodeJS.Timeout[];
  #looking = new Set<string>();
  #absenceLooks = 0;

  constructor(world: World) {
    this.#world = world;
    this.#timers = [
      setInterval(() => this.#look("rounds", () => this.#rounds()), ROUNDS_EVERY_MS),
      setInterval(() => this.#look("absence", () => this.#absence()), ABSENCE_EVERY_MS),
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

  /** Nobody waits for a ghost: the time of the round runs, and who is long gone is out of the gate. */
  async #absence(): Promise<void> {
    const { pool } = this.#world;
    // The grace, and how stale the database's mark of who was seen may be.
    const unseenMs = LINK_DEAD_MS + TOUCH_MS;
    const hosted = this.#world.hostedParties();
    if (hosted.length === 0) return;
    const around = this.#world.around(null);
    const lost = hosted.filter((id) => around.neighbours(partyPlace(id)).some(({ linkDead }) => linkDead));
    const concerned = new Set(lost.length > 0 ? await unbegunFights(pool, lost) : []);
    this.#absenceLooks += 1;
    if (this.#absenceLooks % LONG_GONE_EVERY === 0)
      for (const id of await partiesLeftAlone(pool, hosted, unseenMs)) concerned.add(id);
    for (const id of concerned) await this.#happen(absenceIn(id, unseenMs));
  }

  async #market(): Promise<void> {
    for (const id of await runOut(this.#world.pool)) await this.#happen(sendHome(id));
    for (const id of await overdue(this.#world.pool)) await this.#happen(payBack(id));
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
