/** Seasons, and who stands where in one. */
import type { Pool } from "pg";
import * as z from "zod";
import { GRADES } from "../../../game/catalog/words.ts";
import type { SeasonBoard } from "../../../game/hunter/season.ts";
import { type SeasonRowPlace, seasonGuildsAfter, seasonHuntersAfter } from "../../../store/season-lists.ts";
import { allSeasons, type Season } from "../../../store/seasons.ts";
import type { Services } from "../../app.ts";
import { Refusal } from "../../refusal.ts";
import { numberInPath, time } from "../fields.ts";
import { type Operation, operation } from "../operation.ts";
import { cursor, cursorAt, limit, listOf, paged } from "../paging.ts";
import { rowPlace } from "./boards.ts";

const FRESH_S = 10;

const seasonSchema = z
  .object({
    number: z.int().min(1),
    startsAt: time,
    endsAt: time,
    over: z.boolean().describe("Its standings are fixed: the first hundred of each board, for ever."),
  })
  .meta({ id: "Season" });
const place = z
  .int()
  .min(1)
  .describe("While the season runs, counted from the top when the first page was read.");
const seasonHunter = z
  .object({
    place,
    name: z.string().describe("As it was at the end, where the season is over; so is the guild."),
    guild: z.string().nullable(),
    count: z.int().min(0).describe("What the board counts: points, or gates cleared."),
    title: z.string().nullable().describe("What the place may wear; null for others, and before the end."),
  })
  .meta({ id: "SeasonHunter" });
const seasonGuild = z
  .object({ place, name: z.string(), count: z.int().min(0).describe("Points of its members.") })
  .meta({ id: "SeasonGuild" });

const number = numberInPath;

export function seasonOperations({ pool }: Services): Operation[] {
  return [
    operation({
      ...{ id: "listSeasons", method: "get", path: "/seasons", tag: "Boards" },
      summary: "Seasons, the running one first",
      query: z.strictObject({ limit, cursor: cursor("seasons", z.int().min(1)) }),
      answer: listOf(seasonSchema),
      fresh: FRESH_S,
      async handle({ query: { limit: most, cursor: after = Number.POSITIVE_INFINITY } }) {
        const rows = (await allSeasons(pool)).filter((season) => season.number < after);
        return paged(rows, most, seasonShown, (season) => cursorAt("seasons", season.number));
      },
    }),
    operation({
      ...{ id: "listSeasonHunters", method: "get", path: "/seasons/{number}/hunters", tag: "Boards" },
      summary: "Hunters by their points in a season",
      params: z.strictObject({ number }),
      query: z.strictObject({ limit, cursor: cursor("season-hunters", rowPlace) }),
      answer: listOf(seasonHunter),
      fresh: FRESH_S,
      handle: ({ params, query }) => hunters(pool, params.number, "points", "season-hunters", query),
    }),
    operation({
      ...{ id: "listSeasonGates", method: "get", path: "/seasons/{number}/gates/{grade}", tag: "Boards" },
      summary: "Hunters by the gates of a grade that they cleared in a season",
      params: z.strictObject({
        number,
        grade: z.enum(GRADES, { error: `Gates have the grades ${GRADES.join(", ")}.` }),
      }),
      query: z.strictObject({ limit, cursor: cursor("season-gates", rowPlace) }),
      answer: listOf(seasonHunter),
      fresh: FRESH_S,
      handle: ({ params, query }) =>
        hunters(pool, params.number, `gates:${params.grade}`, "season-gates", query),
    }),
    operation({
      ...{ id: "listSeasonGuilds", method: "get", path: "/seasons/{number}/guilds", tag: "Boards" },
      summary: "Guilds by their members' points in a season",
      params: z.strictObject({ number }),
      query: z.strictObject({ limit, cursor: cursor("season-guilds", rowPlace) }),
      answer: listOf(seasonGuild),
      fresh: FRESH_S,
      async handle({ params, query }) {
        const season = await seasonCalled(pool, params.number);
        return paged(
          await seasonGuildsAfter(pool, season, query.cursor ?? null, query.limit + 1),
          query.limit,
          ({ id: _, ...row }) => row,
          (row) => cursorOf("season-guilds", row),
        );
      },
    }),
  ];
}

type Query = { limit: number; cursor?: SeasonRowPlace | undefined };

async function hunters(pool: Pool, season: number, board: SeasonBoard, list: string, query: Query) {
  const { limit: most, cursor: after = null } = query;
  return paged(
    await seasonHuntersAfter(pool, await seasonCalled(pool, season), board, after, most + 1),
    most,
    ({ id: _, ...row }) => row,
    (row) => cursorOf(list, row),
  );
}

const cursorOf = (list: string, { count, id, place: at }: SeasonRowPlace) =>
  cursorAt(list, { count, id, place: at });

function seasonShown({ number: called, startsAt, endsAt, over }: Season): z.input<typeof seasonSchema> {
  return { number: called, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), over };
}

async function seasonCalled(pool: Pool, called: number): Promise<Season> {
  const found = (await allSeasons(pool)).find((season) => season.number === called);
  if (found) return found;
  throw new Refusal(404, "No such season", "That season has not begun. /api/v1/seasons has those that have.");
}
