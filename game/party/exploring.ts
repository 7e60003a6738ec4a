/** Between a party's fights: who goes, all go; what one does for all, each has. */
import { isUp } from "../combat/member.ts";
import { descend, disarm, goInGate, rest, search } from "../commands/exploring.ts";
import { fightIn } from "../gates/meet.ts";
import { finished, isDone } from "../gates/moving.ts";
import { roomOf } from "../gates/plan.ts";
import type { Run } from "../gates/run.ts";
import { forTreasure } from "../gates/spoils.ts";
import { spoilsLine } from "../gates/tally-lines.ts";
import { gateFrame, roomAgain, roomInFull } from "../gates/view.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { Random } from "../random.ts";
import type { Outcome, Turn } from "../turn.ts";
import { absentees } from "./absence.ts";
import type { Verb } from "./deeds.ts";
import { fallen } from "./falling.ts";
import { insiders, mirrored, onward, shared } from "./gate.ts";
import type { Band, Result } from "./result.ts";
import { escapedFrom, nothingYet, withoutInsiders } from "./retreat.ts";
import { both, joinedText, type Text, type Told } from "./telling.ts";

const ALONE: Partial<Record<Verb, (turn: Turn, words: string) => Outcome>> = {
  go: goInGate,
  descend: (turn) => descend(turn),
  rest: (turn) => rest(turn),
  search: (turn) => search(turn),
  disarm: (turn) => disarm(turn),
};

/** What a member's word does to all; a sentence when it does nothing. */
export function explored(band: Band, actor: Hunter, verb: Verb, words: string): Result | string {
  if (verb === "leave") return left(band, actor);
  if (verb === "die") return letGo(band, actor);
  if (band.gate.run.fight) return "Not with that in front of you. strike, guard, or flee.";
  if (!isUp(actor.sheet)) return "You are down. A resurrection potion wakes you; die lets go.";
  const leads = verb !== "go" && verb !== "descend" ? true : mayLead(band, actor);
  if (!leads) return "The leader goes first. psay to them, or ask to be made one: party lead";
  if (verb === "open") return opened(band, actor);
  return asAlone(band, actor, verb, words);
}

/** The leader; anyone when the leader is down, away or not inside. */
function mayLead(band: Band, actor: Hunter): boolean {
  const { party, gate, hunters } = band;
  if (actor.id === party.leader) return true;
  const leader = gate.inside.includes(party.leader) ? hunters.get(party.leader) : undefined;
  return !leader || !isUp(leader.sheet) || absentees(band).has(leader.id);
}

/** Does what the actor would do alone, and then the same, without a trap, for each who follows. */
function asAlone(band: Band, actor: Hunter, verb: Verb, words: string): Result | string {
  const first = doAlone(band, actor, band.gate.run, verb, words);
  if (first.refused || !first.hunter) return first.text;
  // Only the one who went ahead is caught by a trap, and may die of it: then nobody has moved.
  if (!first.hunter.run) return diedAhead(band, first, actor);
  const run = measured(band, shared(first.hunter.run));
  const gate = onward(band.gate, run, band.now);
  const follows = verb === "go" || verb === "descend" || verb === "rest";
  const others = insiders(band.gate, band.hunters).filter(({ id }) => id !== actor.id);
  const done = others.map((one) => {
    const after = follows && isUp(one.sheet) ? doAlone(band, one, withoutTrap(band), verb, words) : null;
    return { hunter: after?.hunter ?? one, rests: verb === "rest" && after !== null };
  });
  const moved = run.room !== band.gate.run.room || run.floor !== band.gate.run.floor;
  const scene = moved ? sceneOf(band, run) : { text: "" };
  const ahead: Text = moved ? joinedText({ text: aheadOf(first.text) }, scene) : { text: first.text };
  const says = `${actor.name}: ${verb}${words ? ` ${words}` : ""}.`;
  const told: Told[] = [
    { to: actor.id, ...ahead, frame: gateFrame({ catalog: band.catalog, run }) },
    ...others.map(({ id }) => ({
      to: id,
      ...joinedText(
        { text: says },
        moved ? scene : { text: verb === "rest" ? "You rest. Health and mana come back." : "" },
      ),
      frame: gateFrame({ catalog: band.catalog, run }),
    })),
  ];
  const hunters = [first.hunter, ...done.map(({ hunter }) => hunter)].map((one) => ({
    ...one,
    run: mirrored(one, band.id, gate),
  }));
  return { ...nothingYet(band), party: { ...band.party, gate }, hunters, told };
}

function doAlone(band: Band, hunter: Hunter, run: Run, verb: Verb, words: string): Outcome {
  const { catalog, now, around, gate } = band;
  const own = mirrored(hunter, band.id, { ...gate, run });
  const turn: Turn = { hunter: { ...hunter, run: own }, catalog, now, around };
  return ALONE[verb]?.(turn, words) ?? { text: "Nothing happens.", refused: true };
}

/** The run with beasts for as many as the party has. */
function measured({ catalog, gate }: Band, run: Run): Run {
  if (!run.fight || (gate.run.fight && gate.run.room === run.room)) return run;
  return { ...run, fight: fightIn(catalog, run, roomOf(catalog, run), gate.size) };
}

const withoutTrap = ({ gate, catalog }: Band): Run =>
  roomOf(catalog, gate.run).kind === "trap" && !isDone(gate.run) ? finished(gate.run) : gate.run;

function sceneOf({ catalog, gate }: Band, run: Run): Text {
  const seen = run.floor === gate.run.floor && gate.run.seen.includes(run.room);
  return both((screenReader) => {
    const view = { catalog, run, screenReader, size: gate.size };
    return seen ? roomAgain(view) : roomInFull(view);
  });
}

/** What happened on the way, without the room that follows it in a lone hunter's answer. */
const aheadOf = (text: string): string => {
  const at = text.search(/(^|\n)Floor \d+, /);
  return at < 0 ? "" : text.slice(0, at);
};

function diedAhead(band: Band, { text, hunter, movements = [] }: Outcome, actor: Hunter): Result | string {
  if (!hunter) return text;
  const gate = withoutInsiders(band.gate, [actor.id]);
  const others = gate.inside.map((to) => ({ to, text: `${actor.name} goes ahead and does not come back.` }));
  return {
    ...nothingYet(band),
    party: { ...band.party, gate: gate.inside.length > 0 ? gate : null },
    hunters: [hunter],
    movements,
    told: [{ to: actor.id, text }, ...others],
  };
}

/** A chest: each who stands there has a share, by their own luck. */
function opened(band: Band, actor: Hunter): Result | string {
  const { catalog, gate } = band;
  const room = roomOf(catalog, gate.run);
  if (room.kind !== "treasure") return "There is nothing here to open.";
  if (isDone(gate.run)) return "It is open, and empty: that was you.";
  const run = finished(gate.run);
  const after = onward(gate, run, band.now);
  const results = insiders(gate, band.hunters).map((one) => {
    if (!isUp(one.sheet)) return { hunter: { ...one, run: mirrored(one, band.id, after) }, line: "" };
    const random = new Random(run.dice, run.floor, run.room, "treasure", run.rounds, one.id);
    const own = mirrored(one, band.id, { ...gate, run });
    const rewarded = forTreasure(one, catalog, own, { size: gate.size, random });
    return {
      hunter: { ...rewarded.hunter, run: rewarded.run },
      line: spoilsLine(catalog, rewarded),
    };
  });
  const told = results.map(({ hunter, line }) => ({
    to: hunter.id,
    ...joinedText(
      { text: hunter.id === actor.id ? room.line : `${actor.name} opens it. ${room.line}` },
      { text: line },
      both((screenReader) => roomAgain({ catalog, run, screenReader, size: gate.size })),
    ),
  }));
  return {
    ...nothingYet(band),
    party: { ...band.party, gate: after },
    hunters: results.map(({ hunter }) => hunter),
    told,
  };
}

/** One member out on foot. */
function left(band: Band, actor: Hunter): Result | string {
  if (band.gate.run.fight && !band.gate.out.includes(actor.id))
    return "Not with that in front of you: flee first, or use way home.";
  if (!isUp(actor.sheet)) return "You are down. die lets go.";
  const { band: after, result } = escapedFrom(band, [actor.id], new Map());
  const others = after.gate.inside.map((to) => ({ to, text: `${actor.name} leaves the gate.` }));
  const gate = after.gate.inside.length > 0 ? after.gate : null;
  return { ...result, party: { ...band.party, gate }, told: [...result.told, ...others] };
}

/** A dead member who does not wait for the others. What was lost waits for those who clear the gate. */
function letGo(band: Band, actor: Hunter): Result | string {
  if (isUp(actor.sheet)) return "You are alive. flee leaves a fight, leave leaves a gate.";
  const dead = fallen(band, actor, { text: "You let go." });
  const gate = withoutInsiders(band.gate, [actor.id]);
  const pot = {
    crystals: gate.pot.crystals + dead.lost.crystals,
    haul: [...gate.pot.haul, ...dead.lost.haul],
  };
  return {
    ...nothingYet(band),
    party: { ...band.party, gate: gate.inside.length > 0 ? { ...gate, pot } : null },
    hunters: [dead.hunter],
    movements: dead.movements,
    told: [dead.told, ...gate.inside.map((to) => ({ to, text: `${actor.name} is carried out.` }))],
  };
}
