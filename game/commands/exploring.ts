/** What can be typed in a gate with nothing in front of you. */
import type { Trap } from "../catalog/schemas.ts";
import { afflict, cured, HURTS, has, passed, takes } from "../combat/status.ts";
import { DISARM, REST, STEP, TRAP_CATCHES } from "../combat/tuning.ts";
import { directionOf, exitByPrefix, findExit, noWay } from "../exits.ts";
import { fell } from "../gates/falling.ts";
import type { Way } from "../gates/floor.ts";
import { left } from "../gates/leaving.ts";
import { charted, drawnMap, toldMap } from "../gates/map.ts";
import { descended, finished, isDone, isSeen, moved, waysOut } from "../gates/moving.ts";
import { type PlannedRoom, roomOf } from "../gates/plan.ts";
import { type Run, tallied } from "../gates/run.ts";
import { forTreasure } from "../gates/spoils.ts";
import { spoilsLine } from "../gates/tally-lines.ts";
import { beastInFull, gateFrame, roomAgain, roomInFull } from "../gates/view.ts";
import { bodyOf } from "../hunter/body.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { grown, RESISTANCE_OF_VITALITY } from "../hunter/stats.ts";
import { Random } from "../random.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";
import { foeNamed } from "./fighting.ts";
import { lookAtThing, looked } from "./look-at-thing.ts";

type Inside = { turn: Turn; hunter: Hunter; run: Run; room: PlannedRoom };

/** The turn as one inside a gate; the commands' `where` sees to it that there is one. */
function inside(turn: Turn): Inside {
  const { hunter, catalog } = turn;
  if (!hunter.run) throw new Error("a gate's command outside a gate");
  return { turn, hunter, run: hunter.run, room: roomOf(catalog, hunter.run) };
}

const viewOf = ({ turn, hunter }: Inside, run: Run) => ({
  catalog: turn.catalog,
  run,
  screenReader: hunter.screenReader,
  size: 1,
});

/** Dice of a room that are no fight's: the same on every try. */
const diceFor = ({ run }: Inside, what: string) =>
  new Random(run.dice, run.floor, run.room, what, run.rounds);

/** The room, or one beast in it. */
export function lookInGate(turn: Turn, whom: string): Outcome {
  const here = inside(turn);
  const { fight } = here.run;
  if (whom === "")
    return { text: roomInFull(viewOf(here, here.run)), frame: gateFrame(viewOf(here, here.run)) };
  const foe = fight ? foeNamed(turn, fight, whom) : `Nothing called "${whom}" here. look shows the room.`;
  if (typeof foe === "number") return looked(turn, beastInFull(turn.catalog, here.run, foe));
  return lookAtThing(turn, whom) ?? refuse(foe);
}

/** Through a door. A trap that was not disarmed may catch whoever goes on. */
export function goInGate(turn: Turn, word: string): Outcome {
  const here = inside(turn);
  const { run, room } = here;
  if (run.fight) return refuse("Not past that. strike, guard, or flee.");
  const ways = waysOut(turn.catalog, run);
  const exit = findExit(word, ways) ?? exitByPrefix(word, ways);
  const way = exit ? directionOf(exit.word) : undefined;
  if (!exit || !way) return refuse(noWay(word, ways));
  const back = Number(exit.to) === run.from;
  if (room.kind === "trap" && !isDone(run) && !back) return throughTrap(here, way as Way);
  return arriveBy(here, here.hunter, run, way as Way, "");
}

function arriveBy({ turn }: Inside, hunter: Hunter, from: Run, way: Way, before: string): Outcome {
  const run = moved(turn.catalog, from, way, 1);
  return run ? arrived(turn, hunter, from, run, before) : refuse(noWay(way, waysOut(turn.catalog, from)));
}

/** In a room: a new one gives a little breath back, statuses go on, and it is told in full the first time. */
function arrived(turn: Turn, hunter: Hunter, from: Run, run: Run, before: string): Outcome {
  const fresh = run.floor !== from.floor || !isSeen(from, run.room);
  const walked = step({ ...hunter, run }, turn, fresh);
  const view = { catalog: turn.catalog, run, screenReader: hunter.screenReader, size: 1 };
  const scene = fresh ? roomInFull(view) : roomAgain(view);
  return {
    text: [before, ...walked.lines, scene].filter((line) => line !== "").join("\n"),
    frame: gateFrame(view),
    hunter: walked.hunter,
  };
}

function step(hunter: Hunter, { catalog }: Turn, fresh: boolean): { hunter: Hunter; lines: string[] } {
  const { values } = bodyOf(hunter, catalog);
  const { sheet } = hunter;
  const hurt = HURTS.reduce(
    (sum, [status, share]) =>
      sum + (has(sheet.afflictions, status) ? Math.max(1, Math.round(values.hp * share)) : 0),
    0,
  );
  const { afflictions, ended } = passed(sheet.afflictions);
  const rested = fresh ? Math.round(values.hp * STEP.hp) : 0;
  // What burns outside a fight never kills: there is always one more room to find a cure in.
  const hp = Math.min(values.hp, Math.max(1, sheet.hp - hurt) + (hurt > 0 ? 0 : rested));
  const mp = Math.min(values.mp, sheet.mp + (fresh ? Math.round(values.mp * STEP.mp) : 0));
  const lines = [
    ...(hurt > 0 ? [`[System] Walking with it costs you ${sheet.hp - hp} health.`] : []),
    ...(ended.length > 0 ? [`[System] Passed: ${ended.join(", ")}.`] : []),
  ];
  return { hunter: { ...hunter, sheet: { ...sheet, hp, mp, afflictions } }, lines };
}

/** The floor as far as it is known. */
export function map(turn: Turn): Outcome {
  const { run, hunter } = inside(turn);
  const rooms = charted(turn.catalog, run);
  const head = `${run.name} (${run.grade}, level ${run.level}), floor ${run.floor}`;
  return tell(`${head}\n${hunter.screenReader ? toldMap(rooms) : drawnMap(rooms)}`);
}

/** Once a room: a trap's workings, or what somebody overlooked. */
export function search(turn: Turn): Outcome {
  const here = inside(turn);
  const { run, room, hunter } = here;
  if (run.searched.includes(run.room)) return refuse("You have been through this room already.");
  const searched = { ...run, searched: [...run.searched, run.room] };
  if (room.kind === "trap" && !isDone(run))
    return {
      text: "You follow it back from the teeth to the hand that set it. disarm is likelier to work now.",
      hunter: { ...hunter, run: searched },
    };
  const random = diceFor(here, "search");
  if (!random.chance(FINDS)) return { text: emptyHanded(run), hunter: { ...hunter, run: searched } };
  const crystals = 1 + Math.round(random.share() * Math.sqrt(run.level));
  return {
    text: `Under the dust something catches the light.\n[System] ${crystals} ${crystals === 1 ? "crystal" : "crystals"}`,
    hunter: { ...hunter, run: { ...searched, crystals: run.crystals + crystals } },
  };
}

const FINDS = 0.25;
const EMPTY = [
  "You turn over what can be turned over. It was lying on more of the same.",
  "Nothing. Somebody thorough was here before you.",
  "Dust, a button, a bus ticket from another year.",
  "You look where you would have hidden something. So did the others.",
  "You find the place where something used to be.",
];
const emptyHanded = ({ dice, floor, room }: Run) =>
  new Random(dice, floor).shuffled(EMPTY)[room % EMPTY.length] ?? "Nothing.";

/** Makes a trap harmless, or springs it. */
export function disarm(turn: Turn): Outcome {
  const here = inside(turn);
  const { room, run, hunter } = here;
  if (room.kind !== "trap" || !room.trap || isDone(run)) return refuse("There is no trap here to disarm.");
  const random = diceFor(here, "disarm");
  if (!random.chance(disarmChance(here))) return sprung(here, room.trap, random);
  const done = tallied(finished(run), [["traps", 1]]);
  const view = viewOf(here, done);
  return {
    text: `${room.trap.avoided}\n${roomAgain(view)}`,
    frame: gateFrame(view),
    hunter: { ...hunter, run: done },
  };
}

function disarmChance({ turn, run }: Inside): number {
  const agility = bodyOf(turn.hunter, turn.catalog).stats.agility;
  const searched = run.searched.includes(run.room) ? DISARM.searched : 0;
  return Math.min(
    0.97,
    DISARM.least + searched + (DISARM.byAgility * agility) / (agility + 5 * run.level + 20),
  );
}

function throughTrap(here: Inside, way: Way): Outcome {
  const { room, run, hunter } = here;
  const random = diceFor(here, "trap");
  if (!room.trap || !random.chance(TRAP_CATCHES))
    return arriveBy(here, hunter, finished(run), way, "You hold your breath and go, and it lets you.");
  const hurt = hurtBy(here, room.trap, random);
  if (hurt.hunter.sheet.hp <= 0) return fell({ ...here.turn, hunter: hurt.hunter }, hurt.text);
  return arriveBy(here, hurt.hunter, finished(run), way, hurt.text);
}

function sprung(here: Inside, trap: Trap, random: Random): Outcome {
  const hurt = hurtBy(here, trap, random);
  const run = finished(here.run);
  if (hurt.hunter.sheet.hp <= 0) return fell({ ...here.turn, hunter: hurt.hunter }, hurt.text);
  const view = viewOf(here, run);
  return {
    text: `${hurt.text}\n${roomAgain(view)}`,
    frame: gateFrame(view),
    hunter: { ...hurt.hunter, run },
  };
}

/** A trap never kills: it leaves at least one point, and a way to regret it. */
function hurtBy({ turn, hunter }: Inside, trap: Trap, random: Random): { hunter: Hunter; text: string } {
  const { values, stats } = bodyOf(hunter, turn.catalog);
  const { sheet } = hunter;
  const damage = Math.min(sheet.hp - 1, Math.round(values.hp * trap.power));
  const resistance = grown(RESISTANCE_OF_VITALITY, stats.vitality);
  const ill =
    trap.inflicts && trap.inflicts.status !== "decapitated" && takes(trap.inflicts, resistance, random);
  const afflictions =
    ill && trap.inflicts
      ? afflict(sheet.afflictions, trap.inflicts.status, trap.inflicts.rounds)
      : sheet.afflictions;
  const status = ill && trap.inflicts ? `, ${trap.inflicts.status}` : "";
  return {
    hunter: { ...hunter, sheet: { ...sheet, hp: sheet.hp - damage, afflictions } },
    text: `${trap.springs}\n[System] −${damage} health${status}.`,
  };
}

/** What lies locked in a treasure room. */
export function open(turn: Turn): Outcome {
  const here = inside(turn);
  const { room, run, hunter } = here;
  if (room.kind !== "treasure") return refuse("There is nothing here to open.");
  if (isDone(run)) return refuse("It is open, and empty: that was you.");
  const random = diceFor(here, "treasure");
  const rewarded = forTreasure(hunter, turn.catalog, finished(run), { size: 1, random });
  const view = viewOf(here, rewarded.run);
  return {
    text: `${room.line}\n${spoilsLine(turn.catalog, rewarded)}\n${roomAgain(view)}`,
    frame: gateFrame(view),
    hunter: { ...rewarded.hunter, run: rewarded.run },
  };
}

/** Once in a rest room. */
export function rest(turn: Turn): Outcome {
  const here = inside(turn);
  const { room, run, hunter } = here;
  if (room.kind !== "rest") return refuse("Not here. A room to rest in shows on the map as r.");
  if (isDone(run)) return refuse("You have rested here. It does not work twice.");
  const { values } = bodyOf(hunter, turn.catalog);
  const { sheet } = hunter;
  const hp = Math.min(values.hp, sheet.hp + Math.round(values.hp * REST.hp));
  const mp = Math.min(values.mp, sheet.mp + Math.round(values.mp * REST.mp));
  const done = tallied(finished(run), [["rests", 1]]);
  const afflictions = cured(sheet.afflictions, ["burn", "poisoned", "frozen", "feared", "confused"]);
  const gone = sheet.afflictions.length - afflictions.length;
  const view = viewOf(here, done);
  return {
    text: `${room.line}\n[System] Health +${hp - sheet.hp}, mana +${mp - sheet.mp}${gone > 0 ? ", statuses gone" : ""}.\n${roomAgain(view)}`,
    frame: gateFrame(view),
    hunter: { ...hunter, sheet: { ...sheet, hp, mp, afflictions }, run: done },
  };
}

/** Down the stairs. */
export function descend(turn: Turn): Outcome {
  const { run, room, hunter } = inside(turn);
  if (!room.stairs) return refuse("No stairs here. On the map they show as > once you have found them.");
  if (!isDone(run)) return refuse("Not before this room is yours.");
  const below = descended(turn.catalog, run, 1);
  return below ? arrived(turn, hunter, run, below, "") : refuse("The stairs lead nowhere.");
}

/** Out on foot. */
export function leave(turn: Turn): Outcome {
  return left(turn);
}
