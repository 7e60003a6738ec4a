/** Keeping order: everyone reports; moderators answer, mute, kick and ban; operators appoint, grant and announce. */
import { parseAmount } from "../money/amount.ts";
import { tidied } from "../social/speaking.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";
import type { CommandSpec } from "./spec.ts";

const MOST_MINUTES = 60 * 24 * 365;
const MOST_GRANTED = 1_000_000;

export const ORDER: readonly CommandSpec[] = [
  {
    name: "report",
    aliases: [],
    argument: { name: "hunter reason", kind: "text", optional: false, completes: "hunters" },
    summary: "Tell the moderators of somebody's conduct.",
    help: "report mara threatens people in global. Moderators read it with the time and your place. ignore mara helps at once.",
    group: "people",
    cost: 10,
    run: (_turn, words) =>
      named(words, "report mara threatens people", (name, reason) => ({ do: "report", name, reason })),
  },
  {
    name: "reports",
    aliases: [],
    argument: { name: "number outcome", kind: "text", optional: true },
    summary: "Open reports; close one.",
    help: "reports lists what is open. reports 12 muted for a day closes number 12 with what came of it.",
    group: "operator",
    permission: "moderator",
    run: reports,
  },
  {
    name: "note",
    aliases: [],
    argument: { name: "hunter text", kind: "text", optional: false },
    summary: "A note on a hunter's record.",
    help: "note mara warned about spam. It stays on the record for good.",
    group: "operator",
    permission: "moderator",
    run: (_turn, words) => named(words, "note mara warned", (name, text) => ({ do: "note", name, text })),
  },
  {
    name: "record",
    aliases: ["audit"],
    argument: { name: "hunter", kind: "word", optional: true },
    summary: "What was done about whom, by whom.",
    help: "record shows the latest; record mara what concerns Mara. Nothing in it can be changed.",
    group: "operator",
    permission: "moderator",
    run: (_turn, word) => ({ text: "", deed: { do: "record", name: word || null } }),
  },
  {
    name: "mute",
    aliases: [],
    argument: { name: "hunter time reason", kind: "text", optional: false },
    summary: "Nobody hears a hunter for a while.",
    help: "mute mara 30m spam. Times: 30m, 6h, 3d. It holds for all hunters of the account. unmute mara ends it.",
    group: "operator",
    permission: "moderator",
    run: (_turn, words) =>
      timed(words, "mute mara 30m spam", (name, minutes, reason) => ({ do: "mute", name, minutes, reason })),
  },
  {
    name: "unmute",
    aliases: [],
    argument: { name: "hunter", kind: "word", optional: false },
    summary: "A muted hunter is heard again.",
    help: "unmute mara",
    group: "operator",
    permission: "moderator",
    run: (_turn, name) => ({ text: "", deed: { do: "unmute", name } }),
  },
  {
    name: "kick",
    aliases: [],
    argument: { name: "hunter reason", kind: "text", optional: false },
    summary: "Close a hunter's line; they may log in again.",
    help: "kick mara calm down. The line closes on every server at once.",
    group: "operator",
    permission: "moderator",
    run: (_turn, words) =>
      named(words, "kick mara calm down", (name, reason) => ({ do: "kick", name, reason })),
  },
  {
    name: "ban",
    aliases: [],
    argument: { name: "hunter time reason", kind: "text", optional: false },
    summary: "Close an account, for a time or for good.",
    help: "ban mara 7d threats, ban mara forever threats. Lines and tokens end at once on every server; a login is refused with the reason. unban mara ends it.",
    group: "operator",
    permission: "moderator",
    run: (_turn, words) => {
      const always = /^(\S+) forever (.+)$/s.exec(words);
      if (always)
        return {
          text: "",
          deed: { do: "ban", name: always[1] ?? "", minutes: null, reason: tidied(always[2] ?? "") },
        };
      return timed(words, "ban mara 7d threats", (name, minutes, reason) => ({
        do: "ban",
        name,
        minutes,
        reason,
      }));
    },
  },
  {
    name: "unban",
    aliases: [],
    argument: { name: "hunter", kind: "word", optional: false },
    summary: "A banned account may log in again.",
    help: "unban mara",
    group: "operator",
    permission: "moderator",
    run: (_turn, name) => ({ text: "", deed: { do: "unban", name } }),
  },
  {
    name: "announce",
    aliases: [],
    argument: { name: "words", kind: "text", optional: false },
    summary: "To everyone in the city, as the System.",
    help: "announce the east servers restart at ten.",
    group: "operator",
    permission: "moderator",
    run: (_turn, words) => ({ text: "", deed: { do: "announce", text: tidied(words) } }),
  },
  {
    name: "appoint",
    aliases: [],
    argument: { name: "hunter role", kind: "word", optional: false },
    summary: "Make an account a player, moderator or operator.",
    help: "appoint mara moderator. Mara's line closes, and the next login has the new words.",
    group: "operator",
    permission: "operator",
    run: appoint,
  },
  {
    name: "grant",
    aliases: [],
    argument: { name: "hunter exons reason", kind: "text", optional: false },
    summary: "Give exons, on the record.",
    help: "grant mara 50 for the bug report",
    group: "operator",
    permission: "operator",
    run: grant,
  },
];

type Deed = NonNullable<Outcome["deed"]>;

function named(words: string, example: string, deed: (name: string, rest: string) => Deed): Outcome {
  const [name = "", ...rest] = tidied(words).split(" ");
  if (rest.length === 0) return refuse(`Say whom and why: ${example}`);
  return { text: "", deed: deed(name, rest.join(" ")) };
}

function timed(
  words: string,
  example: string,
  deed: (name: string, minutes: number, reason: string) => Deed,
): Outcome {
  const [, name = "", amount = "", unit = "", reason = ""] =
    /^(\S+) (\d{1,6})([mhd]) (.+)$/s.exec(tidied(words)) ?? [];
  const minutes = Number(amount) * (unit === "d" ? 1440 : unit === "h" ? 60 : 1);
  if (reason === "" || minutes < 1 || minutes > MOST_MINUTES)
    return refuse(`Say whom, how long (30m, 6h, 3d) and why: ${example}`);
  return { text: "", deed: deed(name, minutes, reason) };
}

function reports(_turn: Turn, words: string): Outcome {
  if (words === "") return { text: "", deed: { do: "reports" } };
  const [, number = "", outcome = ""] = /^#?(\d{1,12}) (.+)$/s.exec(tidied(words)) ?? [];
  if (outcome === "") return refuse("Say which, and what came of it: reports 12 muted for a day");
  return { text: "", deed: { do: "close-report", id: Number(number), outcome } };
}

function appoint(_turn: Turn, words: string): Outcome {
  const [name = "", word = ""] = words.split(" ");
  const role = (["player", "moderator", "operator"] as const).find((one) => one === word);
  return role
    ? { text: "", deed: { do: "appoint", name, role } }
    : refuse("appoint mara moderator, operator or player");
}

function grant(_turn: Turn, words: string): Outcome {
  const [name = "", typed = "", ...reason] = tidied(words).split(" ");
  const amount = parseAmount(typed, 1, MOST_GRANTED);
  if (!amount.ok || reason.length === 0)
    return refuse(amount.ok ? "And why? grant mara 50 for the bug report" : amount.text);
  return { text: "", deed: { do: "grant", name, exons: amount.amount, reason: reason.join(" ") } };
}
