/** What goes on in the city. */
import * as z from "zod";
import { GRADES } from "../../../game/catalog/words.ts";
import { newsAfter } from "../../../store/lists.ts";
import { gatesCleared, newestFeats } from "../../../store/pulse.ts";
import type { Services } from "../../app.ts";
import { archiveOf } from "../../archive/archive.ts";
import { featText } from "../../archive/feats.ts";
import { peopleNamed } from "../../archive/people.ts";
import { entriesOf, find, LONGEST_QUERY } from "../../archive/search.ts";
import { hunterName, rowId, time } from "../fields.ts";
import { type Operation, operation } from "../operation.ts";
import { cursor, cursorAt, limit, listOf, paged } from "../paging.ts";

const FEATS = 20;
const FRESH_S = 5;

const featSchema = z
  .object({
    hunter: hunterName,
    kind: z.enum(["level", "gate", "achievement"]),
    what: z.string().describe("The level, the gate's grade, or the achievement's id."),
    text: z.string().describe("What follows the hunter's name, in words."),
    at: time,
  })
  .meta({ id: "Feat", description: "Something worth telling that a hunter did." });
const statusSchema = z
  .object({
    version: z.string(),
    online: z.int().min(0).describe("Hunters in the city or in a gate now."),
    gates: z
      .object(Object.fromEntries(GRADES.map((grade) => [grade, z.int().min(0)])))
      .describe("Cleared so far, by grade."),
    feats: z.array(featSchema).describe("The newest first."),
  })
  .meta({ id: "Status" });
const newsSchema = z
  .object({ id: rowId, title: z.string(), text: z.string(), by: z.string(), at: time })
  .meta({ id: "News", description: "What the operator tells." });
const foundSchema = z
  .object({
    name: z.string(),
    what: z.string().describe("What it is, in two or three words."),
    path: z.string().describe("Its page on the site."),
  })
  .meta({ id: "Found" });

export function cityOperations(services: Services, version: string): Operation[] {
  return [status(services, version), news(services), search(services)];
}

function status({ pool, catalog, english, online }: Services, version: string): Operation {
  return operation({
    ...{ id: "getStatus", method: "get", path: "/status", tag: "City", summary: "The city's pulse" },
    answer: statusSchema,
    fresh: FRESH_S,
    async handle() {
      const [gates, feats, players] = await Promise.all([
        gatesCleared(pool),
        newestFeats(pool, FEATS),
        online(),
      ]);
      const told = feats.flatMap(({ name, kind, what, at }) => {
        const text = featText(english, catalog, { name, kind, what, at });
        return text === null ? [] : [{ hunter: name, kind, what, text, at: at.toISOString() }];
      });
      return { version, online: players, gates, feats: told };
    },
  });
}

function news({ pool }: Services): Operation {
  return operation({
    ...{ id: "listNews", method: "get", path: "/news", tag: "City", summary: "News, the newest first" },
    query: z.strictObject({ limit, cursor: cursor("news", rowId) }),
    answer: listOf(newsSchema),
    fresh: 30,
    async handle({ query }) {
      const rows = await newsAfter(pool, query.cursor ?? null, query.limit + 1);
      return paged(
        rows,
        query.limit,
        ({ id, title, text, byName, at }) => ({ id, title, text, by: byName, at: at.toISOString() }),
        ({ id }) => cursorAt("news", id),
      );
    },
  });
}

function search({ pool, catalog, english }: Services): Operation {
  const entries = entriesOf(archiveOf(catalog), english);
  return operation({
    ...{
      id: "search",
      method: "get",
      path: "/search",
      tag: "City",
      summary: "Everything that has such a name",
    },
    details: "Hunters and guilds by how their names begin, everything else by words of the name.",
    query: z.strictObject({
      q: z
        .string({ error: "Say what to look for." })
        .trim()
        .min(1, "Say what to look for.")
        .max(LONGEST_QUERY, `At most ${LONGEST_QUERY} characters.`)
        .refine((words) => !words.includes("\0"), "There is a zero byte in it.")
        .describe("The words."),
    }),
    answer: z.object({
      data: z.array(foundSchema),
      meant: z.array(z.string()).describe("Names near to the words, when nothing has them."),
    }),
    fresh: 30,
    async handle({ query: { q } }) {
      const found = find(entries, q);
      const all = [...(await peopleNamed(pool, english, q)), ...found.entries];
      const data = all.map(({ name, what, path }) => ({ name, what, path }));
      return { data, meant: data.length > 0 ? [] : [...found.meant] };
    },
  });
}
