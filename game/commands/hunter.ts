/** The words about oneself. */
import { STATS } from "../catalog/words.ts";
import { STAT_HELP } from "../hunter/stats.ts";
import { become, respec, stat, stats } from "./becoming.ts";
import { exam, sheet, skills } from "./sheet.ts";
import type { CommandSpec } from "./spec.ts";

export const HUNTER: readonly CommandSpec[] = [
  {
    name: "become",
    aliases: [],
    argument: { name: "class", kind: "word", optional: true },
    summary: "Choose your class, once, at the licences desk.",
    help: "become lists the five classes. become fighter signs; you get a weapon and two draughts.",
    group: "hunter",
    where: ["city"],
    run: become,
  },
  {
    name: "status",
    aliases: ["sheet", "score", "st"],
    summary: "Your level, health, values and statuses.",
    help: "status shows what your class, stats and gear come to, and what ails you with its cure.",
    group: "hunter",
    run: sheet,
  },
  {
    name: "stats",
    aliases: ["attributes"],
    summary: "Your five stats, and what each does.",
    help: STATS.map((name) => `${name}: ${STAT_HELP[name]}`).join("\n"),
    group: "hunter",
    run: stats,
  },
  {
    name: "stat",
    aliases: ["train"],
    argument: { name: "stat and points", kind: "word", optional: true },
    summary: "Spend points on a stat.",
    help: "stat strength 2 spends two. Each level brings three. respec takes all back, for a price.",
    group: "hunter",
    run: stat,
  },
  {
    name: "skills",
    aliases: ["abilities"],
    summary: "Your skills, their mana and cooldowns.",
    help: "skills lists what you have and what comes next. In a fight: skill and the beginning of a name.",
    group: "hunter",
    run: skills,
  },
  {
    name: "respec",
    aliases: [],
    argument: { name: "yes", kind: "word", optional: true },
    summary: "Take all spent points back, for a growing price.",
    help: "respec names the price and the place, respec yes pays it.",
    group: "hunter",
    where: ["city"],
    run: respec,
  },
  {
    name: "exam",
    aliases: ["exams", "licence"],
    argument: { name: "begin", kind: "word", optional: true },
    summary: "The exam for the next hunter class.",
    help: "exam tells what it asks for. exam begin, at the licences desk, uses up a class licence and opens the exam gate.",
    group: "hunter",
    where: ["city"],
    run: exam,
  },
];
