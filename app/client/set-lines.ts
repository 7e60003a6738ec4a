import { columnsOf, wrapText } from "../../game/wrap.ts";
import { ADDRESS } from "./links.ts";

/** The width that the game sets its notes for: words to the left, what the System says of them to the right. */
const GAME_COLUMNS = 80;
const NOTE = /^(\s*\S.*?)?(\s{3,})(\S.*)$/;
const GAP = 3;

/** `text` broken to `columns` as a terminal needs it: notes stay at the right edge, addresses stay whole. */
export function setLines(text: string, columns: number): string {
  const lines = text.split("\n").flatMap((line) => setNote(line, columns));
  return lines.map((line) => wholeAddresses(line, wrapText(line, columns), columns)).join("\n");
}

function setNote(line: string, columns: number): string[] {
  if (columns >= GAME_COLUMNS || columnsOf(line) !== GAME_COLUMNS) return [line];
  const [, words = "", , note] = NOTE.exec(line) ?? [];
  if (note === undefined) return [line];
  const room = columns - columnsOf(words) - columnsOf(note);
  if (room >= GAP) return [`${words}${" ".repeat(room)}${note}`];
  const alone = `${" ".repeat(Math.max(0, columns - columnsOf(note)))}${note}`;
  return words === "" ? [alone] : [words, alone];
}

/** The terminal itself goes on in the next row with what is too long, and knows then that it is one. */
function wholeAddresses(line: string, wrapped: string, columns: number): string {
  let whole = wrapped;
  for (const [address] of line.matchAll(new RegExp(ADDRESS.source, "g"))) {
    if (address.length <= columns) continue;
    const pieces = address.match(new RegExp(`.{1,${columns}}`, "g")) ?? [];
    whole = whole.replace(pieces.join("\n"), address);
  }
  return whole;
}
