/** What to show of the market: `potion under 50 sort price page 2`. */
import { ITEM_KINDS, type ItemKind, RARITIES, type Rarity } from "../catalog/words.ts";

export const SORTS = ["price", "new", "ending"] as const;
export type Sort = (typeof SORTS)[number];

export type MarketQuery = {
  /** Words of the name; "" for everything. */
  words: string;
  kind: ItemKind | null;
  rarity: Rarity | null;
  /** Crystals for one at most. */
  under: number | null;
  /** Only what the hunter may wear or use now. */
  mine: boolean;
  sort: Sort;
  /** From 1. */
  page: number;
};

export const PAGE = 15;

export type ReadQuery = { ok: true; query: MarketQuery } | { ok: false; text: string };

/** Reads the words after `market`: filters are known words, everything else is a part of the name. */
export function readQuery(typed: string): ReadQuery {
  const words = typed.split(" ").filter((word) => word !== "");
  const query: MarketQuery = {
    words: "",
    kind: null,
    rarity: null,
    under: null,
    mine: false,
    sort: "price",
    page: 1,
  };
  const name: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const next = words[at + 1] ?? "";
    if (word === "under" || word === "page") {
      if (!/^[1-9]\d{0,11}$/.test(next))
        return { ok: false, text: `After "${word}" comes a whole number, such as: market ${word} 2` };
      query[word] = Number(next);
      at++;
    } else if (word === "sort") {
      const sort = SORTS.find((one) => next !== "" && one.startsWith(next));
      if (!sort) return { ok: false, text: `Sort by ${SORTS.join(", ")}: market sort price` };
      query.sort = sort;
      at++;
    } else if (word === "usable") query.mine = true;
    else if (!taken(query, word)) name.push(word);
  }
  return { ok: true, query: { ...query, words: name.join(" ") } };
}

/** "weapons" and "rare" narrow the list. */
function taken(query: MarketQuery, word: string): boolean {
  const plain = word.replace(/^armours?$/, "armor").replace(/^licen[cs]es?$/, "license");
  const kind = ITEM_KINDS.find((one) => one === plain || `${one}s` === plain);
  const rarity = RARITIES.find((one) => one === word);
  if (kind) query.kind = kind;
  if (rarity) query.rarity = rarity;
  return kind !== undefined || rarity !== undefined;
}
