/** Out of a gate alive: cleared, on foot, or by a ticket. */
import type { Hunter } from "../hunter/hunter.ts";
import { nextClass } from "../hunter/licence.ts";
import { Random } from "../random.ts";
import { returnScene, roomFrame } from "../scene.ts";
import type { Outcome, Turn } from "../turn.ts";
import { viewOf } from "../walk.ts";
import { type Counted, carriedOut, clearCounts, type Out } from "./ending.ts";
import { planOf } from "./plan.ts";
import type { Run } from "./run.ts";
import { forClear } from "./spoils.ts";
import { crystalsWord, gainsOf, haulWords, INDENT, levelLine } from "./tally-lines.ts";

/** The hunter out of a gate whose last beast is dead. `before` is what was told of the round. */
export function cleared(turn: Turn, before: string): Outcome {
  const { hunter, catalog } = turn;
  const { run } = hunter;
  if (!run) return { text: before };
  const random = new Random(run.dice, "clear", run.rounds);
  const rewarded = forClear(hunter, catalog, run, { size: 1, random });
  const passed = run.kind === "exam" ? promoted(rewarded.hunter) : { hunter: rewarded.hunter, counts: [] };
  const out = carriedOut(passed.hunter, catalog, rewarded.run, [...clearCounts(run, 1), ...passed.counts]);
  const level = levelLine(out.hunter, levelsIn(rewarded.run));
  const lines = [
    before,
    planOf(catalog, run).cleared,
    `[System] ${title(run)} cleared in ${run.rounds} ${run.rounds === 1 ? "round" : "rounds"}.`,
    `${INDENT}${summary(turn, rewarded.run, out)}`,
    ...(level ? [`${INDENT}${level}`] : []),
    ...passedLine(run, out),
    ...notes(out),
    ...(run.kind === "tutorial" ? [AFTER_LESSON] : []),
  ];
  return outside(turn, out, lines.join("\n"));
}

/** The hunter out on foot, with what was found. */
export function left(turn: Turn): Outcome {
  const { run } = turn.hunter;
  if (!run) return { text: "" };
  return outWithFinds(turn, run, "You go back the way you came, past what you left lying, and out.");
}

/** The hunter out of the middle of a fight. */
export function escaped(turn: Turn, before: string): Outcome {
  const { run } = turn.hunter;
  return run ? outWithFinds(turn, run, before) : { text: before };
}

function outWithFinds(turn: Turn, run: Run, before: string): Outcome {
  const out = carriedOut({ ...turn.hunter, run }, turn.catalog, { ...run, fight: null });
  const summed = summary(turn, run, out);
  const lines = [
    before,
    `[System] ${title(run)} left after ${run.rounds} ${run.rounds === 1 ? "round" : "rounds"}. ${summed === "" ? "Nothing found." : summed}`,
    ...(run.kind === "exam"
      ? ["[System] Not passed. The licence is used up; exam tells what the next try needs."]
      : []),
    ...notes(out),
  ];
  return outside(turn, out, lines.join("\n"));
}

/** Back in the city: how the place reads, and what others there see. */
export function outside(turn: Turn, out: Pick<Out, "hunter" | "movements">, before: string): Outcome {
  const view = viewOf({ ...turn, hunter: out.hunter });
  const visits = Math.max(2, out.hunter.trail.visits[view.place.id] ?? 2);
  return {
    text: `${before}\n${returnScene(view, visits)}`,
    frame: roomFrame(view),
    hunter: out.hunter,
    movements: out.movements,
    happenings: [{ room: view.place.id, text: `${out.hunter.name} comes back from a gate.` }],
  };
}

const title = ({ name, grade }: Run) => `Gate "${name}" (${grade})`;

function summary({ catalog }: Turn, run: Run, { crystals, tax, haul }: Out): string {
  const money = crystals > 0 || tax > 0 ? [`${crystalsWord(crystals)} (${tax} tax)`] : [];
  const xp = gainsOf(catalog, { xp: run.xp, crystals: 0, haul: [] });
  return [...(xp ? [xp] : []), ...money, ...haulWords(catalog, haul)].join(" · ");
}

const levelsIn = ({ tally }: Run) => tally.levels ?? 0;

export function notes({ held, broken }: Pick<Out, "held" | "broken">): string[] {
  return [
    ...(held > 0
      ? [`[System] No room in your pack for ${held} of these: they are held for you in the city. claim`]
      : []),
    ...(broken.length > 0 ? [`[System] Broken: ${broken.join(", ")}. The Hunter Shop repairs: repair`] : []),
  ];
}

/** An exam's clear is the next hunter class. */
function promoted(hunter: Hunter): { hunter: Hunter; counts: Counted[] } {
  const next = nextClass(hunter.sheet.licence);
  if (!next) return { hunter, counts: [] };
  return {
    hunter: { ...hunter, sheet: { ...hunter.sheet, licence: next.licence } },
    counts: [[`exams:${next.licence}`, 1]],
  };
}

function passedLine(run: Run, { hunter }: Out): string[] {
  if (run.kind !== "exam") return [];
  return [`[System] Hunter class ${hunter.sheet.licence}. The clerk stamps it without looking up.`];
}

const AFTER_LESSON = "[System] The board has real ones: gates lists them, enter and a name goes in.";
