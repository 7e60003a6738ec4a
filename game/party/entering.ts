/** A party before its gate: who is ready, who may go in, and going in. */
import { has } from "../combat/status.ts";
import { type Entry, newRun } from "../gates/entering.ts";
import { gateFrame, roomInFull } from "../gates/view.ts";
import { count } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { opens } from "../hunter/licence.ts";
import { amongGuild } from "../money/movement.ts";
import { listOr } from "../suggestion.ts";
import type { Surroundings } from "../turn.ts";
import { isLedByNobody } from "./absence.ts";
import { mirrored, type PartyGate, shared } from "./gate.ts";
import { leaderName, type Party } from "./party.ts";
import type { Band, Result } from "./result.ts";
import { both } from "./telling.ts";

/** The party inside; a sentence when it can't go in. */
export function entering(
  band: Omit<Band, "gate">,
  actor: Hunter,
  entry: Omit<Entry, "dice">,
): Result | string {
  const { party, hunters, catalog, id } = band;
  const members = party.members.flatMap((one) => hunters.get(one.id) ?? []);
  const why = cannotEnter(party, actor, members, entry, band.around);
  if (why) return why;
  const size = members.length;
  const dice = `${actor.seed}-party-${id}-${actor.sheet.draws}`;
  const run = newRun(catalog, { ...entry, dice }, size);
  const gate: PartyGate = {
    run: shared(run),
    size,
    ...(amongGuild(members) && { guild: true }),
    inside: members.map((one) => one.id),
    acts: {},
    auto: [],
    out: [],
    pot: { crystals: 0, haul: [] },
    due: null,
  };
  const inside = members.map((one) => {
    const draws = one.id === actor.id ? one.sheet.draws + 1 : one.sheet.draws;
    return { ...one, sheet: { ...one.sheet, draws }, run: { ...mirrored({ ...one, run }, id, gate) } };
  });
  const title = `${run.name} (${run.grade}, level ${run.level}), ${size} of you`;
  const scene = both((screenReader) => `${title}\n${roomInFull({ catalog, run, screenReader, size })}`);
  return {
    party: { ...party, gate, ready: [] },
    hunters: inside,
    movements: [],
    told: inside.map((one) => ({ to: one.id, ...scene, frame: gateFrame({ catalog, run }) })),
    happenings: [{ room: actor.room, text: `${leaderName(party)}'s party goes into a gate: ${run.name}.` }],
  };
}

function cannotEnter(
  party: Party,
  actor: Hunter,
  members: readonly Hunter[],
  { grade }: Omit<Entry, "dice">,
  around: Surroundings,
): string | null {
  if (party.leader !== actor.id && isLedByNobody(party, around))
    return `${leaderName(party)} leads your party and is away. party lead ${actor.name.toLowerCase()} takes over.`;
  if (party.leader !== actor.id)
    return `Your party's leader opens gates: ${leaderName(party)}. party leave goes alone.`;
  if (party.gate) return "Your party is in a gate. Wait until the others are out.";
  const waiting = members.filter(({ id }) => id !== actor.id && !party.ready.includes(id));
  if (waiting.length > 0) return `Not ready yet: ${namesOf(waiting)}. party check asks everyone.`;
  const away = members.filter(({ room, run }) => room !== actor.room || run);
  if (away.length > 0) return `Not here: ${namesOf(away)}. Everyone goes in from the same board.`;
  const unfit = members.filter(
    ({ sheet }) => !sheet.base || sheet.hp <= 0 || has(sheet.afflictions, "shadow"),
  );
  if (unfit.length > 0)
    return `Not fit for a gate: ${namesOf(unfit)}. A class, health, and no shadow are needed.`;
  const low = members.filter(({ sheet }) => !opens(sheet.licence, sheet.level, grade));
  return low.length > 0 ? `Grade ${grade} is closed to ${namesOf(low)}: licence or level is too low.` : null;
}

const namesOf = (hunters: readonly Hunter[]) =>
  listOr(hunters.map(({ name }) => name)).replace(" or ", " and ");

/** Counted once for each member when a party is made or joined. */
export const partied = (hunter: Hunter): Hunter => count(hunter, ["parties", 1]);
