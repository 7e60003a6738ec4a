import { rows } from "../rows.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

export const MOST_ALIASES = 30;
/** Characters of an alias's word and of the line that it stands for. */
const LONGEST_WORD = 20;
const LONGEST_LINE = 200;
/** Nobody can lock themselves out of these. */
const KEPT = ["quit", "exit", "logout", "help", "?", "alias", "unalias"];

/** Lists personal words, shows one, or makes one: `alias d use life-draught`. */
export function alias({ hunter }: Turn, argument: string): Outcome {
  const { aliases } = hunter.annals;
  if (argument === "") return tell(list(aliases, hunter.screenReader));
  const [typed = "", ...rest] = argument.split(/\s+/);
  const word = typed.toLowerCase();
  const line = rest.join(" ");
  if (line === "")
    return Object.hasOwn(aliases, word)
      ? tell(`${word} stands for: ${aliases[word]}`)
      : refuse(`You have no word "${word.slice(0, LONGEST_WORD)}". alias d use life-draught makes one.`);
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(word) || word.length > LONGEST_WORD)
    return refuse(
      `A word of your own is up to ${LONGEST_WORD} letters and digits without spaces, such as d.`,
    );
  if (KEPT.includes(word)) return refuse(`"${word}" must always mean what it means. Take another word.`);
  if ([...line].length > LONGEST_LINE)
    return refuse(`What it stands for is too long: ${LONGEST_LINE} characters at most.`);
  if (line.split(" ")[0]?.toLowerCase() === word) return refuse("A word can't stand for itself.");
  if (!Object.hasOwn(aliases, word) && Object.keys(aliases).length >= MOST_ALIASES)
    return refuse(`You have ${MOST_ALIASES} words of your own. unalias one first.`);
  const annals = { ...hunter.annals, aliases: { ...aliases, [word]: line } };
  return { hunter: { ...hunter, annals }, text: `[System] ${word} now stands for: ${line}` };
}

/** Forgets a personal word. */
export function unalias({ hunter }: Turn, word: string): Outcome {
  const { aliases } = hunter.annals;
  if (!Object.hasOwn(aliases, word))
    return refuse(`You have no word "${word.slice(0, LONGEST_WORD)}". alias lists yours.`);
  const { [word]: _, ...kept } = aliases;
  return {
    hunter: { ...hunter, annals: { ...hunter.annals, aliases: kept } },
    text: `[System] ${word} is only a word again.`,
  };
}

function list(aliases: Readonly<Record<string, string>>, screenReader: boolean): string {
  const cells = Object.entries(aliases).map(([word, line]) => [word, line]);
  if (cells.length === 0) return "You have no words of your own. alias d use life-draught makes one.";
  return [
    "Your words:",
    ...rows(cells, screenReader),
    "What you type after a word is put after its line. unalias forgets one.",
  ].join("\n");
}
