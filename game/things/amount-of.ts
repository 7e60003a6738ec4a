/** "ring 2", "12 3", "rat tail all": which carried thing is meant, and how many of it. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Item } from "../catalog/schemas.ts";
import type { Carried, Hunter } from "../hunter/hunter.ts";
import { parseAmount, splitAmount } from "../money/amount.ts";
import { carriedCount, findCarried, isGear } from "./pack.ts";

export type Meant = { ok: true; thing: Carried; item: Item; amount: number } | { ok: false; text: string };

/**
 * A number after a name is an amount of what stacks, and the thing's own number of what doesn't. One unless given.
 * `amount` is never more than that stack holds when a number named it, or than all stacks of it hold.
 */
export function amountOf(hunter: Hunter, catalog: Catalog, words: string, verb: string): Meant {
  const { name, amount } = splitAmount(words);
  const find = (typed: string) => findCarried(hunter, catalog, typed, { verb, among: "carried" });
  const whole = find(words);
  if (whole.ok && (amount === "" || isGear(whole.item))) return { ...whole, amount: 1 };
  const found = amount === "" ? whole : find(name);
  if (!found.ok) return wornInstead(hunter, catalog, amount === "" ? words : name) ?? found;
  const byNumber = /^#?\d+$/.test(name);
  const most = byNumber ? found.thing.count : carriedCount(hunter, found.item.id);
  if (amount === "all") return { ...found, amount: most };
  const parsed = parseAmount(amount, 1, most);
  if (!parsed.ok)
    return {
      ok: false,
      text: /^\d+$/.test(amount) ? `You have ${most} of ${found.item.name} there.` : parsed.text,
    };
  return { ...found, amount: parsed.amount };
}

function wornInstead(hunter: Hunter, catalog: Catalog, words: string): { ok: false; text: string } | null {
  const worn = findCarried(hunter, catalog, words, { among: "worn" });
  if (!worn.ok) return null;
  return { ok: false, text: `You wear the ${worn.item.name}. Take it off first: remove ${worn.thing.id}` };
}
