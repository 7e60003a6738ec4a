/** Guilds: a name, ranks, a bank, work done together. */
import { badName, FOUNDING, titled } from "../guilds/guild.ts";
import { WORKS } from "../guilds/work.ts";
import { parseAmount, splitYes } from "../money/amount.ts";
import { placeOf } from "../town.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";
import { directions, offers } from "../way.ts";
import type { CommandSpec } from "./spec.ts";

const MOST_MOVED = 1_000_000_000;

export const GUILD: readonly CommandSpec[] = [
  {
    name: "guild",
    aliases: ["gu"],
    argument: { name: "what", kind: "word", optional: true, completes: "hunters" },
    summary: "Your guild: members, bank, work; found or join one.",
    help: [
      `guild shows yours, guild about night shift another. guild found night shift costs ${FOUNDING} crystals at Quill's desk.`,
      "guild invite mara, guild accept night shift, guild leave, guild kick mara, guild promote mara, guild demote mara, guild lead mara.",
      "What members sell or trade each other, and bring out of a gate together, is taxed with 15 %, not 13.",
      "guild deposit 50, guild withdraw 50 (officers; 15 % tax), guild log. guild work shows the common work and hands in your part; guild work gates takes it on.",
      "gsay talks to all members.",
    ].join("\n"),
    group: "people",
    cost: 2,
    run: guild,
  },
];

function guild(turn: Turn, argument: string): Outcome {
  const { words, yes } = splitYes(argument);
  const [verb = "", ...rest] = words.split(" ");
  const after = rest.join(" ");
  switch (verb) {
    case "":
    case "members":
      return { text: "", deed: { do: "guild", name: null } };
    case "about":
      return after === ""
        ? refuse("About which? guild about night shift")
        : { text: "", deed: { do: "guild", name: after } };
    case "found":
      return found(turn, after, yes);
    case "accept":
    case "join":
      return { text: "", deed: { do: "guild-accept", guild: after || null } };
    case "leave":
      return { text: "", deed: { do: "guild-leave", yes } };
    case "log":
      return { text: "", deed: { do: "guild-log" } };
    case "work":
    case "quest":
      return work(after);
    case "deposit":
    case "withdraw": {
      const amount = parseAmount(after, 1, MOST_MOVED);
      return amount.ok
        ? { text: "", deed: { do: `guild-${verb}`, amount: amount.amount } }
        : refuse(amount.text);
    }
    default:
      return about(verb, after);
  }
}

/** What is said of one member or guest. */
function about(verb: string, name: string): Outcome {
  const known = ["invite", "kick", "promote", "demote", "lead"];
  if (!known.includes(verb)) return refuse("help guild lists what there is, such as: guild invite mara");
  if (!/^\w{3,20}$/.test(name)) return refuse(`Whom? guild ${verb} mara`);
  if (verb === "promote" || verb === "demote")
    return { text: "", deed: { do: "guild-rank", name, by: verb === "promote" ? 1 : -1 } };
  if (verb === "invite") return { text: "", deed: { do: "guild-invite", name } };
  return verb === "kick"
    ? { text: "", deed: { do: "guild-kick", name } }
    : { text: "", deed: { do: "guild-lead", name } };
}

function found({ hunter, catalog }: Turn, name: string, yes: boolean): Outcome {
  const wrong = badName(name);
  if (wrong) return refuse(wrong);
  if (hunter.guild !== null) return refuse("You are in a guild. guild leave first.");
  const desk = offers("guilds");
  if (hunter.run || !desk(placeOf(catalog.town, hunter.room)))
    return refuse(`Guilds are founded elsewhere: ${directions(catalog.town, hunter.room, desk)}.`);
  return { text: "", deed: { do: "guild-found", name: titled(name), yes } };
}

function work(kind: string): Outcome {
  const take = WORKS.find((one) => one === kind) ?? null;
  if (kind !== "" && !take) return refuse(`Guilds work at ${WORKS.join(", ")}: guild work ${WORKS[0]}`);
  return { text: "", deed: { do: "guild-work", take } };
}
