import { stripVTControlCharacters } from "node:util";
import { SETTINGS, type SettingRow } from "../../infra/settings.ts";
import { columns, wrap } from "../columns.ts";
import type { Output } from "../output.ts";

type Color = Output["color"];

interface Line {
  /** Mark, name, value, default. */
  cells: string[];
  meaning: string;
}

const LEAST_MEANING = 40;
const GAP = 2;
const INDENT = "     ";
const NONE = "–";

/** Every setting: value, default, meaning, within `width`; a star where the value isn't the default. */
export function settingsLines(
  raw: Readonly<Record<string, string>>,
  color: Color,
  width: number,
  own = "./terminusa",
): string[] {
  const unknown = Object.keys(raw).filter((name) => !SETTINGS.some((row) => row.name === name));
  const lines: Line[] = [
    { cells: ["", "setting", "value", "default"].map(color.dim), meaning: "meaning" },
    ...SETTINGS.map((row) => settingLine(row, raw[row.name], color)),
    ...unknown.map((name) => ({
      cells: [color.red("!"), color.red(name), raw[name]!, NONE],
      meaning: `Not a setting. Remove it: ${own} config rm ${name}`,
    })),
  ];
  const left = columns(lines.map(({ cells }) => cells));
  const room = width - Math.max(...left.map((line) => stripVTControlCharacters(line).length)) - GAP;
  if (room >= LEAST_MEANING) return columns(lines.flatMap((line) => beside(line, room, color)));
  // On a narrow screen each meaning stands below its setting.
  return left.flatMap((line, index) => [
    line,
    ...wrap(lines[index]!.meaning, width - INDENT.length).map((text) => INDENT + color.dim(text)),
  ]);
}

function settingLine(
  { name, default: fallback, meaning, secret }: SettingRow,
  set: string | undefined,
  color: Color,
) {
  const value = secret ? (set === undefined ? "" : "(secret)") : (set ?? fallback);
  const differs = value !== fallback;
  const cells = [differs ? "*" : "", differs ? color.cyan(name) : name, value || NONE, fallback || NONE];
  return { cells, meaning };
}

function beside({ cells, meaning }: Line, room: number, color: Color): string[][] {
  return wrap(meaning, room).map((text, index) => [
    ...(index === 0 ? cells : ["", "", "", ""]),
    color.dim(text),
  ]);
}
