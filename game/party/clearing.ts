/** A gate that a party has cleared: everyone is paid, and what the fallen lost is the survivors'. */
import { isUp } from "../combat/member.ts";
import { carriedOut, clearCounts } from "../gates/ending.ts";
import { notes, outside } from "../gates/leaving.ts";
import { planOf } from "../gates/plan.ts";
import { type Haul, hauled, type Run } from "../gates/run.ts";
import { forClear } from "../gates/spoils.ts";
import { crystalsWord, gainsOf, haulWords, INDENT, levelLine } from "../gates/tally-lines.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { Random } from "../random.ts";
import { fallen } from "./falling.ts";
import { insiders, mirrored } from "./gate.ts";
import type { Band, Result } from "./result.ts";
import { joinedText, type Text, type Told } from "./telling.ts";

export function clearedBy(band: Band, result: Result, texts: ReadonlyMap<string, Text>): Result {
  const { gate } = band;
  const members = insiders(gate, band.hunters);
  const dead = members.filter(({ sheet }) => !isUp(sheet)).map((one) => fallen(band, one, texts.get(one.id)));
  const alive = members.filter(({ sheet }) => isUp(sheet));
  const pot = {
    crystals: gate.pot.crystals + dead.reduce((sum, { lost }) => sum + lost.crystals, 0),
    haul: [...gate.pot.haul, ...dead.flatMap(({ lost }) => lost.haul)],
  };
  const paid = alive.map((hunter, at) => payOut(band, hunter, share(pot, alive.length, at), texts));
  return {
    party: { ...band.party, gate: null, ready: [] },
    hunters: [...result.hunters, ...[...dead, ...paid].map(({ hunter }) => hunter)],
    movements: [...result.movements, ...[...dead, ...paid].flatMap(({ movements }) => movements)],
    told: [...result.told, ...[...dead, ...paid].map(({ told }) => told)],
    happenings: [
      ...result.happenings,
      ...members
        .slice(0, 1)
        .map(({ room }) => ({ room, text: `${names(members)} come back from a gate: ${gate.run.name}.` })),
    ],
  };
}

const names = (members: readonly Hunter[]): string =>
  members.length > 3
    ? `${members.length} hunters`
    : members.map(({ name }) => name).join(members.length === 2 ? " and " : ", ");

/** An even part of what was left behind: crystals that don't divide go to the first. */
function share(pot: { crystals: number; haul: readonly Haul[] }, of: number, at: number): typeof pot {
  const each = Math.floor(pot.crystals / of);
  return {
    crystals: each + (at === 0 ? pot.crystals - each * of : 0),
    haul: pot.haul.filter((_, place) => place % of === at),
  };
}

type Paid = { hunter: Hunter; movements: Result["movements"]; told: Told };

function payOut(
  band: Band,
  hunter: Hunter,
  found: { crystals: number; haul: readonly Haul[] },
  texts: ReadonlyMap<string, Text>,
): Paid {
  const { catalog, gate } = band;
  const own: Run = mirrored(hunter, band.id, gate);
  const random = new Random(own.dice, "clear", own.rounds, hunter.id);
  const rewarded = forClear(hunter, catalog, own, { size: gate.size, random });
  const run = found.haul.reduce((sum, { item, count }) => hauled(sum, item, count), {
    ...rewarded.run,
    crystals: rewarded.run.crystals + found.crystals,
  });
  const out = carriedOut(rewarded.hunter, catalog, run, clearCounts(run, gate.size));
  const level = levelLine(out.hunter, run.tally.levels ?? 0);
  const xp = gainsOf(catalog, { xp: run.xp, crystals: 0, haul: [] });
  const gains = [xp, `${crystalsWord(out.crystals)} (${out.tax} tax)`, ...haulWords(catalog, out.haul)];
  const picked = [
    ...(found.crystals > 0 ? [crystalsWord(found.crystals)] : []),
    ...haulWords(catalog, found.haul),
  ];
  const lines = [
    planOf(catalog, run).cleared,
    `[System] Gate "${run.name}" (${run.grade}) cleared by ${gate.size} in ${run.rounds} ${run.rounds === 1 ? "round" : "rounds"}.`,
    `${INDENT}${gains.filter((part) => part !== "").join(" · ")}`,
    ...(picked.length > 0 ? [`${INDENT}Of it, left by the fallen: ${picked.join(", ")}`] : []),
    ...(level ? [`${INDENT}${level}`] : []),
    ...notes(out),
  ];
  const { now, around } = band;
  const outcome = outside({ hunter, catalog, now, around }, out, lines.join("\n"));
  const told = joinedText(texts.get(hunter.id) ?? { text: "" }, { text: outcome.text });
  return {
    hunter: out.hunter,
    movements: out.movements,
    told: { to: hunter.id, ...told, ...(outcome.frame && { frame: outcome.frame }) },
  };
}
