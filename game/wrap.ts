/** Breaks text at spaces to a width in columns. Used by both clients and for plain-text lines. */

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
/** One column each: Latin without the soft hyphen, and the punctuation and blocks of our own texts. */
const NARROW = /^[\0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2500-\u259f]*$/;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a terminal needs for `text`, by the usual rules: wide East Asian and emoji 2, combining marks 0. */
export function columnsOf(text: string): number {
  // Nearly all text is of such characters, and counting them one by one by the rules is slow.
  return NARROW.test(text) ? text.length : columnsByRule(text);
}

function columnsByRule(text: string): number {
  let columns = 0;
  for (const character of text) columns += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** `text` with each of its lines broken to at most `columns`; a longer word is cut. Lines are joined by `\n`. */
export function wrapText(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, Math.max(1, columns)))
    .join("\n");
}

function wrapLine(line: string, columns: number): string[] {
  if (columnsOf(line) <= columns) return [line];
  const lines: string[] = [];
  let current = "";
  // Runs of spaces are kept inside a line and dropped where it breaks.
  for (const [, space = "", word = ""] of line.matchAll(/(\s*)(\S+)/gu)) {
    if (columnsOf(current + space + word) <= columns) {
      current += space + word;
      continue;
    }
    if (current !== "") lines.push(current);
    const pieces = cutWord(word, columns);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1) ?? "";
  }
  return [...lines, current];
}

function cutWord(word: string, columns: number): string[] {
  const pieces = [""];
  for (const character of word) {
    const last = pieces.at(-1) ?? "";
    if (last !== "" && columnsOf(last + character) > columns) pieces.push(character);
    else pieces[pieces.length - 1] = last + character;
  }
  return pieces;
}
