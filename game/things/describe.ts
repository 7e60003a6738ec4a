/** How things read: their names, what they do in a few words, and in full. */
import type { Item } from "../catalog/schemas.ts";
import type { Slot } from "../catalog/words.ts";
import type { Carried } from "../hunter/hunter.ts";
import { listOr } from "../suggestion.ts";
import { bonusOf, FULL_DURABILITY, isBroken, wearsOut } from "./pack.ts";

const PERCENT = ["accuracy", "evasion", "critical"];
/** What an item kind is called in a sentence. */
const KIND_NAMES: Partial<Record<Item["kind"], string>> = { license: "licence", armor: "armour" };

export const kindName = (kind: string): string => KIND_NAMES[kind as Item["kind"]] ?? kind;

/** "Rusted Sword +2", "Life Draught ×3" */
export function thingName(item: Item, { count, upgrade }: Pick<Carried, "count" | "upgrade">): string {
  return `${item.name}${upgrade ? ` +${upgrade}` : ""}${count > 1 ? ` ×${count}` : ""}`;
}

/** What it gives or does, shortly: "attack 12, critical 2%, fire", "35% health". "" when it does nothing by itself. */
export function effectOf(item: Item, upgrade = 0): string {
  const bonus = bonusOf(item, upgrade);
  const parts = Object.entries(bonus).map(
    ([key, points]) => `${key} ${points}${PERCENT.includes(key) ? "%" : ""}`,
  );
  if (item.element && item.element !== "neutral") parts.push(item.element);
  const { use } = item;
  if (use?.hp) parts.push(`${percent(use.hp)} health`);
  if (use?.mp) parts.push(`${percent(use.mp)} mana`);
  if (use?.revives) parts.push(`revives with ${percent(use.revives)}`);
  if (use?.cures) parts.push(`cures ${listOr(use.cures)}`);
  if (use?.damage) parts.push(`${use.damage.element} damage`);
  if (use?.buff) parts.push(`${use.buff.value} ×${use.buff.factor} for ${use.buff.rounds} rounds`);
  if (use?.escapes) parts.push("leaves the gate");
  return parts.join(", ");
}

/** Everything about a thing: what it is, how it looks, and the System's numbers. `thing` is absent for a ware. */
export function describeItem(item: Item, thing?: Carried, slot: Slot | null = null): string {
  const name = thing ? thingName(item, thing) : item.name;
  return [`${name}: ${sortOf(item)}`, item.look, `[System] ${facts(item, thing, slot).join(" · ")}`].join(
    "\n",
  );
}

/** "a rare weapon for fighters, from level 18" */
function sortOf({ rarity, kind, classes, level }: Item): string {
  const article = /^[aeiou]/.test(rarity) ? "an" : "a";
  const who = classes ? ` for ${listOr(classes.map((one) => `${one}s`))}` : "";
  return `${article} ${rarity} ${kindName(kind)}${who}${level > 1 ? `, from level ${level}` : ""}.`;
}

function facts(item: Item, thing: Carried | undefined, slot: Slot | null): string[] {
  const effect = effectOf(item, thing?.upgrade);
  return [
    ...(thing ? [`number ${thing.id}`] : []),
    ...(slot ? ["equipped"] : []),
    ...(effect ? [effect] : []),
    ...(thing && wearsOut(item) ? [durability(thing)] : []),
    ...(item.price?.crystals ? [`costs ${item.price.crystals} crystals`] : []),
    ...(item.price?.exons ? [`costs ${item.price.exons} exons`] : []),
    item.worth > 0 ? `the shop pays ${item.worth}` : "the shop does not buy it",
    ...(item.bound ? ["yours alone"] : []),
  ];
}

/** "durability 80", "broken" */
export function durability(thing: Carried): string {
  return isBroken(thing) ? "broken" : `durability ${Math.ceil(thing.durability ?? FULL_DURABILITY)}`;
}

export const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;
