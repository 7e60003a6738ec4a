/** Members who are carried out dead: alone, or all of a party. */
import { carriedOut, dropped, woken } from "../gates/ending.ts";
import { outside } from "../gates/leaving.ts";
import type { Haul } from "../gates/run.ts";
import { crystalsWord, haulWords, INDENT } from "../gates/tally-lines.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { insiders, mirrored } from "./gate.ts";
import type { Band, Result } from "./result.ts";
import { joinedText, type Text, type Told } from "./telling.ts";

export type Fallen = {
  hunter: Hunter;
  movements: Result["movements"];
  told: Told;
  /** What was left in the gate of what this member had found. */
  lost: { crystals: number; haul: readonly Haul[] };
};

/** One dead member, carried to the clinic. */
export function fallen(band: Band, hunter: Hunter, before: Text = { text: "" }): Fallen {
  const { catalog, now, around } = band;
  const run = mirrored(hunter, band.id, band.gate);
  const { kept, lost } = dropped(run, hunter.id);
  const awake = woken(hunter, catalog);
  const out = carriedOut(awake.hunter, catalog, { ...kept, fight: null }, [["deaths", 1]]);
  const gone = [
    ...(lost.crystals > 0 ? [`${crystalsWord(lost.crystals)} of the gate`] : []),
    ...(awake.crystals > 0 ? [`${awake.crystals} of your own`] : []),
    ...haulWords(catalog, lost.haul),
  ];
  const saved = [
    ...(out.crystals > 0 ? [`${crystalsWord(out.crystals)} (${out.tax} tax)`] : []),
    ...haulWords(catalog, out.haul),
  ];
  const text = [
    "They carry you out between them. After that there is a ceiling, white, with a crack in it that you get to know.",
    `[System] You died in "${run.name}" (${run.grade}). Lost: ${gone.join(", ") || "nothing"}.`,
    `${INDENT}Carried out with you: ${saved.join(", ") || "nothing"}. ${run.xp} xp stay yours.`,
  ].join("\n");
  const movements = [...awake.movements, ...out.movements];
  const outcome = outside({ hunter, catalog, now, around }, { hunter: out.hunter, movements }, text);
  const told = joinedText(before, { text: outcome.text });
  return {
    hunter: out.hunter,
    movements,
    told: { to: hunter.id, ...told, ...(outcome.frame && { frame: outcome.frame }) },
    lost,
  };
}

/** Nobody stands: all are carried out, and the gate is over. */
export function fellAll(band: Band, result: Result, texts: ReadonlyMap<string, Text>): Result {
  const dead = insiders(band.gate, band.hunters).map((one) => fallen(band, one, texts.get(one.id)));
  return {
    ...result,
    party: { ...band.party, gate: null, ready: [] },
    hunters: [...result.hunters, ...dead.map(({ hunter }) => hunter)],
    movements: [...result.movements, ...dead.flatMap(({ movements }) => movements)],
    told: [...result.told, ...dead.map(({ told }) => told)],
  };
}
