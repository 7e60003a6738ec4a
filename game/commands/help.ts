import { rows } from "../rows.ts";
import { nearest } from "../suggestion.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";
import type { CommandSpec } from "./spec.ts";
import { commandsFor, usage } from "./table.ts";

export const HEADINGS: Record<CommandSpec["group"], string> = {
  world: "The city",
  hunter: "You",
  gates: "Gates and fights",
  things: "Things",
  money: "Money",
  people: "People",
  operator: "Order",
};

/** The whole table by heading, or one command of it. */
export function help({ hunter }: Turn, topic: string): Outcome {
  const commands = commandsFor(hunter.role);
  if (topic === "") return tell(list(commands, hunter.screenReader));
  const found =
    commands.find(({ name, aliases }) => name === topic || aliases.includes(topic)) ??
    commands.find(({ name }) => name.startsWith(topic));
  return found ? tell(explain(found)) : refuse(unknown(topic, commands));
}

function list(commands: readonly CommandSpec[], screenReader: boolean): string {
  const width = Math.max(...commands.map((command) => usage(command).length));
  const row = (command: CommandSpec): string[] =>
    screenReader
      ? [`${usage(command)}: ${command.summary.replace(/\.$/, "")}`]
      : [usage(command).padEnd(width), command.summary];
  const lines = Object.entries(HEADINGS).flatMap(([group, heading]) => {
    const here = commands.filter((command) => command.group === group);
    return here.length > 0 ? [`${heading}:`, ...rows(here.map(row), screenReader)] : [];
  });
  return [...lines, "An exit's name takes you there. The first letters of a word are enough."].join("\n");
}

function explain(command: CommandSpec): string {
  const aliases = command.aliases.length > 0 ? `\nAlso: ${command.aliases.join(", ")}` : "";
  const where = command.where ? `\nWhere: ${command.where.join(", ")}` : "";
  return `${usage(command)}\n${command.summary}\n${command.help}${aliases}${where}`;
}

function unknown(topic: string, commands: readonly CommandSpec[]): string {
  const near = nearest(
    topic,
    commands.map(({ name }) => name),
  );
  const hint = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "help lists what there is.";
  return `No help on "${topic}". ${hint}`;
}
