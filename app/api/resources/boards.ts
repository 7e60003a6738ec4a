/** Who stands where. */
import * as z from "zod";
import { BASE_CLASSES, GRADES, HUNTER_CLASSES, JOBS } from "../../../game/catalog/words.ts";
import { guildsAfter, type HunterPlace, huntersAfter, scorersAfter } from "../../../store/lists.ts";
import type { RankedHunter } from "../../../store/ranks.ts";
import type { Services } from "../../app.ts";
import { hunterName, rowId } from "../fields.ts";
import { type Operation, operation } from "../operation.ts";
import { cursor, cursorAt, limit, listOf, paged } from "../paging.ts";

const FRESH_S = 10;

const place = z.int().min(1).describe("Counted from the top when the first page was read.");
const rankedHunter = z
  .object({
    place,
    name: hunterName,
    level: z.int().min(1),
    base: z.enum(BASE_CLASSES).nullable(),
    job: z.enum(JOBS).nullable(),
    licence: z.enum(HUNTER_CLASSES),
    guild: z.string().nullable(),
    count: z.int().min(0).describe("What the board counts: the level, or gates cleared."),
  })
  .meta({ id: "RankedHunter" });
const rankedGuild = z
  .object({
    place,
    name: z.string(),
    level: z.int().min(1),
    xp: z.int().min(0),
    members: z.int().min(0),
  })
  .meta({ id: "RankedGuild" });

/** Where a page ended: the row, and its place. */
export const rowPlace = z.object({ count: z.int(), id: rowId, place: z.int().min(1).max(1e9) });
const guildPlace = z.object({ level: z.int(), xp: z.int(), id: rowId, place: z.int().min(1).max(1e9) });

export function boardOperations({ pool }: Services): Operation[] {
  return [
    operation({
      ...{ id: "listHuntersByLevel", method: "get", path: "/leaderboards/hunters", tag: "Boards" },
      summary: "Hunters by level",
      query: z.strictObject({ limit, cursor: cursor("levels", rowPlace) }),
      answer: listOf(rankedHunter),
      fresh: FRESH_S,
      handle: async ({ query }) =>
        hunters("levels", await huntersAfter(pool, query.cursor ?? null, query.limit + 1), query),
    }),
    operation({
      ...{ id: "listHuntersByGates", method: "get", path: "/leaderboards/gates/{grade}", tag: "Boards" },
      summary: "Hunters by the gates of a grade that they cleared",
      params: z.strictObject({
        grade: z.enum(GRADES, { error: `Gates have the grades ${GRADES.join(", ")}.` }),
      }),
      query: z.strictObject({ limit, cursor: cursor("gates", rowPlace) }),
      answer: listOf(rankedHunter),
      fresh: FRESH_S,
      handle: async ({ params, query }) => {
        const rows = await scorersAfter(pool, `gates:${params.grade}`, query.cursor ?? null, query.limit + 1);
        return hunters("gates", rows, query);
      },
    }),
    operation({
      ...{ id: "listGuilds", method: "get", path: "/leaderboards/guilds", tag: "Boards" },
      summary: "Guilds by level",
      query: z.strictObject({ limit, cursor: cursor("guilds", guildPlace) }),
      answer: listOf(rankedGuild),
      fresh: FRESH_S,
      async handle({ query }) {
        const before = query.cursor?.place ?? 0;
        const rows = await guildsAfter(pool, query.cursor ?? null, query.limit + 1);
        return paged(
          rows,
          query.limit,
          ({ name, level, xp, members }, at) => ({ place: before + at + 1, name, level, xp, members }),
          ({ id, level, xp }, at) => cursorAt("guilds", { id, level, xp, place: before + at + 1 }),
        );
      },
    }),
  ];
}

type Row = RankedHunter & { id: string };
type Query = { limit: number; cursor?: (HunterPlace & { place: number }) | undefined };

function hunters(list: string, rows: readonly Row[], { limit: most, cursor: after }: Query) {
  const before = after?.place ?? 0;
  return paged(
    rows,
    most,
    ({ name, level, base, job, licence, guild, count }, at) => ({
      ...{ place: before + at + 1, name, level, guild, count },
      base: base as (typeof BASE_CLASSES)[number] | null,
      job: job as (typeof JOBS)[number] | null,
      licence: licence as (typeof HUNTER_CLASSES)[number],
    }),
    ({ id, count }, at) => cursorAt(list, { id, count, place: before + at + 1 }),
  );
}
