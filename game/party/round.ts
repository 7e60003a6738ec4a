/** A round of a party's fight: who has acted, when it is resolved, and what it did. Pure; the store holds the locks. */
import type { Action, Deeds, Round } from "../combat/fight.ts";
import { set } from "../combat/lines.ts";
import { memberOf, withMember } from "../combat/member.ts";
import { narrate } from "../combat/narrate.ts";
import { resolveRound } from "../combat/round.ts";
import { chooseAction, tacticOf } from "../combat/tactics.ts";
import { metIn } from "../gates/meet.ts";
import { roomOf } from "../gates/plan.ts";
import { tallied } from "../gates/run.ts";
import { countsOf, wearOf } from "../gates/solo.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { Random } from "../random.ts";
import { carriedCount, takeItem } from "../things/pack.ts";
import { absentees } from "./absence.ts";
import { fellAll } from "./falling.ts";
import { insiders, mirrored, onward, type PartyGate, ROUND_MS, standing } from "./gate.ts";
import type { Band, Result } from "./result.ts";
import { withHunters } from "./result.ts";
import { escapedFrom, retreated } from "./retreat.ts";
import { both, type Text, type Told } from "./telling.ts";
import { wonFight } from "./winning.ts";

/** The gate with what a member will do; its round begins with the first who acts. */
export function acting(gate: PartyGate, id: string, action: Action, now: number): PartyGate {
  const auto = gate.auto.filter((one) => one !== id);
  return { ...gate, auto, acts: { ...gate.acts, [id]: action }, due: gate.due ?? now + ROUND_MS };
}

/** Those whom the round still waits for: they stand, have not acted, and are there to act. */
export function awaited(band: Band): Hunter[] {
  const { gate } = band;
  const absent = absentees(band);
  return standing(gate, insiders(gate, band.hunters)).filter(
    ({ id }) => !gate.acts[id] && !gate.auto.includes(id) && !absent.has(id),
  );
}

/** Resolves the round: who has not acted does what the tactic says when absent or on auto, and else waits. */
export function resolved(band: Band): Result {
  const { gate, catalog } = band;
  const { run } = gate;
  if (!run.fight) throw new Error("a round without a fight");
  const there = insiders(gate, band.hunters).filter(({ id }) => !gate.out.includes(id));
  const members = there.map((hunter) => memberOf(hunter, catalog));
  const round = resolveRound(
    { catalog, fight: run.fight, members },
    actionsOf(band, there),
    new Random(run.dice, run.floor, run.room, run.rounds + 1),
  );
  const texts = new Map(there.map(({ id }) => [id, narrated(band, round, id)]));
  const escaped = round.fled.filter((id) => gate.acts[id]?.do === "item");
  const fled = round.fled.filter((id) => !escaped.includes(id));
  const next: PartyGate = {
    ...gate,
    run: { ...run, fight: round.fight, rounds: run.rounds + 1 },
    out: [...gate.out, ...fled],
  };
  const after = withHunters(
    { ...band, gate: next },
    there.map((hunter) => settled(hunter, band, round)),
  );
  const left = escapedFrom(after, escaped, texts);
  return ended(left.band, round, left.result, texts);
}

function ended(band: Band, round: Round, result: Result, texts: ReadonlyMap<string, Text>): Result {
  const { gate } = band;
  if (gate.inside.length === 0) return { ...result, party: { ...band.party, gate: null } };
  switch (round.ending) {
    case "won":
      return wonFight(band, round, result, texts);
    case "going":
      return goesOn(band, result, texts);
    default:
      // Whoever got out in time drags the others along.
      return gate.out.length > 0 ? retreated(band, result, texts) : fellAll(band, result, texts);
  }
}

function goesOn(band: Band, result: Result, texts: ReadonlyMap<string, Text>): Result {
  const gate = onward(band.gate, band.gate.run, band.now);
  const members = insiders(gate, band.hunters);
  return {
    ...result,
    party: { ...band.party, gate },
    hunters: [...result.hunters, ...members.map((one) => ({ ...one, run: mirrored(one, band.id, gate) }))],
    told: [...result.told, ...tellEach(members, texts)],
  };
}

/** Each member's own text; those who stand aside read that the fight goes on. */
export function tellEach(members: readonly Hunter[], texts: ReadonlyMap<string, Text>): Told[] {
  return members.flatMap(({ id }) => {
    const text = texts.get(id);
    return text ? [{ to: id, ...text }] : [];
  });
}

function actionsOf(band: Band, all: readonly Hunter[]): Map<string, Action> {
  const { gate } = band;
  const absent = absentees(band);
  const actions = new Map<string, Action>();
  for (const hunter of all) {
    const chosen = gate.acts[hunter.id];
    // What was chosen may have been sold or dropped since.
    const there = chosen?.do !== "item" || carriedCount(hunter, chosen.item) > 0;
    if (chosen && there) actions.set(hunter.id, chosen);
    else if (gate.auto.includes(hunter.id) || absent.has(hunter.id))
      actions.set(hunter.id, byTactic(band, hunter, all));
  }
  return actions;
}

function byTactic({ catalog, gate }: Band, hunter: Hunter, there: readonly Hunter[]): Action {
  const { fight } = gate.run;
  if (!fight) return { do: "wait" };
  const members = there.map((one) => memberOf(one, catalog));
  const things = hunter.pack.carried.map(({ item }) => item);
  const member = memberOf(hunter, catalog);
  return chooseAction(tacticOf(hunter.annals.tactic), { catalog, fight, member, members, things });
}

function narrated({ catalog, gate }: Band, round: Round, viewer: string): Text {
  const { dice, rounds } = gate.run;
  const met = metIn(roomOf(catalog, gate.run), gate.size).map(({ nth }) => nth);
  return both((screenReader) =>
    set(narrate({ catalog, round, viewer, dice, rounds, met, screenReader }), screenReader),
  );
}

/** A member after the round: health, mana, what was used up, and what was counted and worn in the own run. */
function settled(hunter: Hunter, { id, gate }: Band, round: Round): Hunter {
  const member = round.members.find((one) => one.id === hunter.id);
  const deeds: Deeds | undefined = round.deeds.get(hunter.id);
  if (!member || !deeds) return hunter;
  const own = mirrored(hunter, id, gate);
  const wear = Math.round((own.wear + wearOf(deeds, member.body.values)) * 1000) / 1000;
  const run = tallied({ ...own, wear }, countsOf(deeds));
  const without = deeds.items.reduce<Hunter>((sum, item) => takeItem(sum, item, 1) ?? sum, hunter);
  return { ...withMember(without, member), run };
}
