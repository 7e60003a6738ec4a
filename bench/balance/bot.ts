/** A hunter who plays by typing lines, as a player would: every line counts as one command. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { BaseClass, Stat } from "../../game/catalog/words.ts";
import { bodyOf } from "../../game/hunter/body.ts";
import { type Hunter, newHunter } from "../../game/hunter/hunter.ts";
import { play } from "../../game/play.ts";
import { placeOf, type Service } from "../../game/town.ts";
import type { Outcome } from "../../game/turn.ts";

/** Milliseconds between two commands of a person who reads. */
export const PACE_MS = 3_000;

/** How each class spends its points: in turn. */
const BUILD: Record<BaseClass, readonly Stat[]> = {
  fighter: ["strength", "strength", "vitality"],
  mage: ["intelligence", "intelligence", "vitality"],
  assassin: ["agility", "agility", "vitality"],
  archer: ["agility", "agility", "vitality"],
  healer: ["intelligence", "intelligence", "vitality"],
};

export type Played = { entered: number; cleared: number; died: number; left: number };

export class Bot {
  readonly catalog: Catalog;
  readonly base: BaseClass;
  hunter: Hunter;
  commands = 0;
  now = Date.UTC(2026, 0, 1, 12);
  readonly byGrade: Record<string, Played> = {};
  /** The commands after which each level was reached. */
  readonly reached: number[] = [];
  refusals: string[] = [];
  #spent = 0;

  constructor(catalog: Catalog, base: BaseClass, seed: string) {
    this.catalog = catalog;
    this.base = base;
    this.hunter = newHunter({ id: "1", name: "Bot", role: "player", seed }, catalog.town.start);
  }

  type(line: string): Outcome {
    this.commands++;
    this.now += PACE_MS;
    const around = { neighbours: () => [], online: () => ({ names: [], complete: true }) };
    const outcome = play({ hunter: this.hunter, catalog: this.catalog, now: this.now, around }, line);
    if (outcome.refused) this.refusals.push(`${line}: ${outcome.text}`);
    const before = this.hunter;
    if (outcome.hunter) this.hunter = outcome.hunter;
    for (let level = before.sheet.level; level < this.hunter.sheet.level; level++)
      this.reached[level + 1] = this.commands;
    return outcome;
  }

  /** Health as a share. */
  get health(): number {
    return this.hunter.sheet.hp / bodyOf(this.hunter, this.catalog).values.hp;
  }

  /** Walks to the nearest place with a service; how far it was counts. */
  goTo(service: Service): boolean {
    const way = this.#wayTo(service);
    if (!way) return false;
    for (const word of way) this.type(word);
    return true;
  }

  /** Spends the points of new levels. */
  train(): void {
    while (this.hunter.sheet.points > 0) {
      const stat = BUILD[this.base][this.#spent++ % 3] ?? "vitality";
      this.hunter = withPoint(this.hunter, stat);
    }
    this.commands++;
  }

  #wayTo(service: Service): string[] | null {
    const { town } = this.catalog;
    const paths = new Map<string, string[]>([[this.hunter.room, []]]);
    for (const [id, path] of paths) {
      const place = placeOf(town, id);
      if (place.services.includes(service)) return path;
      for (const { word, to } of place.exits) if (!paths.has(to)) paths.set(to, [...path, word]);
    }
    return null;
  }
}

/** As `stat` does, without a line for each point. */
function withPoint(hunter: Hunter, stat: Stat): Hunter {
  const { sheet } = hunter;
  const stats = { ...sheet.stats, [stat]: sheet.stats[stat] + 1 };
  return { ...hunter, sheet: { ...sheet, stats, points: sheet.points - 1 } };
}
