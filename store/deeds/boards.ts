/** Leaderboards and profiles. */
import { GRADES } from "../../game/catalog/words.ts";
import { counted } from "../../game/hunter/counters.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import { rows } from "../../game/rows.ts";
import type { BoardDeed } from "../../game/social/deeds.ts";
import { type CharacterId, findCharacter } from "../characters.ts";
import { hunterNamed } from "../names.ts";
import { guildsByLevel, huntersByLevel, huntersByScore } from "../ranks.ts";
import { seasonGuilds, seasonHunters } from "../season-boards.ts";
import { allSeasons, type Season } from "../seasons.ts";
import { type Decision, type Looking, type Queryable, refuse } from "./deed.ts";

type Of<Name extends BoardDeed["do"]> = Extract<BoardDeed, { do: Name }>;
const SHOWN = 15;

type Row = [name: string, value: string, note: string];

export const lookAtTop: Looking<Of<"top">> = {
  async look({ db, actor }, { board, grade, season }) {
    if (season !== null) return lookAtSeason(db, actor, { board, grade, season });
    const title = {
      hunters: "Hunters by level",
      guilds: "Guilds by level",
      gates: `Gates cleared${grade ? `, grade ${grade}` : ""}`,
    }[board];
    const ranked = (await rowsOf(db, board, grade)).slice(0, SHOWN);
    if (ranked.length === 0) return { text: `[System] ${title}: nobody yet.` };
    const cells = ranked.map((row, at) => [`${at + 1}.`, ...row]);
    return { text: [`[System] ${title}:`, ...rows(cells, actor.screenReader)].join("\n") };
  },
};

async function lookAtSeason(
  db: Queryable,
  { screenReader }: Hunter,
  { board, grade, season }: Pick<Of<"top">, "board" | "grade"> & { season: number | "now" },
): Promise<Decision> {
  const all = await allSeasons(db);
  const meant = all.find(({ number, over }) => (season === "now" ? !over : number === season));
  if (!meant)
    return season === "now"
      ? { text: "[System] The first season begins in a moment." }
      : refuse(`There is no season ${season}. Seasons: 1 to ${all[0]?.number ?? 1}. top season`);
  const cells = await seasonCells(db, meant, board, grade);
  const what = {
    hunters: "hunters by points",
    guilds: "guilds by points",
    gates: `gates cleared${grade ? `, grade ${grade}` : ""}`,
  }[board];
  const day = meant.endsAt.toISOString().slice(0, 10);
  const title = `Season ${meant.number} (${meant.over ? "ended" : "until"} ${day}), ${what}:`;
  const shown = cells.slice(0, SHOWN);
  return {
    text: [`[System] ${title}${shown.length === 0 ? " nobody yet." : ""}`, ...rows(shown, screenReader)].join(
      "\n",
    ),
  };
}

async function seasonCells(
  db: Queryable,
  season: Season,
  board: Of<"top">["board"],
  grade: Of<"top">["grade"],
): Promise<string[][]> {
  if (board === "guilds")
    return (await seasonGuilds(db, season, 1)).map(({ place, name, count }) => [
      `${place}.`,
      name,
      points(count),
    ]);
  const kind = board === "hunters" ? "points" : grade ? (`gates:${grade}` as const) : "gates";
  const most = await seasonHunters(db, season, kind, 1);
  return most.map(({ place, name, count, guild, title }) => [
    `${place}.`,
    name,
    board === "hunters" ? points(count) : String(count),
    title ?? guild ?? "",
  ]);
}

const points = (count: number) => `${count} ${count === 1 ? "point" : "points"}`;

async function rowsOf(db: Queryable, board: Of<"top">["board"], grade: Of<"top">["grade"]): Promise<Row[]> {
  if (board === "guilds")
    return (await guildsByLevel(db, 1)).map(({ name, level, members }) => [
      name,
      `level ${level}`,
      `${members} ${members === 1 ? "member" : "members"}`,
    ]);
  if (board === "hunters")
    return (await huntersByLevel(db, 1)).map(({ name, level, guild }) => [
      name,
      `level ${level}`,
      guild ?? "",
    ]);
  const most = await huntersByScore(db, grade ? `gates:${grade}` : "gates", 1);
  return most.map(({ name, count, level }) => [name, String(count), `level ${level}`]);
}

export const lookAtProfile: Looking<Of<"profile">> = {
  async look({ db, around }, { name }) {
    const found = await hunterNamed(db, name);
    const character = found && (await findCharacter(db, found.id as CharacterId));
    if (!character) return refuse(`Nobody is called "${name.slice(0, 20)}". who lists who is here.`);
    const { hunter } = character;
    const { sheet } = hunter;
    const calling = sheet.job ?? sheet.base ?? "no class yet";
    const gates = GRADES.map((grade) => [grade, counted(hunter, `gates:${grade}`)] as const).filter(
      ([, n]) => n > 0,
    );
    const total = counted(hunter, "gates");
    const guild = await guildName(db, hunter.guild);
    const here = around.online().names.includes(hunter.name);
    return {
      text: [
        `[System] ${hunter.name}${sheet.title ? `, ${sheet.title}` : ""}. ${here ? "In the city now." : "Not in the city."}`,
        `Level ${sheet.level}, ${calling}, licence ${sheet.licence}${guild ? `, of ${guild}` : ""}.`,
        `Gates cleared: ${total}${gates.length > 0 ? ` (${gates.map(([grade, n]) => `${grade} ${n}`).join(", ")})` : ""}. Deaths: ${counted(hunter, "deaths")}.`,
        `Achievements: ${hunter.annals.achievements.length}.`,
      ].join("\n"),
    };
  },
};

async function guildName(db: Queryable, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const { rows } = await db.query("SELECT name FROM guilds WHERE id = $1", [id]);
  return rows[0]?.name ?? null;
}
