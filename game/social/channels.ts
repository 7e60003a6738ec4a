/** Where words go: a place, or a channel. A channel's name is what is stored with each line. */
import type { Hunter } from "../hunter/hunter.ts";

/** Channels that a hunter may leave and join again. */
export const OPEN_CHANNELS = ["global", "trade"] as const;
export type OpenChannel = (typeof OPEN_CHANNELS)[number];

export const isOpenChannel = (channel: string): channel is OpenChannel =>
  OPEN_CHANNELS.some((one) => one === channel);

export const partyChannel = (party: string) => `party:${party}`;
/** Whose channel it is: the party's id, or null. */
export const partyOfChannel = (channel: string): string | null =>
  channel.startsWith("party:") ? channel.slice(6) : null;
export const guildChannel = (guild: string) => `guild:${guild}`;
/** Whispers to one hunter. */
export const inbox = (hunterId: string) => `to:${hunterId}`;
/** Whose inbox the channel is, or null. */
export const inboxOf = (channel: string): string | null =>
  channel.startsWith("to:") ? channel.slice(3) : null;

/** Where others meet this hunter: in a gate only those who are in it too. */
export function placeIn({ id, room, run }: Pick<Hunter, "id" | "room" | "run">): string {
  if (!run) return room;
  return run.party ? partyPlace(run.party.id) : `gate:${id}`;
}

/** Where a party's members meet while they are in its gate. */
export const partyPlace = (party: string): string => `gate:party-${party}`;

/** Channels that the hunter shares with some others: the party's and the guild's. */
export function sharedChannels({ party, guild }: Pick<Hunter, "party" | "guild">): string[] {
  return [...(party === null ? [] : [partyChannel(party)]), ...(guild === null ? [] : [guildChannel(guild)])];
}

/** The channels beside the place that reach only some hunters: the shared ones, and one's own. */
export const closedChannels = (hunter: Pick<Hunter, "id" | "party" | "guild">): string[] => [
  inbox(hunter.id),
  ...sharedChannels(hunter),
];

/** All that the hunter hears now. */
export function heardChannels(hunter: Hunter): string[] {
  const { quiet } = hunter.annals;
  return [
    placeIn(hunter),
    ...closedChannels(hunter),
    ...OPEN_CHANNELS.filter((channel) => !quiet.includes(channel)),
  ];
}

/** Whether a line of that name on that channel is to be shown to the hunter. */
export function hears({ annals }: Hunter, channel: string, from: string): boolean {
  return !annals.quiet.includes(channel) && !annals.ignored.includes(from.toLowerCase());
}

/** How a line reads to those who hear it. */
export function heardLine(channel: string, name: string, text: string): string {
  const label = labelOf(channel);
  if (label === "whisper") return `${name} tells you: ${text}`;
  return label === "place" ? `${name} says: ${text}` : `[${label}] ${name}: ${text}`;
}

/** A channel's name as players read it. */
export function labelOf(channel: string): "global" | "trade" | "party" | "guild" | "whisper" | "place" {
  if (channel === "global" || channel === "trade") return channel;
  if (channel.startsWith("party:")) return "party";
  if (channel.startsWith("guild:")) return "guild";
  return channel.startsWith("to:") ? "whisper" : "place";
}
