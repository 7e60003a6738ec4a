/** For tests: somebody who types lines, one after another, at noon and later. */
import type { Catalog } from "../catalog/catalog.ts";
import { type Hunter, newHunter } from "../hunter/hunter.ts";
import { play } from "../play.ts";
import { testTurn } from "../test-turn.ts";
import type { Outcome } from "../turn.ts";
import { WAYS } from "./floor.ts";
import { charted } from "./map.ts";
import { isDone } from "./moving.ts";
import { offersAt } from "./offers.ts";
import { roomOf } from "./plan.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
const BETWEEN_LINES = 2_000;

export class Player {
  readonly catalog: Catalog;
  hunter: Hunter;
  now = NOON;
  readonly transcript: string[] = [];

  constructor(catalog: Catalog, more: Partial<Hunter> = {}) {
    this.catalog = catalog;
    const fresh = newHunter({ id: "1", name: "Mara", role: "player", seed: "5eed" }, catalog.town.start);
    this.hunter = { ...fresh, ...more };
  }

  type(line: string): Outcome {
    const outcome = play({ ...testTurn(this.hunter), catalog: this.catalog, now: this.now }, line);
    this.now += BETWEEN_LINES;
    this.transcript.push(`> ${line}`, outcome.text);
    if (outcome.hunter) this.hunter = outcome.hunter;
    return outcome;
  }

  all(...lines: string[]): Outcome {
    return lines.map((line) => this.type(line)).at(-1) ?? { text: "" };
  }

  /** What somebody would type next: to the board, in; the fight, what lies in the room, the nearest unseen door, the stairs. */
  nextLine(): string {
    const { run, sheet } = this.hunter;
    if (!run) return this.#toNextGate();
    if (run.fight) return sheet.hp <= 0 ? "die" : "auto";
    const room = roomOf(this.catalog, run);
    if (!isDone(run) && room.kind === "treasure") return "open";
    if (!isDone(run) && room.kind === "rest") return "rest";
    if (!isDone(run) && room.kind === "trap") return run.searched.includes(run.room) ? "disarm" : "search";
    return this.#towards("unknown") ?? (room.stairs ? "descend" : (this.#towards("stairs") ?? "leave"));
  }

  #toNextGate(): string {
    const { room } = this.hunter;
    const [offer] = offersAt(this.catalog, this.now, "E");
    return room === "board" ? `enter ${offer?.name.toLowerCase()}` : room === "hall" ? "board" : "hall";
  }

  #towards(what: "unknown" | "stairs"): string | undefined {
    const { run } = this.hunter;
    if (!run) return undefined;
    const rooms = new Map(charted(this.catalog, run).map((room) => [room.at, room]));
    const first = new Map([[run.room, ""]]);
    for (const [at, step] of first) {
      const room = rooms.get(at);
      if (room && step !== "" && (what === "stairs" ? room.stairs : room.kind === "unknown")) return step;
      for (const way of WAYS) {
        const to = room?.ways[way];
        if (to !== undefined && !first.has(to)) first.set(to, step === "" ? way : step);
      }
    }
    return undefined;
  }
}
