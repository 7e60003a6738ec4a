/**
 * Members whose line is lost. They fight by their tactic, the time of a round runs for them, anyone may go ahead in
 * their place, and who stays away for long leaves the gate as on foot.
 */
import { isUp } from "../combat/member.ts";
import { placeIn } from "../social/channels.ts";
import type { Surroundings } from "../turn.ts";
import { fallen } from "./falling.ts";
import { insiders, type PartyGate, ROUND_MS, standing } from "./gate.ts";
import { leaderName, type Party } from "./party.ts";
import { type Band, type Result, withHunters } from "./result.ts";
import { escapedFrom, nothingYet, withoutInsiders } from "./retreat.ts";
import { toAll } from "./telling.ts";

/** Ids of members inside whose line is lost or who are not in the city. */
export function absentees({ around, gate, hunters }: Omit<Band, "party">): Set<string> {
  const members = insiders(gate, hunters);
  const linkDead = new Set(
    [...new Set(members.map(placeIn))].flatMap((room) =>
      around.neighbours(room).flatMap((one) => (one.linkDead ? [one.name] : [])),
    ),
  );
  const { names, complete } = around.online();
  const online = new Set(names);
  const away = members.filter(({ name }) => linkDead.has(name) || (complete && !online.has(name)));
  return new Set(away.map(({ id }) => id));
}

/** Whether the party's leader is known to be away: then any member may take the lead. */
export function isLedByNobody({ leader, members }: Party, { online }: Pick<Surroundings, "online">): boolean {
  const { names, complete } = online();
  const name = members.find(({ id }) => id === leader)?.name;
  return complete && (name === undefined || !names.includes(name));
}

/**
 * The gate with its round begun where somebody is there and somebody who stands is not: the absent one has chosen by
 * the tactic. Where all are away nothing begins: their fight waits for them.
 */
export function paced(band: Omit<Band, "party">): PartyGate {
  const { gate, hunters, now } = band;
  if (!gate.run.fight || gate.due !== null) return gate;
  const absent = absentees(band);
  const members = insiders(gate, hunters);
  const waits = standing(gate, members).some(({ id }) => absent.has(id));
  const someone = members.some(({ id }) => !absent.has(id));
  return waits && someone ? { ...gate, due: now + ROUND_MS } : gate;
}

/** The result with its party's round begun if need be. */
export function pacedAfter(band: Band, result: Result): Result {
  const { gate } = result.party;
  if (!gate) return result;
  const { hunters } = withHunters(band, result.hunters);
  return { ...result, party: { ...result.party, gate: paced({ ...band, gate, hunters }) } };
}

/**
 * Members who have been away for long, out of the gate: who stands with what they found, who lies there carried out,
 * and what that one lost is left to the others. Who is there leads from now on.
 */
export function dismissed(band: Band, gone: ReadonlySet<string>): Result {
  const leaving = insiders(band.gate, band.hunters).filter(({ id }) => gone.has(id));
  const down = leaving.filter(({ sheet }) => !isUp(sheet)).map((one) => fallen(band, one));
  const up = leaving.filter(({ sheet }) => isUp(sheet)).map(({ id }) => id);
  const { result } = escapedFrom(band, up, new Map());
  const { pot, ...rest } = withoutInsiders(
    band.gate,
    leaving.map(({ id }) => id),
  );
  const gate: PartyGate = {
    ...rest,
    pot: {
      crystals: pot.crystals + down.reduce((sum, { lost }) => sum + lost.crystals, 0),
      haul: [...pot.haul, ...down.flatMap(({ lost }) => lost.haul)],
    },
  };
  const led = ledByThere(band.party, gone);
  const names = leaving.map(({ name }) => name).join(", ");
  const lead = led.leader === band.party.leader ? "" : ` ${leaderName(led)} leads now.`;
  const line = `[System] Away too long, and out of the gate: ${names}.${lead}`;
  const others = led.members.map(({ id }) => id).filter((id) => !gone.has(id));
  return {
    ...nothingYet(band),
    party: { ...led, gate: gate.inside.length > 0 ? gate : null },
    hunters: [...result.hunters, ...down.map(({ hunter }) => hunter)],
    movements: [...result.movements, ...down.flatMap(({ movements }) => movements)],
    told: [...result.told, ...down.map(({ told }) => told), ...toAll(others, line)],
  };
}

/** The party with a leader who is there, if anyone is. */
function ledByThere(party: Party, gone: ReadonlySet<string>): Party {
  if (!gone.has(party.leader)) return party;
  const inside = party.members.filter(({ id }) => party.gate?.inside.includes(id));
  const next = [...inside, ...party.members].find(({ id }) => !gone.has(id));
  return next ? { ...party, leader: next.id } : party;
}
