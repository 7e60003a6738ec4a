/** Which of several things a player means, and the sentence for when that can't be told. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Item } from "../catalog/schemas.ts";
import type { Slot } from "../catalog/words.ts";
import type { Carried } from "../hunter/hunter.ts";
import { didYouMean, listOr, nearest } from "../suggestion.ts";

export type Candidate = { thing: Carried; item: Item; slot: Slot | null };
/** What has a name and an id: items, recipes, quests. */
type Named = { id: string; name: string };

/** Things named in a refusal before it stops listing. */
const LISTED = 6;
const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Two or more only when it can't be told which one is meant; of things that are all alike the first. */
export function fitting(words: string, pool: readonly Candidate[]): Candidate[] {
  const number = /^#?(\d{1,9})$/.exec(words)?.[1];
  const [name = "", which] = /^(.*\S)\s+#?(\d{1,9})$/.exec(words)?.slice(1) ?? [];
  if (number) return pool.filter(({ thing }) => thing.id === Number(number));
  const found = named(words, pool, ({ item }) => item);
  if (found.length === 0 && which) {
    return named(name, pool, ({ item }) => item).filter(({ thing }) => thing.id === Number(which));
  }
  return found.every((one) => alike(one, found[0])) ? found.slice(0, 1) : found;
}

/** All of `pool` that `words` may name: the exact name alone when there is one, then beginnings of its words. */
export function named<T>(words: string, pool: readonly T[], nameOf: (one: T) => Named): T[] {
  const typed = plain(words);
  if (typed === "") return [];
  const exact = pool.filter((one) => plain(nameOf(one).name) === typed || nameOf(one).id === words);
  if (exact.length > 0) return exact;
  const begin = pool.filter((one) => plain(nameOf(one).name).startsWith(typed));
  const inside = pool.filter((one) => ` ${plain(nameOf(one).name)}`.includes(` ${typed}`));
  return begin.length > 0 && inside.length === begin.length ? begin : inside;
}

/** "You hold two swords: Rusted Sword (1), Guard Sword (2, equipped). sell 1" */
export function severalFit(words: string, found: readonly Candidate[], verb: string): string {
  const listed = found.slice(0, LISTED).map(({ thing, item, slot }) => {
    const upgraded = thing.upgrade ? ` +${thing.upgrade}` : "";
    return `${item.name}${upgraded} (${thing.id}${slot ? ", equipped" : ""})`;
  });
  const more = found.length > LISTED ? ` and ${found.length - LISTED} more` : "";
  const example = found.find(({ slot }) => !slot) ?? found[0];
  return `You hold ${counted(words, found)}: ${listed.join(", ")}${more}. ${verb} ${example?.thing.id ?? ""}`;
}

/** `You hold no "swrd". Did you mean: …?` */
export function noneFits(
  words: string,
  pool: readonly Candidate[],
  among: "carried" | "worn" | "both",
): string {
  const have = among === "worn" ? "You wear" : "You hold";
  if (pool.length === 0) return `${have} nothing. inventory shows your things.`;
  const near = suggestions(
    words,
    pool.map(({ item }) => item),
  );
  const hint = near.length > 0 ? didYouMean(near) : "inventory lists your things and their numbers.";
  return `${have} no "${shortened(words)}". ${hint}`;
}

/** The one item of the content that `words` name; a sentence when there is none, or when it could be several. */
export function itemNamed({ items }: Pick<Catalog, "items">, words: string): Item | string {
  const all = [...items.values()];
  const found = named(words, all, (item) => item);
  const [item] = found;
  if (!item) {
    const near = suggestions(words, all);
    return `There is no "${shortened(words)}". ${near.length > 0 ? didYouMean(near) : ""}`.trim();
  }
  return found.length === 1
    ? item
    : `"${shortened(words)}" could be ${listOr(found.slice(0, LISTED).map(({ name }) => name))}. Type more of the name.`;
}

/** The names nearest to what was typed, also to one word of theirs. */
export function suggestions(words: string, pool: readonly Named[]): string[] {
  const typed = plain(words);
  const names = [...new Set(pool.map(({ name }) => name))];
  const whole = nearest(
    typed,
    names.map((name) => plain(name)),
  );
  const parts = nearest(
    typed,
    names.flatMap((name) => plain(name).split(" ")),
  );
  return names
    .filter(
      (name) =>
        whole.includes(plain(name)) ||
        plain(name)
          .split(" ")
          .some((part) => parts.includes(part)),
    )
    .slice(0, 3);
}

/** What a player typed, cut for an answer. */
export const shortened = (words: string) => (words.length > 40 ? `${words.slice(0, 40)}…` : words);

/** A name without case, hyphens and signs: "Guard's Sword" and "guards-sword" are the same. */
const plain = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/['’#]/g, "")
    .replaceAll(/[-\s]+/g, " ")
    .trim();

function alike(one: Candidate, other: Candidate | undefined): boolean {
  return (
    one.item === other?.item &&
    one.slot === other.slot &&
    one.thing.durability === other.thing.durability &&
    one.thing.upgrade === other.thing.upgrade
  );
}

function counted(words: string, found: readonly Candidate[]): string {
  const number = NUMBERS[found.length] ?? String(found.length);
  const noun = plain(words);
  const whole = found.every(({ item }) => ` ${plain(item.name)} `.includes(` ${noun} `));
  return whole
    ? `${number} ${noun}${/(s|x|ch|sh)$/.test(noun) ? "es" : "s"}`
    : `${number} things like "${shortened(words)}"`;
}
