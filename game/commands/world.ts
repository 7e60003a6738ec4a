/** Looking, walking, speaking, asking. */
import { gone } from "../walk.ts";
import { goInGate } from "./exploring.ts";
import { help } from "./help.ts";
import { look } from "./look.ts";
import { say } from "./say.ts";
import type { CommandSpec } from "./spec.ts";
import { who, whoami } from "./who.ts";

export const WORLD: readonly CommandSpec[] = [
  {
    name: "help",
    aliases: ["?", "commands"],
    argument: { name: "command", kind: "word", optional: true, completes: "commands" },
    summary: "What you can do, or how one command works.",
    help: "help lists every command. help say explains one.",
    group: "world",
    run: help,
  },
  {
    name: "look",
    aliases: ["l", "examine"],
    argument: { name: "whom", kind: "word", optional: true, completes: "people" },
    summary: "The place around you, or one person in it.",
    help: "look shows the place in full. look clerk shows one person. People tell you what to watch for. In a gate: the room, or a beast and its habits.",
    group: "world",
    run: look,
  },
  {
    name: "go",
    aliases: ["walk"],
    argument: { name: "exit", kind: "word", optional: false, completes: "exits" },
    summary: "Through an exit. The exit's name alone does the same.",
    help: "go street, or only street. Directions work too: go south, south, s.",
    group: "world",
    where: ["city", "gate"],
    run: (turn, way) => (turn.hunter.run ? goInGate(turn, way) : gone(turn, way)),
  },
  {
    name: "say",
    aliases: ["'"],
    argument: { name: "words", kind: "text", optional: false },
    summary: "Aloud, to everyone in this place.",
    help: "say hello, or 'hello. Everyone in this place hears it and reads it with your name.",
    group: "world",
    run: say,
  },
  {
    name: "who",
    aliases: ["players"],
    summary: "Who is in the city now.",
    help: "who counts everyone in the city, on every server.",
    group: "world",
    run: who,
  },
  {
    name: "whoami",
    aliases: ["me"],
    summary: "Your name, and where you stand.",
    help: "whoami tells you your name, your role and your place.",
    group: "world",
    run: whoami,
  },
  {
    name: "quit",
    aliases: ["exit", "logout"],
    summary: "Leave the city. Your place is kept.",
    help: "quit closes the line. You wake where you left.",
    group: "world",
    run: () => ({ text: "You leave the city. Your place is kept.", quit: true }),
  },
];
