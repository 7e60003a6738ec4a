/** Finding pages of the archive by words, forgiving a slip of the fingers. */
import { COMMANDS } from "../../game/commands/table.ts";
import { nearest } from "../../game/suggestion.ts";
import { kindName } from "../../game/things/describe.ts";
import type { Words } from "../texts/words.ts";
import type { Archive } from "./archive.ts";
import { themeName, wordingIn } from "./wording.ts";

export type Entry = {
  name: string;
  /** Where it is read. */
  path: string;
  /** What it is, in two or three words. */
  what: string;
  /** Other words that find it. */
  also: readonly string[];
};

export type Found = { entries: readonly Entry[]; meant: readonly string[] };

export const MOST_FOUND = 40;
/** Longer words are nobody's, and comparing them with every name costs time. */
export const LONGEST_QUERY = 60;

/** Everything that has a page or an anchor; what is hidden in the game is not here either. */
export function entriesOf({ catalog, themes }: Archive, words: Words): Entry[] {
  const { t } = words;
  const { gradeSpan } = wordingIn(words);
  const { beasts, items, recipes, achievements } = catalog;
  return [
    ...themes.map((theme) => ({
      name: themeName(theme),
      path: `/gates/${theme.id}`,
      what: t("archive.is-gates", { grades: gradeSpan(theme.grades) }),
      also: [theme.id, theme.element, ...theme.gateNames],
    })),
    ...[...beasts.values()].map(({ id, name, rank, element }) => ({
      name,
      path: `/beasts/${id}`,
      what: rank === "normal" ? t("archive.is-beast") : rank === "elite" ? t("archive.is-elite") : rank,
      also: [id, rank, element],
    })),
    ...[...items.values()].map(({ id, name, kind, rarity }) => ({
      name,
      path: `/items/${id}`,
      what: t("archive.is-thing", { rarity, kind: kindName(kind) }),
      also: [id, kindName(kind)],
    })),
    ...[...recipes.values()].map(({ id, makes }) => ({
      name: items.get(makes)?.name ?? makes,
      path: `/recipes#${id}`,
      what: t("archive.is-recipe"),
      also: [id],
    })),
    ...[...achievements.values()]
      .filter(({ hidden }) => !hidden)
      .map(({ id, name }) => ({
        name,
        path: `/achievements#${id}`,
        what: t("archive.is-achievement"),
        also: [id],
      })),
    ...COMMANDS.filter(({ permission = "player" }) => permission === "player").map(({ name, aliases }) => ({
      name,
      path: `/help#${name}`,
      what: t("archive.is-command"),
      also: aliases,
    })),
  ];
}

/** The best first. `meant` are names near to what was typed when nothing has that name. */
export function find(entries: readonly Entry[], typed: string): Found {
  const words = plain(typed.slice(0, LONGEST_QUERY));
  if (words === "") return { entries: [], meant: [] };
  const scored = entries
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.entry.name.localeCompare(b.entry.name));
  if (scored.length > 0) return { entries: scored.slice(0, MOST_FOUND).map(({ entry }) => entry), meant: [] };
  return { entries: [], meant: nearNames(entries, words) };
}

function scoreOf({ name, also }: Entry, words: string): number {
  const own = plain(name);
  if (own === words) return 6;
  if (own.startsWith(words)) return 5;
  if (` ${own}`.includes(` ${words}`)) return 4;
  const others = also.map(plain);
  if (others.includes(words)) return 3;
  if (others.some((other) => ` ${other}`.includes(` ${words}`))) return 2;
  return words.length > 2 && own.includes(words) ? 1 : 0;
}

function nearNames(entries: readonly Entry[], words: string): string[] {
  const names = [...new Set(entries.map(({ name }) => name))];
  const whole = nearest(words, names.map(plain));
  const parts = nearest(
    words,
    names.flatMap((name) => plain(name).split(" ")),
  );
  const near = (name: string) =>
    plain(name)
      .split(" ")
      .some((part) => parts.includes(part));
  return [
    ...names.filter((name) => whole.includes(plain(name))),
    ...names.filter((name) => !whole.includes(plain(name)) && near(name)),
  ].slice(0, 5);
}

const plain = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/['’]/g, "")
    .replaceAll(/[-\s]+/g, " ")
    .trim();
