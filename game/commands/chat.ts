/** Words to others: channels, whispers, what was said before. */
import type { Hunter } from "../hunter/hunter.ts";
import { guildChannel, OPEN_CHANNELS, type OpenChannel, partyChannel } from "../social/channels.ts";
import { muted, speak, tidied } from "../social/speaking.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";
import type { CommandSpec } from "./spec.ts";

/** What a line to the whole city costs of a player's rate: one a second, two at once. */
const TO_ALL = 20;
const TO_SOME = 4;
const LOOKUP = 4;
const HISTORY_LINES = 20;
const MOST_HISTORY = 100;
export const HISTORY_CHANNELS = ["here", "global", "trade", "party", "guild", "tells"] as const;

type Speaking = Pick<CommandSpec, "name" | "aliases" | "summary" | "help">;

/** Speaks on a channel that everyone may hear. */
const toAll = (channel: OpenChannel, words: Speaking): CommandSpec => ({
  ...words,
  argument: { name: "words", kind: "text", optional: false },
  group: "people",
  cost: TO_ALL,
  run: (turn, said) => speak(turn, channel, said),
});

/** Speaks on the channel that some share; `none` is for who shares none. */
const toSome = (
  words: Speaking,
  channelOf: (hunter: Hunter) => string | null,
  none: string,
): CommandSpec => ({
  ...words,
  argument: { name: "words", kind: "text", optional: false },
  group: "people",
  cost: TO_SOME,
  run(turn, said) {
    const channel = channelOf(turn.hunter);
    return channel === null ? refuse(none) : speak(turn, channel, said);
  },
});

export const CHAT: readonly CommandSpec[] = [
  toAll("global", {
    name: "global",
    aliases: ["shout", "gl"],
    summary: "To everyone in the city.",
    help: "global anyone for a gate? Everyone who has not left the channel reads it. channel global leaves or joins.",
  }),
  toAll("trade", {
    name: "barter",
    aliases: ["tc"],
    summary: "To everyone, on the trade channel.",
    help: "barter selling three arcade tokens. What is for sale belongs here; channel trade leaves or joins.",
  }),
  {
    name: "tell",
    aliases: ["whisper", "t"],
    argument: { name: "hunter words", kind: "text", optional: false, completes: "hunters" },
    summary: "To one hunter, wherever.",
    help: "tell mara the boss is open. Only Mara reads it. reply answers whoever told you something last.",
    group: "people",
    cost: TO_SOME,
    run: whisper,
  },
  {
    name: "reply",
    aliases: ["r"],
    argument: { name: "words", kind: "text", optional: false },
    summary: "To whoever told you something last.",
    help: "reply coming. It goes to the last hunter who used tell to you.",
    group: "people",
    cost: TO_SOME,
    run: ({ hunter, now }, words) => {
      const why = muted(hunter, now);
      return why ? refuse(why) : { text: "", deed: { do: "reply", text: tidied(words) } };
    },
  },
  toSome(
    {
      name: "psay",
      aliases: ["p"],
      summary: "To your party.",
      help: "psay wait for the bell. Every member reads it, also inside a gate.",
    },
    ({ party }) => (party === null ? null : partyChannel(party)),
    "You are in no party. party invite <hunter> makes one.",
  ),
  toSome(
    {
      name: "gsay",
      aliases: ["gs"],
      summary: "To your guild.",
      help: "gsay who is up for the quest? Every member in the city reads it.",
    },
    ({ guild }) => (guild === null ? null : guildChannel(guild)),
    "You are in no guild. guild tells how to join or found one.",
  ),
  {
    name: "history",
    aliases: ["backlog"],
    argument: { name: "channel", kind: "word", optional: true },
    summary: "What was said before.",
    help: "history shows the last lines that you hear; history global 50 the last 50 of one channel. Channels: here, global, trade, party, guild, tells.",
    group: "people",
    cost: LOOKUP,
    run: history,
  },
  {
    name: "channel",
    aliases: ["channels"],
    argument: { name: "channel", kind: "word", optional: true },
    summary: "Which channels you hear; leave or join one.",
    help: "channel lists them; channel global leaves it, and again joins it.",
    group: "people",
    run: channel,
  },
];

function whisper({ hunter, now }: Turn, words: string): Outcome {
  const why = muted(hunter, now);
  if (why) return refuse(why);
  const [to = "", ...rest] = tidied(words).split(" ");
  if (rest.length === 0) return refuse(`Tell ${to} what? tell ${to.toLowerCase()} hello`);
  return { text: "", deed: { do: "whisper", to, text: rest.join(" ") } };
}

function history(_turn: Turn, words: string): Outcome {
  const [first = "", second = ""] = words.split(" ");
  const typed = /^\d+$/.test(first) ? "" : first;
  const lines = Number(/^\d{1,4}$/.exec(typed === "" ? first : second)?.[0] ?? HISTORY_LINES);
  const channel = HISTORY_CHANNELS.find((one) => typed !== "" && one.startsWith(typed)) ?? null;
  if (typed !== "" && !channel)
    return refuse(`No channel "${typed.slice(0, 20)}". Channels: ${HISTORY_CHANNELS.join(", ")}`);
  return {
    text: "",
    deed: { do: "history", channel, lines: Math.min(MOST_HISTORY, Math.max(1, lines)) },
  };
}

function channel({ hunter }: Turn, word: string): Outcome {
  const { quiet } = hunter.annals;
  if (word === "") {
    const states = OPEN_CHANNELS.map((one) => `${one} ${quiet.includes(one) ? "off" : "on"}`);
    return tell(
      `[System] Channels: ${states.join(", ")}. Always on: here, party, guild, tells. channel ${OPEN_CHANNELS[0]} leaves or joins.`,
    );
  }
  const found = OPEN_CHANNELS.find((one) => one === word);
  if (!found)
    return refuse(`Only these can be left: ${OPEN_CHANNELS.join(", ")}. ignore <name> is for one voice.`);
  const off = !quiet.includes(found);
  const annals = { ...hunter.annals, quiet: off ? [...quiet, found] : quiet.filter((one) => one !== found) };
  return {
    hunter: { ...hunter, annals },
    text: off
      ? `[System] You don't hear ${found} any more. channel ${found} joins it again.`
      : `[System] You hear ${found} again.`,
  };
}
