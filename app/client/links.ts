/** What in a line of the terminal can be clicked: addresses, ways out, and commands that the game names. */

/** Web addresses only, without the sign that ends the sentence. */
export const ADDRESS = /https?:\/\/[^\s"'<>()[\]{}]*[^\s"'<>()[\]{}.,:;!?]/;

/** From which column (counted in characters) which characters stand for which line to type. */
export type CommandLink = { from: number; length: number; types: string };

/** Longer is a sentence rather than a command. */
const MOST_WORDS = 4;
const EXITS = /\b(Exits|Ways): ([\w' -]+(?:, [\w' -]+)*)/;
const AFTER_COLON = /: ([a-z][\w'’ -]*)$/;
const IN_LIST = /^ {0,4}([a-z]+) {2,}\S/;

/** `isCommand` knows the first words of commands. What a player said must not come here: it could pose as the game. */
export function commandLinks(line: string, isCommand: (word: string) => boolean): CommandLink[] {
  const exits = EXITS.exec(line);
  if (exits?.[2]) return exitLinks(exits[2], exits.index + exits[0].length - exits[2].length);
  const told = AFTER_COLON.exec(line);
  if (told?.[1] && isWholeCommand(told[1], isCommand))
    return [{ from: told.index + 2, length: told[1].length, types: told[1] }];
  const listed = IN_LIST.exec(line)?.[1];
  if (listed && isCommand(listed))
    return [{ from: line.indexOf(listed), length: listed.length, types: listed }];
  return [];
}

function exitLinks(list: string, from: number): CommandLink[] {
  let at = from;
  return list.split(", ").map((word) => {
    const link = { from: at, length: word.length, types: `go ${word}` };
    at += word.length + 2;
    return link;
  });
}

function isWholeCommand(text: string, isCommand: (word: string) => boolean): boolean {
  const words = text.trim().split(" ");
  return words.length <= MOST_WORDS && isCommand(words[0] ?? "");
}
