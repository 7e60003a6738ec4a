/** Entries of the content as the archive tells them. */
import * as z from "zod";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Beast, Item, Skill, Theme } from "../../game/catalog/schemas.ts";
import {
  BASE_CLASSES,
  BEAST_RANKS,
  ELEMENTS,
  GRADES,
  ITEM_KINDS,
  JOBS,
  RARITIES,
  STATUSES,
} from "../../game/catalog/words.ts";
import type { Archive } from "../archive/archive.ts";
import { beatenBy, effectOf, themeName, told, type Wording } from "../archive/wording.ts";
import { contentId } from "./fields.ts";

const weakTo = z.enum(ELEMENTS).nullable().describe("What bites deeper, where something does.");
const oftenSchema = z.string().describe("How often, in words.");

export const beastSchema = z
  .object({
    id: contentId,
    name: z.string(),
    rank: z.enum(BEAST_RANKS),
    element: z.enum(ELEMENTS),
    weakTo,
    grades: z.array(z.enum(GRADES)),
    gates: z.array(contentId).describe("Where it lives."),
    immune: z.array(z.enum(STATUSES)),
    look: z.string(),
    signs: z
      .array(z.object({ sign: z.string(), does: z.string() }))
      .describe('What it shows before each of its moves, and what the move does; "" for a plain blow.'),
    drops: z.array(z.object({ item: contentId, name: z.string(), often: oftenSchema })),
  })
  .meta({ id: "Beast" });

export function beastShown(
  { items }: Catalog,
  beast: Beast,
  { moveText, often }: Wording,
): z.input<typeof beastSchema> {
  const { id, name, rank, element, grades, themes, immune, look, moves, drops } = beast;
  return {
    ...{ id, name, rank, element, grades, immune, look },
    weakTo: beatenBy(element) ?? null,
    gates: themes,
    signs: moves.map((move) => ({
      sign: told(move.tell, `the ${name}`),
      does: moveText(move),
    })),
    drops: drops.map(({ item, chance }) => ({
      ...{ item, name: items.get(item)?.name ?? item, often: often(chance) },
    })),
  };
}

export const itemSchema = z
  .object({
    id: contentId,
    name: z.string(),
    kind: z.enum(ITEM_KINDS),
    rarity: z.enum(RARITIES),
    level: z.int().min(1).describe("From which level it can be worn or used."),
    classes: z.array(z.enum(BASE_CLASSES)).nullable().describe("Who can wear it; null: everyone."),
    effect: z.string().describe("What it gives or does, in a few words."),
    price: z
      .object({ crystals: z.int().nullable(), exons: z.int().nullable() })
      .nullable()
      .describe("In the Hunter Shop; null: not sold there."),
    worth: z.int().min(0).describe("Crystals that the shop pays before tax."),
    bound: z.boolean().describe("Not sold, listed or traded."),
    look: z.string(),
  })
  .meta({ id: "Item" });
const needed = z.object({ item: contentId, count: z.int().min(1) });
export const itemDetailSchema = itemSchema
  .extend({
    droppedBy: z.array(z.object({ beast: contentId, often: oftenSchema })),
    madeBy: z.array(
      z.object({
        recipe: contentId,
        count: z.int().min(1),
        level: z.int(),
        fee: z.int(),
        needs: z.array(needed),
      }),
    ),
    usedIn: z.array(contentId).describe("Recipes that need it."),
  })
  .meta({ id: "ItemDetail" });

export function itemShown(item: Item): z.input<typeof itemSchema> {
  const { id, name, kind, rarity, level, classes, price, worth, bound, look } = item;
  return {
    ...{ id, name, kind, rarity, level, worth, bound, look },
    classes: classes ?? null,
    effect: effectOf(item),
    price: price ? { crystals: price.crystals ?? null, exons: price.exons ?? null } : null,
  };
}

export function itemDetailShown(
  { droppedBy, madeBy, usedIn }: Archive,
  item: Item,
  { often }: Wording,
): z.input<typeof itemDetailSchema> {
  const drops = [...(droppedBy.get(item.id) ?? [])].sort((a, b) => b.chance - a.chance);
  return {
    ...itemShown(item),
    droppedBy: drops.map(({ beast, chance }) => ({ beast: beast.id, often: often(chance) })),
    madeBy: (madeBy.get(item.id) ?? []).map(({ id, count, level, fee, needs }) => ({
      ...{
        recipe: id,
        count,
        level,
        fee,
        needs: needs.map((need) => ({ item: need.item, count: need.count })),
      },
    })),
    usedIn: (usedIn.get(item.id) ?? []).map(({ id }) => id),
  };
}

export const skillSchema = z
  .object({
    id: contentId,
    name: z.string(),
    of: z.enum([...BASE_CLASSES, ...JOBS]).describe("The class or job that has it."),
    level: z.int().min(1),
    mp: z.int().min(0),
    cooldown: z.int().min(0).describe("Rounds until it can be used again."),
    target: z.enum(["beast", "all-beasts", "self", "ally", "party"]),
    help: z.string(),
  })
  .meta({ id: "Skill" });

export const skillShown = ({ id, name, of, level, mp, cooldown, target, help }: Skill) => ({
  ...{ id, name, of, level, mp, cooldown, target, help },
});

export const gateSchema = z
  .object({
    id: contentId,
    name: z.string(),
    names: z.array(z.string()).describe("What its gates are called on the board."),
    grades: z.array(z.enum(GRADES)),
    element: z.enum(ELEMENTS),
    weakTo,
    entrance: z.string(),
    trapSigns: z.array(z.string()),
    beasts: z.array(contentId),
  })
  .meta({ id: "Gate", description: "A kind of gate." });

export function gateShown({ livesIn }: Archive, theme: Theme): z.input<typeof gateSchema> {
  const { id, grades, element, gateNames, entrances, traps } = theme;
  return {
    ...{ id, name: themeName(theme), names: gateNames, grades, element },
    weakTo: beatenBy(element) ?? null,
    entrance: entrances[0] ?? "",
    trapSigns: traps.map(({ sign }) => sign),
    beasts: (livesIn.get(id) ?? []).map((beast) => beast.id),
  };
}

export const achievementSchema = z
  .object({ id: contentId, name: z.string(), text: z.string(), reward: z.string().describe("In words.") })
  .meta({ id: "Achievement" });
