/** One hunter alone in a gate: a command resolves its round at once, and what comes of it is settled here. */

import type { Counter } from "../catalog/words.ts";
import type { Action, Deeds, Round } from "../combat/fight.ts";
import { beastOf } from "../combat/foe.ts";
import { type Line, set } from "../combat/lines.ts";
import { memberOf, withMember } from "../combat/member.ts";
import { narrate } from "../combat/narrate.ts";
import { resolveRound } from "../combat/round.ts";
import { WEAR } from "../combat/tuning.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { Random } from "../random.ts";
import { takeItem } from "../things/pack.ts";
import type { Outcome, Turn } from "../turn.ts";
import { fell } from "./falling.ts";
import { cleared, escaped } from "./leaving.ts";
import { metIn } from "./meet.ts";
import { finished, inRoom, isCleared } from "./moving.ts";
import { roomOf } from "./plan.ts";
import type { Run } from "./run.ts";
import { tallied } from "./run.ts";
import { forFight } from "./spoils.ts";
import { spoilsLine } from "./tally-lines.ts";
import { gateFrame, roomAgain } from "./view.ts";

/** A round of the hunter's fight. The run must have one, and the action must be possible (fight.ts checks). */
export function fightOn(turn: Turn, action: Action): Outcome {
  const { hunter, catalog } = turn;
  const { run } = hunter;
  if (!run?.fight) throw new Error("a round without a fight");
  if (run.party) return { text: "", deed: { do: "party-act", action } };
  const round = resolveRound(
    { catalog, fight: run.fight, members: [memberOf(hunter, catalog)] },
    new Map([[hunter.id, action]]),
    new Random(run.dice, run.floor, run.room, run.rounds + 1),
  );
  const lines = narrate({
    catalog,
    round,
    viewer: hunter.id,
    dice: run.dice,
    rounds: run.rounds,
    met: metIn(roomOf(catalog, run), 1).map(({ nth }) => nth),
    screenReader: hunter.screenReader,
  });
  const after = settled(hunter, run, round);
  switch (round.ending) {
    case "going":
      return { text: set(lines, hunter.screenReader), hunter: after };
    case "won":
      return won({ ...turn, hunter: after }, round, lines);
    case "fled":
      return gotAway({ ...turn, hunter: after }, action, lines);
    case "lost":
      return fell({ ...turn, hunter: after }, set(lines, hunter.screenReader));
  }
}

/** The hunter and the run with what a round did, whatever its ending. */
function settled(hunter: Hunter, run: Run, round: Round): Hunter {
  const [member] = round.members;
  const deeds = round.deeds.get(hunter.id);
  if (!member || !deeds) return hunter;
  const worn = wearOf(deeds, member.body.values);
  const counted = tallied(
    { ...run, fight: round.fight, rounds: run.rounds + 1, wear: tenths(run.wear + worn) },
    countsOf(deeds),
  );
  const without = deeds.items.reduce<Hunter>((sum, item) => takeItem(sum, item, 1) ?? sum, hunter);
  return { ...withMember(without, member), run: counted };
}

/** Points of durability that a round costs each thing worn. */
export function wearOf({ hpLost, mpSpent }: Deeds, full: { hp: number; mp: number }): number {
  return (hpLost / full.hp) * WEAR.hp + (mpSpent / Math.max(1, full.mp)) * WEAR.mp;
}

const tenths = (points: number) => Math.round(points * 1000) / 1000;

/** What a round adds to the counters. */
export function countsOf(deeds: Deeds): [Counter, number][] {
  return [
    ["rounds", 1],
    ["criticals", deeds.criticals],
    ["guards", deeds.guards],
    ["interrupts", deeds.interrupts],
    ["skills", deeds.skills],
    ["statuses", deeds.statuses],
    ["cures", deeds.cures],
    ["used", deeds.items.length],
  ];
}

function won(turn: Turn, round: Round, lines: readonly Line[]): Outcome {
  const { hunter, catalog } = turn;
  const run = hunter.run;
  if (!run) return { text: set(lines, hunter.screenReader) };
  const random = new Random(run.dice, run.floor, run.room, "spoils", run.rounds);
  const beasts = round.fight.foes.map((foe) => beastOf(catalog, foe));
  const rewarded = forFight(hunter, catalog, { ...run, fight: null }, { beasts, size: 1, random });
  const through = finished(rewarded.run);
  const after = { ...rewarded.hunter, run: through };
  const told = [...lines, { text: spoilsLine(catalog, rewarded) }];
  const text = set(told, hunter.screenReader);
  if (isCleared(catalog, through)) return cleared({ ...turn, hunter: after }, text);
  const view = { catalog, run: through, screenReader: hunter.screenReader, size: 1 };
  return { text: `${text}\n${roomAgain(view)}`, frame: gateFrame(view), hunter: after };
}

function gotAway(turn: Turn, action: Action, lines: readonly Line[]): Outcome {
  const { hunter, catalog } = turn;
  const text = set(lines, hunter.screenReader);
  const run = hunter.run;
  if (!run) return { text };
  if (action.do === "item") return escaped(turn, text);
  const back = inRoom(catalog, { ...run, fight: null, room: run.from, from: run.from }, 1);
  const view = { catalog, run: back, screenReader: hunter.screenReader, size: 1 };
  return { text: `${text}\n${roomAgain(view)}`, frame: gateFrame(view), hunter: { ...hunter, run: back } };
}
