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

const LEAST_MEANING = 30;
const NONE = "–";

/** Every setting: value, default, meaning, within `width`; a star where the value isn't the default. */
export function settingsLines(raw: Readonly<Record<string, string>>, color: Color, width: number): string[] {
  const unknown = Object.keys(raw).filter((name) => !SETTINGS.some((row) => row.name === name));
  const lines: Line[] = [
    { cells: ["", "setting", "value", "default"].map(color.dim), meaning: "meaning" },
    ...SETTINGS.map((row) => settingLine(row, raw[row.name], color)),
    ...unknown.map((name) => ({
      cells: [color.red("!"), color.red(name), raw[name]!, NONE],
      meaning: `Not a setting. Remove it: ./terminusa config rm ${name}`,
    })),
  ];
  const taken = columns(lines.map(({ cells }) => cells)).map((line) => stripVTControlCharacters(line).length);
  const room = Math.max(LEAST_MEANING, width - Math.max(...taken) - 2);
  return columns(lines.flatMap((line) => wrapped(line, room, color)));
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

function wrapped({ cells, meaning }: Line, room: number, color: Color): string[][] {
  return wrap(meaning, room).map((text, index) => [
    ...(index === 0 ? cells : ["", "", "", ""]),
    color.dim(text),
  ]);
}
