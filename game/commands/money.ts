/** Earning's other end: the shop, the clinic, the stables, the coin. */
import { balance } from "./balance.ts";
import { cure } from "./clinic.ts";
import { flip } from "./flip.ts";
import { gacha } from "./gacha.ts";
import { shop } from "./shelves.ts";
import { buy, sell } from "./shop.ts";
import type { CommandSpec } from "./spec.ts";

export const MONEY: readonly CommandSpec[] = [
  {
    name: "balance",
    aliases: ["purse", "money"],
    summary: "Your crystals and exons.",
    help: "balance shows what you have and what went through your purse so far.",
    group: "money",
    run: balance,
  },
  {
    name: "shop",
    aliases: ["wares"],
    argument: { name: "shelf", kind: "word", optional: true },
    summary: "What the Hunter Shop sells, by shelf and level.",
    help: "shop lists the shelves; shop potions one of them; shop weapons all the whole of it. Prices include 13 % tax. A Remote Shop Licence brings the counter anywhere.",
    group: "money",
    where: ["city", "gate"],
    run: shop,
  },
  {
    name: "buy",
    aliases: ["purchase"],
    argument: { name: "ware", kind: "word", optional: false, completes: "wares" },
    summary: "Buy from the shop.",
    help: "buy life-draught 3. Over 100 crystals, and for exons, it shows the price and asks for a yes: buy way-home 5 yes.",
    group: "money",
    where: ["city", "gate"],
    run: buy,
  },
  {
    name: "sell",
    aliases: [],
    argument: { name: "thing", kind: "word", optional: true, completes: "things" },
    summary: "Sell to the shop.",
    help: "sell lists what the shop pays. sell rat-tail 3, sell rat-tail all, sell 12 by number, sell materials for all of those. 13 % tax is taken off. What is worn out brings less, upgrades bring nothing.",
    group: "money",
    where: ["city", "gate"],
    run: sell,
  },
  {
    name: "cure",
    aliases: ["treat"],
    argument: { name: "what", kind: "word", optional: true },
    summary: "Wounds and statuses mended, at the clinic.",
    help: "cure lists what can be done and its price; cure poisoned, cure wounds, cure all. Below level 10 it is free.",
    group: "money",
    where: ["city"],
    run: cure,
  },
  {
    name: "gacha",
    aliases: ["pull"],
    argument: { name: "what", kind: "word", optional: true },
    summary: "Draw a mount or a pet, at the stables.",
    help: "gacha shows every lot, its odds and the prices. gacha pet crystals names the price, gacha pet crystals yes draws once; gacha mount exons pays in exons. After 40 draws without an epic or better the next is sure to be one.",
    group: "money",
    where: ["city"],
    run: gacha,
  },
  {
    name: "flip",
    aliases: ["coin"],
    argument: { name: "stake", kind: "word", optional: true },
    summary: "Call a coin, at the coin table.",
    help: "flip 200 heads. You win 48 of 100 flips and a win pays the stake once more, whoever you are. 100 to 10000 crystals, 100 flips a day.",
    group: "money",
    where: ["city"],
    run: flip,
  },
];
