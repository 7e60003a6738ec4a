/** The rules' front door: a typed line in, an outcome out. */

import { look } from "./commands/look.ts";
import { beyondShadow } from "./commands/shadowed.ts";
import type { CommandSpec, State } from "./commands/spec.ts";
import { waysOut } from "./gates/moving.ts";
import type { Hunter } from "./hunter/hunter.ts";
import { parseLine } from "./parse.ts";
import { inPartyGate } from "./party/asking.ts";
import { afterwards } from "./quests/afterwards.ts";
import { loginHint } from "./quests/next-step.ts";
import { placeOf } from "./town.ts";
import { type Outcome, refuse, type Turn } from "./turn.ts";

/** What a line was read as: its price for the rate limit, and what it does when it is done. */
export type Reading = { cost: number; run: (turn: Turn) => Outcome };

/** Reads a line for `hunter`; what it does is decided by `run`, which may be asked again on a newer state. */
export function read({ hunter, catalog }: Pick<Turn, "hunter" | "catalog">, line: string): Reading {
  const exits = hunter.run ? waysOut(catalog, hunter.run) : placeOf(catalog.town, hunter.room).exits;
  const parsed = parseLine(line, { role: hunter.role, exits, aliases: hunter.annals.aliases });
  if (!parsed.ok) return { cost: 1, run: () => refuse(parsed.text) };
  const { spec, argument } = parsed.command;
  return {
    cost: spec.cost ?? 1,
    run: (turn) =>
      misplaced(turn, spec) ??
      inPartyGate(turn, spec.name, argument) ??
      settled(turn, spec.run(turn, argument)),
  };
}

/** Reads a line and does it. */
export function play(turn: Turn, line: string): Outcome {
  return read(turn, line).run(turn);
}

/** The outcome with what follows from what was counted: goals reached, achievements and their rewards. */
function settled({ hunter, catalog, now }: Turn, outcome: Outcome): Outcome {
  if (!outcome.hunter) return outcome;
  const { hunter: after, movements, lines } = afterwards(hunter, outcome.hunter, catalog, now);
  if (lines.length === 0) return outcome;
  return {
    ...outcome,
    hunter: after,
    movements: [...(outcome.movements ?? []), ...movements],
    text: [outcome.text, ...lines].join("\n"),
  };
}

/** Where the hunter is, as far as commands care. */
export function stateOf(hunter: Hunter): State {
  if (!hunter.run) return "city";
  return hunter.run.fight ? "fight" : "gate";
}

/** What is around the hunter now, in full, as a redraw after a resume. */
export function redraw(turn: Turn): Outcome {
  return look(turn, "");
}

/** What a hunter sees who comes in anew: the place, and the System's next step. */
export function greeting(turn: Turn): Outcome {
  const scene = redraw(turn);
  const hint = loginHint(turn);
  return hint === null ? scene : { ...scene, text: `${scene.text}\n${hint}` };
}

/** The line that others read when a hunter enters the city, leaves it, or loses the line. */
export const PRESENCE_LINES = {
  came: (name: string) => `${name} comes into the city.`,
  left: (name: string) => `${name} leaves the city.`,
  lost: (name: string) => `${name} stands still, eyes on nothing. (link-dead)`,
  back: (name: string) => `${name} blinks and looks around.`,
} as const;

/** What a command is for, by where it can be used. */
function elsewhere(where: readonly State[]): string {
  if (where.includes("city")) return "That is for the city.";
  if (where.includes("gate") && where.includes("fight")) return "That is for a gate.";
  return where.includes("gate")
    ? "That is for a gate, with nothing in front of you."
    : "There is nothing to fight here.";
}
const NOW: Record<State, string> = {
  city: "You are in the city: gates lists what is open.",
  gate: "You are in a gate: clear it, or leave.",
  fight: "You are in a fight: end it, or flee.",
};

function misplaced({ hunter }: Turn, spec: CommandSpec): Outcome | null {
  const { where } = spec;
  const state = stateOf(hunter);
  const beyond = beyondShadow(hunter, spec);
  if (beyond) return refuse(beyond);
  if (!where || where.includes(state)) return null;
  return refuse(state === "fight" ? NOW.fight : `${elsewhere(where)} ${NOW[state]}`);
}
