/** Hunters and guilds as entries of a search. */
import type { Pool } from "pg";
import { findGuildNames, findHunterNames } from "../../store/public-names.ts";
import type { Words } from "../texts/words.ts";
import type { Entry } from "./search.ts";

/** Those whose names begin as was typed. */
export async function peopleNamed(pool: Pool, { t }: Words, typed: string): Promise<Entry[]> {
  const [hunters, guilds] = await Promise.all([findHunterNames(pool, typed), findGuildNames(pool, typed)]);
  return [
    ...hunters.map((name) => ({ name, path: `/hunters/${name}`, what: t("archive.is-hunter"), also: [] })),
    ...guilds.map((name) => ({
      name,
      path: `/guilds/${encodeURIComponent(name)}`,
      what: t("archive.is-guild"),
      also: [],
    })),
  ];
}
