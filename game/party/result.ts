/** What something did to a party: all that is to be written and told. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Hunter } from "../hunter/hunter.ts";
import type { Movement } from "../money/movement.ts";
import type { Happening, Surroundings } from "../turn.ts";
import type { PartyGate } from "./gate.ts";
import type { Loot, Party } from "./party.ts";
import type { Told } from "./telling.ts";

/** A party in a gate with its members as they are now. */
export type Band = {
  id: string;
  party: Party;
  gate: PartyGate;
  /** All members, by id. */
  hunters: ReadonlyMap<string, Hunter>;
  catalog: Catalog;
  now: number;
  around: Surroundings;
};

export type Result = {
  party: Party;
  hunters: readonly Hunter[];
  movements: readonly Movement[];
  told: readonly Told[];
  happenings: readonly Happening[];
};

/** Whose finds go to whom. */
export function receiver(party: Party, loot: Loot, own: string, standing: readonly string[]): string {
  if (loot === "leader" && standing.includes(party.leader)) return party.leader;
  if (loot === "turns") return standing[party.turn % standing.length] ?? own;
  return own;
}

/** The band with hunters as they are after. */
export function withHunters(band: Band, changed: readonly Hunter[]): Band {
  const hunters = new Map(band.hunters);
  for (const hunter of changed) hunters.set(hunter.id, hunter);
  return { ...band, hunters };
}
