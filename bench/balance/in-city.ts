/** What the bot does between gates: heals, sells, buys, wears the better, and chooses the next gate. */
import type { Item } from "../../game/catalog/schemas.ts";
import { SLOTS, type Slot } from "../../game/catalog/words.ts";
import { offersOf } from "../../game/commands/entrance.ts";
import { levelIn } from "../../game/gates/offers.ts";
import { nextClass } from "../../game/hunter/licence.ts";
import { carriedCount, isGear, itemOf } from "../../game/things/pack.ts";
import { cannotWear, slotsFor } from "../../game/things/wearing.ts";
import type { Bot } from "./bot.ts";

const DRAUGHTS = 3;
const HEAL_UNDER = 0.9;
/** Crystals kept for draughts when gear is bought. */
const RESERVE = 45;

export function betweenGates(bot: Bot): void {
  bot.train();
  wearBest(bot);
  if (bot.health < HEAL_UNDER || bot.hunter.sheet.afflictions.length > 0) {
    bot.goTo("clinic");
    bot.type("cure all");
  }
  exam(bot);
  if (!bot.hunter.run && needsShop(bot)) shopping(bot);
}

/** At the board, into the gate that fits best; false when there is none. */
export function enterNext(bot: Bot, wanted = bot.hunter.sheet.level): boolean {
  bot.goTo("board");
  const offers = offersOf({ hunter: bot.hunter, catalog: bot.catalog, now: bot.now + 3_000 });
  const [best] = offers.toSorted(
    (a, b) => Math.abs(levelIn(a, wanted) - wanted) - Math.abs(levelIn(b, wanted) - wanted),
  );
  if (!best) return false;
  bot.type(`enter ${best.name.toLowerCase()}`);
  return bot.hunter.run !== null;
}

function needsShop(bot: Bot): boolean {
  const { hunter } = bot;
  const low = carriedCount(hunter, "life-draught") < DRAUGHTS - 1 && hunter.purse.crystals >= 20;
  const worn = Object.values(hunter.pack.worn).some((thing) => (thing?.durability ?? 100) < 35);
  const full = hunter.pack.carried.length >= hunter.pack.slots - 5;
  return low || worn || full || betterWare(bot) !== null;
}

function shopping(bot: Bot): void {
  bot.goTo("shop");
  for (const thing of bot.hunter.pack.carried) {
    const item = itemOf(bot.catalog, thing);
    if (item && item.worth > 0 && (item.kind === "material" || isGear(item)) && !item.bound)
      bot.type(`sell ${thing.id}${thing.count > 1 ? " all" : ""} yes`);
  }
  if (Object.values(bot.hunter.pack.worn).some((thing) => (thing?.durability ?? 100) < 60))
    bot.type("repair all");
  for (let ware = betterWare(bot); ware; ware = betterWare(bot)) {
    bot.type(`buy ${ware.id} yes`);
    if (carriedCount(bot.hunter, ware.id) === 0) break;
    wearBest(bot);
  }
  const missing = DRAUGHTS - carriedCount(bot.hunter, "life-draught");
  const price = bot.catalog.items.get("life-draught")?.price?.crystals ?? 1;
  const affordable = Math.min(missing, Math.floor(bot.hunter.purse.crystals / price));
  if (affordable > 0) bot.type(`buy life-draught ${affordable} yes`);
}

/** The ware that betters what is worn most, of those that can be paid. */
function betterWare({ hunter, catalog }: Bot): Item | null {
  const budget = hunter.purse.crystals - RESERVE - savedForExam(hunter, catalog);
  let best: { item: Item; gain: number } | null = null;
  for (const item of catalog.items.values()) {
    const price = item.price?.crystals;
    if (!price || price > budget || !isGear(item) || cannotWear(hunter, item)) continue;
    const gain = Math.max(
      ...slotsFor(item).map((slot) => worthOf(item, hunter.sheet.base) - wornWorth(hunter, catalog, slot)),
    );
    if (gain > 2 && (!best || gain > best.gain)) best = { item, gain };
  }
  return best?.item ?? null;
}

/** Puts on what is better than what is worn. */
function wearBest(bot: Bot): void {
  for (const slot of SLOTS) {
    for (const thing of bot.hunter.pack.carried) {
      const item = itemOf(bot.catalog, thing);
      if (!item || cannotWear(bot.hunter, item) || !slotsFor(item).includes(slot)) continue;
      if (worthOf(item, bot.base) > wornWorth(bot.hunter, bot.catalog, slot) + 0.5)
        putOn(bot, thing.id, slot);
    }
  }
}

/** The first of two accessories makes room for a third. */
function putOn(bot: Bot, id: number, slot: Slot): void {
  const { worn } = bot.hunter.pack;
  const other = worn[slot];
  if (slot.startsWith("accessory") && other && worn.accessory1 && worn.accessory2)
    bot.type(`remove ${other.id}`);
  bot.type(`equip ${id}`);
}

function wornWorth(hunter: Bot["hunter"], catalog: Bot["catalog"], slot: Slot): number {
  const thing = hunter.pack.worn[slot];
  const item = thing && itemOf(catalog, thing);
  return item ? worthOf(item, hunter.sheet.base) : 0;
}

/** Points that a thing is worth to a class. */
export function worthOf({ bonus }: Item, base: Bot["hunter"]["sheet"]["base"]): number {
  const magic = base === "mage" || base === "healer";
  const hand = magic ? (bonus.magic ?? 0) : (bonus.attack ?? 0);
  const stat =
    (bonus.strength ?? 0) +
    (bonus.agility ?? 0) +
    (bonus.vitality ?? 0) * 2 +
    (bonus.intelligence ?? 0) +
    (bonus.luck ?? 0) * 0.5;
  return (
    hand +
    (bonus.defense ?? 0) * 0.7 +
    (bonus.hp ?? 0) * 0.25 +
    (bonus.mp ?? 0) * 0.1 +
    (bonus.speed ?? 0) * 0.3 +
    ((bonus.accuracy ?? 0) + (bonus.evasion ?? 0) + (bonus.critical ?? 0)) * 0.8 +
    stat
  );
}

/** What the paper for the next exam costs, once its level is near and it isn't there yet. */
function savedForExam(hunter: Bot["hunter"], catalog: Bot["catalog"]): number {
  const next = nextClass(hunter.sheet.licence);
  if (!next || hunter.sheet.level < next.level - 1 || carriedCount(hunter, "class-licence") > 0) return 0;
  return catalog.items.get("class-licence")?.price?.crystals ?? 0;
}

function exam(bot: Bot): void {
  const { hunter, catalog } = bot;
  const next = nextClass(hunter.sheet.licence);
  const price = catalog.items.get("class-licence")?.price?.crystals ?? 0;
  if (!next || hunter.sheet.level < next.level) return;
  if (carriedCount(hunter, "class-licence") === 0) {
    if (hunter.purse.crystals < price + RESERVE) return;
    bot.goTo("shop");
    bot.type("buy class-licence yes");
  }
  bot.goTo("licences");
  bot.type("exam begin");
}
