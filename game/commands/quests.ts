/** What was asked of the hunter, and what it made of it. */
import { achievements, title } from "./achievements.ts";
import { abandon, hint, quests } from "./quest-log.ts";
import type { CommandSpec } from "./spec.ts";
import { accept, talk } from "./talk.ts";

export const QUESTS: readonly CommandSpec[] = [
  {
    name: "talk",
    aliases: ["ask"],
    argument: { name: "whom", kind: "word", optional: true, completes: "people" },
    summary: "Talk to somebody here: news, quests, and what they owe you.",
    help: "talk oh. What you have done for somebody is handed in by talking; what they want next they say then.",
    group: "people",
    where: ["city"],
    run: talk,
  },
  {
    name: "quests",
    aliases: ["quest", "journal", "log"],
    argument: { name: "quest", kind: "word", optional: true },
    summary: "What you have taken, how far it is, and who has more.",
    help: "quests lists them with today's daily ones; quests <name> shows one. They are taken and handed in by talk. A guild's come back each Monday.",
    group: "hunter",
    run: quests,
  },
  {
    name: "accept",
    aliases: [],
    argument: { name: "quest", kind: "word", optional: true },
    summary: "Take a quest that somebody here offers.",
    help: "talk to somebody first, then accept, or accept <name> where there are several. Ten at a time.",
    group: "hunter",
    where: ["city"],
    run: accept,
  },
  {
    name: "abandon",
    aliases: [],
    argument: { name: "quest", kind: "word", optional: false },
    summary: "Give up a quest.",
    help: "abandon <name> asks first; abandon <name> yes does it. What it has counted is lost, the quest can be taken again.",
    group: "hunter",
    run: abandon,
  },
  {
    name: "hint",
    aliases: ["next"],
    summary: "What to do next.",
    help: "hint tells the next step of your first evening, and later what lies open.",
    group: "hunter",
    run: hint,
  },
  {
    name: "achievements",
    aliases: ["feats"],
    argument: { name: "all", kind: "word", optional: true },
    summary: "What you have reached, and what is nearest.",
    help: "achievements shows the nearest; achievements all lists every one. They pay exons, crystals and titles.",
    group: "hunter",
    run: achievements,
  },
  {
    name: "title",
    aliases: ["titles"],
    argument: { name: "title", kind: "word", optional: true },
    summary: "The title beside your name.",
    help: "title lists yours; title signed hunter wears one; title none wears none.",
    group: "hunter",
    run: title,
  },
];
