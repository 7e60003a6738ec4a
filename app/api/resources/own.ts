/** One's own account and hunters. */
import type { Pool } from "pg";
import * as z from "zod";
import type { Catalog } from "../../../game/catalog/catalog.ts";
import { BASE_CLASSES, HUNTER_CLASSES, JOBS, SLOTS, STATS, STATUSES } from "../../../game/catalog/words.ts";
import { bodyOf } from "../../../game/hunter/body.ts";
import type { Carried, Hunter } from "../../../game/hunter/hunter.ts";
import { xpToNext } from "../../../game/hunter/levels.ts";
import { type CharacterId, findCharacter } from "../../../store/characters.ts";
import { findGuild } from "../../../store/guilds.ts";
import { charactersOf } from "../../../store/moderation.ts";
import type { Services } from "../../app.ts";
import { hunterOf } from "../../market/stall.ts";
import { contentId, hunterName, time } from "../fields.ts";
import { type Operation, operation } from "../operation.ts";
import { nameOfThing } from "../thing.ts";

const thingSchema = z
  .object({
    number: z.int().describe("What orders call it."),
    item: contentId,
    name: z.string(),
    count: z.int().min(1),
    durability: z.number().min(0).nullable(),
    upgrade: z.int().min(0),
  })
  .meta({ id: "Thing", description: "Something that a hunter has." });
const points = z.object({ now: z.int().min(0), full: z.int().min(0) });
const ownHunterSchema = z
  .object({
    name: hunterName,
    playing: z.boolean().describe("Played last: the one whom orders are for."),
    level: z.int().min(1),
    xp: z
      .object({ now: z.int().min(0), next: z.int().min(1) })
      .describe("Towards the next level, and how many it takes."),
    base: z.enum(BASE_CLASSES).nullable(),
    job: z.enum(JOBS).nullable(),
    licence: z.enum(HUNTER_CLASSES),
    title: z.string().nullable(),
    hp: points,
    mp: points,
    stats: z.object(Object.fromEntries(STATS.map((stat) => [stat, z.int()]))),
    points: z.int().min(0).describe("Not spent yet."),
    statuses: z.array(z.enum(STATUSES)),
    crystals: z.int().min(0),
    exons: z.int().min(0),
    place: z.object({ id: z.string(), name: z.string() }),
    inGate: z.boolean(),
    guild: z.string().nullable(),
    pack: z.object({
      slots: z.int(),
      carried: z.array(thingSchema),
      worn: z.partialRecord(z.enum(SLOTS), thingSchema),
      held: z.array(thingSchema).describe("Kept where the pack had no room; claimed in the city."),
    }),
  })
  .meta({ id: "OwnHunter", description: "A hunter of yours, with the sheet." });
const meSchema = z
  .object({
    name: z.string(),
    role: z.enum(["player", "moderator", "operator"]),
    createdAt: time,
    scopes: z.array(z.string()).describe("Of the token that asks."),
    hunters: z.array(ownHunterSchema),
  })
  .meta({ id: "Me" });

export function ownOperations({ pool, catalog }: Services): Operation[] {
  return [
    operation({
      ...{
        id: "getMe",
        method: "get",
        path: "/me",
        tag: "Account",
        summary: "Your account and your hunters",
      },
      scope: "profile:read",
      answer: meSchema,
      async handle({ bearer }) {
        const { account, scopes } = bearer();
        const { name, role, createdAt } = account;
        const all = await huntersOf(pool, catalog, account);
        const hunters = await Promise.all(
          all.map(async ({ hunter, playing }) => ({
            ...sheetOf(hunter, catalog),
            playing,
            guild: hunter.guild === null ? null : ((await findGuild(pool, hunter.guild))?.name ?? null),
          })),
        );
        return { name, role, createdAt: createdAt.toISOString(), scopes: [...scopes], hunters };
      },
    }),
  ];
}

/** The one who was played last first. An account that has never played has none. */
async function huntersOf(pool: Pool, catalog: Catalog, account: Parameters<typeof hunterOf>[1]) {
  const ids = await charactersOf(pool, account.id);
  if (ids.length === 0) return [];
  const playing = await hunterOf(pool, account, catalog);
  const others = ids.filter((id) => id !== playing.id);
  const found = await Promise.all(others.map((id) => findCharacter(pool, id as CharacterId)));
  return [
    { hunter: playing, playing: true },
    ...found.flatMap((character) => (character ? [{ hunter: character.hunter, playing: false }] : [])),
  ];
}

function sheetOf(hunter: Hunter, catalog: Catalog) {
  const { name, sheet, purse, pack, room, run } = hunter;
  const { level, xp, base, job, licence, title, hp, mp, stats, points: unspent, afflictions } = sheet;
  const { values } = bodyOf(hunter, catalog);
  const shown = (thing: Carried) => thingShown(catalog, thing);
  const worn = Object.entries(pack.worn).flatMap(([slot, thing]) => (thing ? [[slot, shown(thing)]] : []));
  return {
    ...{ name, level, base, job, licence, title, points: unspent, stats: { ...stats } },
    xp: { now: xp, next: xpToNext(level) },
    hp: { now: Math.round(hp), full: Math.round(values.hp) },
    mp: { now: Math.round(mp), full: Math.round(values.mp) },
    statuses: afflictions.map(({ status }) => status),
    ...{ crystals: purse.crystals, exons: purse.exons },
    place: { id: room, name: catalog.town.places.get(room)?.name ?? room },
    inGate: run !== null,
    pack: {
      slots: pack.slots,
      carried: pack.carried.map(shown),
      worn: Object.fromEntries(worn),
      held: pack.held.map(shown),
    },
  };
}

function thingShown(catalog: Catalog, thing: Carried) {
  const { id, item, count, durability, upgrade } = thing;
  const name = nameOfThing(catalog, thing);
  return { number: id, item, name, count, durability: durability ?? null, upgrade: upgrade ?? 0 };
}
