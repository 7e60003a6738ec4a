/** Friends, other hunters' profiles, leaderboards, and the account's own characters. */
import { GRADES } from "../catalog/words.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";
import type { CommandSpec } from "./spec.ts";

const LOOKUP = 4;

export const FRIENDS: readonly CommandSpec[] = [
  {
    name: "friends",
    aliases: ["friend", "fr"],
    argument: { name: "what", kind: "word", optional: true, completes: "hunters" },
    summary: "Your friends, and who of them is here.",
    help: "friends lists them. friends add mara asks Mara, or accepts when she has asked; friends remove mara ends it, or declines.",
    group: "people",
    cost: LOOKUP,
    run: friends,
  },
  {
    name: "profile",
    aliases: ["finger"],
    argument: { name: "hunter", kind: "word", optional: true, completes: "hunters" },
    summary: "What everyone may know of a hunter.",
    help: "profile mara shows level, calling, licence, guild, gates and when she was here last. profile alone shows yours.",
    group: "people",
    cost: LOOKUP,
    run: ({ hunter }, word) => ({ text: "", deed: { do: "profile", name: word || hunter.name } }),
  },
  {
    name: "top",
    aliases: ["leaderboard", "ranking", "ranks"],
    argument: { name: "board", kind: "word", optional: true },
    summary: "Leaderboards: hunters, guilds, gates by grade.",
    help: [
      "top hunters, top guilds, top gates, top gates C. Gates are counted a moment after they are cleared.",
      "top season counts only what was done in the quarter of the year that runs: a point for each gate of grade E, and twice as many for each grade above. top season guilds, top season gates C; top season 1 is how that one ended. The three best and the first of each grade have a title for good.",
    ].join("\n"),
    group: "people",
    cost: LOOKUP,
    run: top,
  },
  {
    name: "characters",
    aliases: ["character", "chars"],
    argument: { name: "what", kind: "word", optional: true },
    summary: "Your account's hunters: list, make, play another.",
    help: "characters lists up to three. characters new mara makes one; characters play mara goes on as Mara: your line closes for a moment. They share mutes and friends of nobody but themselves.",
    group: "people",
    where: ["city"],
    cost: LOOKUP,
    run: characters,
  },
];

function friends(_turn: Turn, words: string): Outcome {
  const [verb = "", name = ""] = words.split(" ");
  if (verb === "" || verb === "list") return { text: "", deed: { do: "friends" } };
  if (name === "") return refuse("Whom? friends add mara, friends remove mara");
  if (["add", "accept", "request"].includes(verb)) return { text: "", deed: { do: "befriend", name } };
  if (["remove", "decline", "delete"].includes(verb)) return { text: "", deed: { do: "unfriend", name } };
  return refuse("friends, friends add mara, or friends remove mara");
}

function top(_turn: Turn, words: string): Outcome {
  const { season, rest } = seasonIn(words);
  const [first = "hunters", second = ""] = rest === "" ? [] : rest.split(" ");
  const board = (["hunters", "guilds", "gates"] as const).find((one) => one.startsWith(first));
  if (!board) return refuse("There are: top hunters, top guilds, top gates, top gates E, top season");
  const grade = GRADES.find((one) => one.toLowerCase() === second) ?? null;
  if (second !== "" && (board !== "gates" || !grade))
    return refuse(`Grades of gates: ${GRADES.join(", ")}. top gates E`);
  return { text: "", deed: { do: "top", board, grade, season } };
}

/** "season gates E", "season 2 guilds", "gates E" */
function seasonIn(words: string): { season: number | "now" | null; rest: string } {
  const [, number, rest = ""] = /^seasons?(?: (\d{1,4}))?(?: (.*))?$/.exec(words) ?? [];
  if (!/^seasons?( |$)/.test(words)) return { season: null, rest: words };
  return { season: number ? Number(number) : "now", rest };
}

function characters({ hunter }: Turn, words: string): Outcome {
  const [verb = "", name = ""] = words.split(" ");
  if (verb === "" || verb === "list") return { text: "", deed: { do: "characters" } };
  if (name === "") return refuse("Which name? characters new mara, characters play mara");
  if (verb === "new") return { text: "", deed: { do: "character-new", name } };
  if (verb !== "play") return refuse("characters, characters new mara, or characters play mara");
  if (name === hunter.name.toLowerCase()) return refuse("You are that one.");
  return { text: "", deed: { do: "character-play", name } };
}
