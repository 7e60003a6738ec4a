/** Out of a party's fight alive: one member out of the gate, or all of them a room back. */
import { carriedOut } from "../gates/ending.ts";
import { notes, outside } from "../gates/leaving.ts";
import { inRoom } from "../gates/moving.ts";
import { crystalsWord, gainsOf, haulWords } from "../gates/tally-lines.ts";
import { roomAgain } from "../gates/view.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { insiders, mirrored, onward, type PartyGate } from "./gate.ts";
import { type Band, type Result, withHunters } from "./result.ts";
import { both, joinedText, type Text, type Told } from "./telling.ts";

export const nothingYet = (band: Band): Result => ({
  party: band.party,
  hunters: [],
  movements: [],
  told: [],
  happenings: [],
});

/** Those members out of the gate with what they found; the others go on without them. */
export function escapedFrom(
  band: Band,
  ids: readonly string[],
  texts: ReadonlyMap<string, Text>,
): { band: Band; result: Result } {
  const gone = insiders(band.gate, band.hunters)
    .filter(({ id }) => ids.includes(id))
    .map((one) => outOf(band, one, texts.get(one.id)));
  const gate = withoutInsiders(band.gate, ids);
  const after = withHunters(
    { ...band, gate, party: { ...band.party, gate } },
    gone.map(({ hunter }) => hunter),
  );
  return {
    band: after,
    result: {
      ...nothingYet(after),
      hunters: gone.map(({ hunter }) => hunter),
      movements: gone.flatMap(({ movements }) => movements),
      told: gone.map(({ told }) => told),
    },
  };
}

/** The gate with those members no longer in it. */
export function withoutInsiders(gate: PartyGate, ids: readonly string[]): PartyGate {
  const stays = (id: string) => !ids.includes(id);
  const acts = Object.fromEntries(Object.entries(gate.acts).filter(([id]) => stays(id)));
  return {
    ...gate,
    acts,
    inside: gate.inside.filter(stays),
    auto: gate.auto.filter(stays),
    out: gate.out.filter(stays),
  };
}

function outOf(
  band: Band,
  hunter: Hunter,
  before: Text = { text: "You go back the way you came, past what you left lying, and out." },
): { hunter: Hunter; movements: Result["movements"]; told: Told } {
  const { catalog, now, around } = band;
  const run = mirrored(hunter, band.id, band.gate);
  const out = carriedOut({ ...hunter, run }, catalog, { ...run, fight: null });
  const found = [
    gainsOf(catalog, { xp: run.xp, crystals: 0, haul: [] }),
    ...(out.crystals > 0 ? [`${crystalsWord(out.crystals)} (${out.tax} tax)`] : []),
    ...haulWords(catalog, out.haul),
  ].filter((part) => part !== "");
  const line = `[System] You left "${run.name}" (${run.grade}) and your party in it. ${found.join(" · ") || "Nothing found."}`;
  const outcome = outside({ hunter, catalog, now, around }, out, [line, ...notes(out)].join("\n"));
  const told = joinedText(before, { text: outcome.text });
  return {
    hunter: out.hunter,
    movements: out.movements,
    told: { to: hunter.id, ...told, ...(outcome.frame && { frame: outcome.frame }) },
  };
}

/** All who are inside are back in the room before. */
export function retreated(band: Band, result: Result, texts: ReadonlyMap<string, Text>): Result {
  const { run, size } = band.gate;
  const back = inRoom(band.catalog, { ...run, fight: null, room: run.from, from: run.from }, size);
  const gate = onward({ ...band.gate, out: [] }, back, band.now);
  const members = insiders(gate, band.hunters);
  const told = members.map(({ id }) => ({
    to: id,
    ...joinedText(
      texts.get(id) ?? { text: "The others come running, and you run with them." },
      both((screenReader) => roomAgain({ catalog: band.catalog, run: back, screenReader, size })),
    ),
  }));
  return {
    ...result,
    party: { ...band.party, gate },
    hunters: [...result.hunters, ...members.map((one) => ({ ...one, run: mirrored(one, band.id, gate) }))],
    told: [...result.told, ...told],
  };
}
