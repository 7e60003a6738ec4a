/** What is carried, worn, used, mended and made. */
import { craft, recipes } from "./craft.ts";
import { claim, drop } from "./drop.ts";
import { equip, remove } from "./equip.ts";
import { inventory } from "./inventory.ts";
import { repair } from "./repair.ts";
import { slots } from "./slots.ts";
import type { CommandSpec } from "./spec.ts";
import { upgrade } from "./upgrade.ts";
import { use } from "./use.ts";

const things = { name: "thing", kind: "word", optional: false, completes: "things" } as const;

export const THINGS: readonly CommandSpec[] = [
  {
    name: "inventory",
    aliases: ["i", "inv", "pack"],
    summary: "What you wear and carry, each thing with its number.",
    help: "The number names a thing wherever a name would: equip 12, sell 12. look 12 tells all about it.",
    group: "things",
    run: inventory,
  },
  {
    name: "equip",
    aliases: ["wear", "wield"],
    argument: things,
    summary: "Put on a weapon, armour, a ring, a mount or a pet.",
    help: "equip rusted sword, or equip 12. What you wore there goes into your pack. A broken thing gives nothing.",
    group: "things",
    where: ["city", "gate"],
    run: equip,
  },
  {
    name: "remove",
    aliases: ["unequip", "unwield"],
    argument: things,
    summary: "Take off what you wear.",
    help: "remove helmet's name or number. It needs a free slot in your pack.",
    group: "things",
    where: ["city", "gate"],
    run: remove,
  },
  {
    name: "use",
    aliases: ["drink", "eat"],
    argument: things,
    summary: "Drink, eat or apply something from your pack.",
    help: "use life-draught. Nothing is used up that would change nothing. In a fight it takes your turn.",
    group: "things",
    run: use,
  },
  {
    name: "drop",
    aliases: ["discard"],
    argument: things,
    summary: "Throw something away for good.",
    help: "drop rat-tail 3 asks first; drop rat-tail 3 yes does it. What is dropped is gone.",
    group: "things",
    where: ["city", "gate"],
    run: drop,
  },
  {
    name: "claim",
    aliases: [],
    summary: "Take what is held for you because your pack was full.",
    help: "claim takes as much as there is room for; the rest stays held, for as long as you like.",
    group: "things",
    where: ["city"],
    run: claim,
  },
  {
    name: "slots",
    aliases: [],
    argument: { name: "yes", kind: "word", optional: true },
    summary: "More room in your pack, ten slots at a time.",
    help: "slots shows the price of ten more; slots yes buys them, in the shop.",
    group: "things",
    run: slots,
  },
  {
    name: "repair",
    aliases: ["mend"],
    argument: { ...things, optional: true },
    summary: "Mend what is worn out, at the shop or the workshop.",
    help: "repair lists what is damaged and the price of each; repair 12 mends one thing, repair all what you wear.",
    group: "things",
    where: ["city", "gate"],
    run: repair,
  },
  {
    name: "upgrade",
    aliases: ["enhance"],
    argument: { ...things, optional: true },
    summary: "Make a thing better, a step at a time, at the workshop.",
    help: "upgrade 12 shows the odds and the price; upgrade 12 yes tries it. A step adds a tenth of the thing's own bonuses. A failure costs the price and 20 durability, never the thing. Odds depend on rarity and step, and on nothing else.",
    group: "things",
    where: ["city"],
    run: upgrade,
  },
  {
    name: "recipes",
    aliases: ["recipe"],
    argument: { name: "recipe", kind: "word", optional: true },
    summary: "What the workshop can make, and what you lack for it.",
    help: "recipes lists those near your level; recipes chill-antidote shows one; recipes all lists every one.",
    group: "things",
    run: recipes,
  },
  {
    name: "craft",
    aliases: ["make"],
    argument: { name: "recipe", kind: "word", optional: true },
    summary: "Make something of what you carry, at the workshop.",
    help: "craft chill-antidote 2. Beasts leave the materials; recipes shows the fee and what is needed.",
    group: "things",
    where: ["city"],
    run: craft,
  },
];
