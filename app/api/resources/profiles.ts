/** What everyone may know of a hunter and of a guild. */
import * as z from "zod";
import { BASE_CLASSES, GRADES, HUNTER_CLASSES, JOBS } from "../../../game/catalog/words.ts";
import { GUILD_RANKS } from "../../../game/guilds/rank.ts";
import { guildProfile, hunterProfile } from "../../../store/profiles.ts";
import type { Services } from "../../app.ts";
import { Refusal } from "../../refusal.ts";
import { guildName, hunterName, time } from "../fields.ts";
import { type Operation, operation } from "../operation.ts";

const FRESH_S = 10;

const hunterSchema = z
  .object({
    name: hunterName,
    level: z.int().min(1),
    base: z.enum(BASE_CLASSES).nullable(),
    job: z.enum(JOBS).nullable(),
    licence: z.enum(HUNTER_CLASSES),
    title: z.string().nullable(),
    guild: z.object({ name: z.string(), rank: z.enum(GUILD_RANKS) }).nullable(),
    since: time,
    gates: z
      .object(Object.fromEntries(GRADES.map((grade) => [grade, z.int().min(0)])))
      .describe("Cleared, by grade."),
    bosses: z.int().min(0),
    achievements: z.array(z.string()).describe("Their ids, the newest first."),
  })
  .meta({ id: "Hunter" });
const guildSchema = z
  .object({
    name: z.string(),
    level: z.int().min(1),
    xp: z.int().min(0),
    foundedAt: time,
    members: z
      .array(z.object({ name: hunterName, level: z.int().min(1), rank: z.enum(GUILD_RANKS) }))
      .describe("The leader first; a hundred at most."),
  })
  .meta({ id: "Guild" });

export function profileOperations({ pool }: Services): Operation[] {
  return [
    operation({
      ...{ id: "getHunter", method: "get", path: "/hunters/{name}", tag: "Boards", summary: "One hunter" },
      params: z.strictObject({ name: hunterName }),
      answer: hunterSchema,
      fresh: FRESH_S,
      async handle({ params }) {
        const found = await hunterProfile(pool, params.name);
        if (!found) throw new Refusal(404, "No such hunter", `No hunter is called "${params.name}".`);
        const { id: _, scores, since, base, job, licence, guild, ...known } = found;
        return {
          ...known,
          base: base as (typeof BASE_CLASSES)[number] | null,
          job: job as (typeof JOBS)[number] | null,
          licence: licence as (typeof HUNTER_CLASSES)[number],
          guild: guild && { ...guild, rank: guild.rank as (typeof GUILD_RANKS)[number] },
          since: since.toISOString(),
          gates: Object.fromEntries(GRADES.map((grade) => [grade, scores[`gates:${grade}`] ?? 0])),
          bosses: scores["kills:boss"] ?? 0,
          achievements: [...found.achievements],
        };
      },
    }),
    operation({
      ...{ id: "getGuild", method: "get", path: "/guilds/{name}", tag: "Boards", summary: "One guild" },
      params: z.strictObject({ name: guildName }),
      answer: guildSchema,
      fresh: FRESH_S,
      async handle({ params }) {
        const found = await guildProfile(pool, params.name);
        if (!found) throw new Refusal(404, "No such guild", `No guild is called "${params.name}".`);
        const { foundedAt, members, ...known } = found;
        return {
          ...known,
          foundedAt: foundedAt.toISOString(),
          members: members.map((member) => ({
            ...member,
            rank: member.rank as (typeof GUILD_RANKS)[number],
          })),
        };
      },
    }),
  ];
}
