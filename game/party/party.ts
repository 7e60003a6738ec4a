/** A party: who is in it, who may come, and the gate that it is in. Plain data, kept as one document. */
import { listOr } from "../suggestion.ts";
import type { PartyGate } from "./gate.ts";

/** `own`: what a member finds is that member's; `turns`: finds go round; `leader`: the leader keeps and shares out. */
export const LOOTS = ["own", "turns", "leader"] as const;
export type Loot = (typeof LOOTS)[number];

export type Mate = { id: string; name: string };
export type Party = {
  leader: string;
  members: readonly Mate[];
  /** `until` in ms since 1970. */
  invited: readonly (Mate & { until: number })[];
  /** Ids of those who are ready for a gate. */
  ready: readonly string[];
  loot: Loot;
  /** Whose turn it is to find something: a place in `members`. */
  turn: number;
  gate: PartyGate | null;
};

export const MOST_MEMBERS = 10;
export const INVITED_MS = 5 * 60_000;

export const newParty = (leader: Mate): Party => ({
  leader: leader.id,
  members: [leader],
  invited: [],
  ready: [],
  loot: "own",
  turn: 0,
  gate: null,
});

export const isMember = ({ members }: Party, id: string): boolean => members.some((one) => one.id === id);

/** The party with an invitation; a sentence when there can be none. */
export function invited(party: Party, by: Mate, guest: Mate, now: number): Party | string {
  if (party.leader !== by.id) return `Only ${leaderName(party)} invites: the leader does.`;
  if (party.gate) return "Not from inside a gate.";
  if (isMember(party, guest.id)) return `${guest.name} is in your party already.`;
  const open = party.invited.filter(({ id, until }) => until > now && id !== guest.id);
  if (party.members.length + open.length >= MOST_MEMBERS)
    return `A party has ${MOST_MEMBERS} members at most, invitations counted.`;
  return { ...party, invited: [...open, { ...guest, until: now + INVITED_MS }] };
}

/** The party with the guest in it; a sentence when the invitation is no longer good. */
export function joined(party: Party, guest: Mate, now: number): Party | string {
  if (!party.invited.some(({ id, until }) => id === guest.id && until > now))
    return "That invitation has run out. Ask for another.";
  if (party.gate) return "They are inside a gate. Wait until they are out.";
  const others = party.invited.filter(({ id }) => id !== guest.id);
  return { ...party, members: [...party.members, guest], invited: others, ready: [] };
}

/** The party without a member; null when nobody is left to lead it. */
export function without(party: Party, id: string): Party | null {
  const members = party.members.filter((one) => one.id !== id);
  const [first] = members;
  if (!first || (members.length === 1 && party.invited.length === 0)) return null;
  const leader = party.leader === id ? first.id : party.leader;
  return { ...party, members, leader, ready: party.ready.filter((one) => one !== id), turn: 0 };
}

export const leaderName = ({ leader, members }: Party): string =>
  members.find(({ id }) => id === leader)?.name ?? "nobody";

/** The member of that name or beginning of a name; a sentence when there is none. */
export function mateNamed({ members }: Party, typed: string): Mate | string {
  const word = typed.toLowerCase();
  const exact = members.find(({ name }) => name.toLowerCase() === word);
  const [found, second] = members.filter(({ name }) => name.toLowerCase().startsWith(word));
  if (exact) return exact;
  if (found && !second) return found;
  return `No "${typed.slice(0, 20)}" in your party. Members: ${listOr(members.map(({ name }) => name))}.`;
}
