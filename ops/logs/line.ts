import type { Output } from "../output.ts";
import { readEntry } from "./entry.ts";

/** One line as a service wrote it. */
export interface LogLine {
  /** When, ISO 8601 in UTC with nine decimals: sorts as text. */
  at: string;
  /** Which container, by its short name. */
  source: string;
  text: string;
}

type Color = Output["color"];

const PAINTS = ["cyan", "green", "magenta", "blue", "yellow"] as const;
const LEVEL_WIDTH = 5;

/** Makes lines readable: time, source, level, message, details. `width` is the longest source's. */
export function readable(line: LogLine, color: Color, width: number, now: Date): string {
  const { level, message, details, stack } = readEntry(line.text);
  const parts = [
    color.dim(localTime(line.at, now)),
    color[paintOf(line.source)](line.source.padEnd(width)),
    paintLevel(level, color),
    [message, ...details.map(color.dim)].join("  "),
  ];
  const indent = " ".repeat(4);
  return [parts.join("  ").trimEnd(), ...stack.map((text) => `${indent}${text.trim()}`)].join("\n");
}

// The same colour for a service's containers, whichever they are.
function paintOf(source: string): (typeof PAINTS)[number] {
  const service = source.replace(/-\d+$/, "");
  const sum = [...service].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return PAINTS[sum % PAINTS.length]!;
}

function paintLevel(level: string, color: Color): string {
  const text = level.padEnd(LEVEL_WIDTH);
  if (level === "error" || level === "fatal") return color.red(text);
  return level === "warn" ? color.yellow(text) : color.dim(text);
}

// The day only when it isn't today's.
function localTime(at: string, now: Date): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, "0")}`;
  if (time.toDateString() === now.toDateString()) return clock;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}
