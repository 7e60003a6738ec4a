/** Words of one's own, who is not heard, and switches. */
import { alias, unalias } from "./alias.ts";
import { ignore, unignore } from "./ignore.ts";
import { settings } from "./setting.ts";
import type { CommandSpec } from "./spec.ts";

export const SETTINGS: readonly CommandSpec[] = [
  {
    name: "alias",
    aliases: [],
    argument: { name: "word line", kind: "text", optional: true },
    summary: "Words of your own for whole lines.",
    help: "alias d use life-draught makes d drink one. alias lists yours. What follows the word is put after the line.",
    group: "hunter",
    run: alias,
  },
  {
    name: "unalias",
    aliases: [],
    argument: { name: "word", kind: "word", optional: false },
    summary: "Forget a word of your own.",
    help: "unalias d. A command of that name works again.",
    group: "hunter",
    run: unalias,
  },
  {
    name: "ignore",
    aliases: [],
    argument: { name: "name", kind: "word", optional: true, completes: "hunters" },
    summary: "Not hear somebody.",
    help: "ignore jun silences what Jun says and whispers to you; ignore lists the names. They are not told.",
    group: "people",
    run: ignore,
  },
  {
    name: "unignore",
    aliases: [],
    argument: { name: "name", kind: "word", optional: false },
    summary: "Hear somebody again.",
    help: "unignore jun.",
    group: "people",
    run: unignore,
  },
  {
    name: "settings",
    aliases: ["options"],
    argument: { name: "setting", kind: "word", optional: true },
    summary: "What you can switch on and off.",
    help: "settings lists them; settings screen-reader on switches one.",
    group: "hunter",
    run: settings,
  },
];
