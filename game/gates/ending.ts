/** Out of a gate: cleared, walked out, or carried out. What was found is paid, taxed and packed here. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Counter } from "../catalog/words.ts";
import { DEATH, WAKE } from "../combat/tuning.ts";
import { bodyOf } from "../hunter/body.ts";
import { count } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { earn, type Movement, purseOf, withMoney } from "../money/movement.ts";
import { Random } from "../random.ts";
import { addItem, itemOf, wear } from "../things/pack.ts";
import type { Haul, Run } from "./run.ts";

export type Out = {
  hunter: Hunter;
  movements: Movement[];
  /** Crystals got, after tax, and the tax. */
  crystals: number;
  tax: number;
  /** What was carried out, and how many of it had no room and are held in the city. */
  haul: readonly Haul[];
  held: number;
  /** Names of what broke. */
  broken: string[];
};

/** The hunter out of `run` with all that was found, the counts merged, the worn things worn. */
export function carriedOut(hunter: Hunter, catalog: Catalog, run: Run, counts: readonly Counted[] = []): Out {
  const worn = wear({ ...hunter, run: null }, run.wear);
  let after = worn.hunter;
  let held = 0;
  for (const { item, count } of run.haul) {
    const added = addItem(after, catalog, item, count);
    after = added.hunter;
    held += added.held;
  }
  const paid =
    run.crystals > 0
      ? earn(after, "crystals", run.crystals, "gate", { guild: run.party?.guild === true })
      : { hunter: after, movements: [], tax: 0 };
  const crystals = run.crystals - paid.tax;
  const merged = count(
    paid.hunter,
    ...(Object.entries(run.tally) as Counted[]),
    ["crystals-earned", crystals],
    ["tax-paid", paid.tax],
    ["broken", worn.broken.length],
    ["gathered", materialsIn(run.haul, catalog)],
    ...counts,
  );
  const broken = worn.broken.map((thing) => itemOf(catalog, thing)?.name ?? thing.item);
  return { hunter: merged, movements: paid.movements, crystals, tax: paid.tax, haul: run.haul, held, broken };
}

/** How many materials are among what was found. */
function materialsIn(haul: readonly Haul[], { items }: Catalog): number {
  return haul.reduce((sum, { item, count }) => sum + (items.get(item)?.kind === "material" ? count : 0), 0);
}

export type Counted = readonly [Counter, number];

/** What the clear itself counts as. */
export function clearCounts(run: Run, size: number): Counted[] {
  if (run.kind === "tutorial") return [["tutorials", 1]];
  if (run.kind === "exam") return [["exams", 1]];
  return [
    ["gates", 1],
    [`gates:${run.grade}`, 1],
    [`gates:${run.theme}`, 1],
    [size > 1 ? "party-gates" : "solo-gates", 1],
    [`${size > 1 ? "party-gates" : "solo-gates"}:${run.grade}`, 1],
    ["floors", 1],
  ];
}

/** What of a run's finds the dead lose, by the run's dice: the rest is carried out for them. */
export function dropped(run: Run, who: string): { kept: Run; lost: { crystals: number; haul: Haul[] } } {
  const random = new Random(run.dice, "death", who, run.rounds);
  const crystals = Math.ceil(run.crystals * DEATH.crystals);
  const haul = run.haul.map((one) => ({ one, goes: random.chance(DEATH.things) }));
  return {
    kept: {
      ...run,
      crystals: run.crystals - crystals,
      haul: haul.flatMap(({ one, goes }) => (goes ? [] : [one])),
    },
    lost: { crystals, haul: haul.flatMap(({ one, goes }) => (goes ? [one] : [])) },
  };
}

/** The hunter awake in the clinic after dying: 5 % of the carried crystals are gone, most of the health too. */
export function woken(
  hunter: Hunter,
  catalog: Catalog,
): { hunter: Hunter; movements: Movement[]; crystals: number } {
  const crystals = Math.floor(hunter.purse.crystals * DEATH.carried);
  const poorer = crystals > 0 ? withMoney(hunter, "crystals", -crystals) : hunter;
  const movements: Movement[] =
    crystals > 0
      ? [{ from: purseOf(hunter), to: "burn", currency: "crystals", amount: crystals, reason: "death" }]
      : [];
  const { values } = bodyOf(poorer, catalog);
  const { sheet } = poorer;
  const hp = Math.max(1, Math.round(values.hp * WAKE.hp));
  const mp = Math.max(sheet.mp, Math.round(values.mp * WAKE.mp));
  // What was cut off is sewn on by those who carry the dead, and a passing shadow has passed by then; the rest stays.
  const afflictions = sheet.afflictions.filter(
    ({ status, rounds }) => status !== "decapitated" && !(status === "shadow" && rounds !== null),
  );
  return {
    hunter: { ...poorer, room: clinicOf(catalog), sheet: { ...sheet, hp, mp, afflictions } },
    movements,
    crystals,
  };
}

/** The place with beds; the start of the town where there is none. */
export function clinicOf({ town }: Catalog): string {
  for (const place of town.places.values()) if (place.services.includes("clinic")) return place.id;
  return town.start;
}
