/**
 * `npm run balance [-- runs]`: thousands of runs by bots with each tactic. Prints how long the first ten levels take,
 * who wins which gates, and what an hour pays, for each class; and whether the classes and tactics keep together.
 */

import { BASE_CLASSES, type BaseClass, GRADES, type Grade } from "../../game/catalog/words.ts";
import { TACTICS } from "../../game/combat/tactics.ts";
import { GRADE_BAND } from "../../game/combat/tuning.ts";
import { PACE_MS } from "./bot.ts";
import { type Career, career } from "./career.ts";
import { readCatalog } from "./content.ts";
import { type Trial, trial } from "./trial.ts";

const RUNS = 40;
const CAREER_LEVEL = 10;
const GIVE_UP = 4_000;
/** No class may be further from the middle one, as a share. */
const APART = 0.2;
const HOUR_MS = 3_600_000;

const catalog = readCatalog();
const runs = Number(process.argv[2] ?? RUNS);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`"${process.argv[2]}" is no number of runs: npm run balance -- 40`);
  process.exit(2);
}
function careers(): void {
  const rows = [["class", "tactic", "level 5", "level 10", "minutes", "cleared", "crystals/h"]];
  const steady: number[] = [];
  const byTactic = new Map<string, number[]>();
  for (const base of BASE_CLASSES)
    for (const { name: tactic } of TACTICS) {
      const played = times((seed) =>
        career(catalog, { base, tactic, seed, level: CAREER_LEVEL, most: GIVE_UP }),
      );
      const commands = median(played.map((one) => one.commands));
      if (tactic === "steady") steady.push(commands);
      byTactic.set(tactic, [...(byTactic.get(tactic) ?? []), commands]);
      rows.push([base, tactic, ...careerCells(played, commands)]);
    }
  print("From the first day to level 10, by the commands that a player types", rows);
  verdict("classes, on steady", BASE_CLASSES, steady);
  const tactics = [...byTactic.keys()];
  verdict(
    "tactics, over all classes",
    tactics,
    tactics.map((name) => mean(byTactic.get(name) ?? [])),
  );
}

function careerCells(played: readonly Career[], commands: number): string[] {
  const sums = played.flatMap(({ byGrade }) => Object.values(byGrade));
  const entered = sum(sums.map((one) => one.entered));
  const hours = (sum(played.map((one) => one.commands)) * PACE_MS) / HOUR_MS;
  return [
    String(median(played.map(({ reached }) => reached[5] ?? GIVE_UP))),
    String(commands),
    ((commands * PACE_MS) / 60_000).toFixed(0),
    percent(sum(sums.map((one) => one.cleared)) / entered),
    (sum(played.map((one) => one.crystals)) / hours).toFixed(0),
  ];
}

function trials(): void {
  const rows = [["grade", "level", "tactic", ...BASE_CLASSES.flatMap((base) => [base, "xp/h"])]];
  for (const grade of GRADES)
    for (const { name: tactic } of TACTICS) {
      const level = levelFor(grade);
      const cells = BASE_CLASSES.flatMap((base) => trialCells(base, tactic, grade, level));
      rows.push([grade, String(level), tactic, ...cells]);
    }
  print(
    "Gates cleared, by hunters of the grade's middle level in ordinary gear, and experience an hour",
    rows,
  );
}

function trialCells(base: BaseClass, tactic: string, grade: Grade, level: number): string[] {
  const tried = times((seed) => trial(catalog, { base, tactic, grade, level, seed }));
  const hours = (sum(tried.map((one) => one.commands)) * PACE_MS) / HOUR_MS;
  return [percent(cleared(tried)), (sum(tried.map((one) => one.xp)) / hours).toFixed(0)];
}

const cleared = (tried: readonly Trial[]) =>
  tried.filter(({ result }) => result === "cleared").length / tried.length;

function levelFor(grade: Grade): number {
  const { least, most } = GRADE_BAND[grade];
  return grade === "Monarch" ? least + 50 : Math.round((least + most) / 2);
}

function times<T>(play: (seed: string) => T): T[] {
  return Array.from({ length: runs }, (_, run) => play(`balance-${run}`));
}

/** Whether all are within `APART` of the middle one. */
function verdict(what: string, names: readonly string[], values: readonly number[]): void {
  const middle = median(values);
  const far = Math.max(...values.map((value) => Math.abs(value - middle) / middle));
  const worst = names[values.findIndex((value) => Math.abs(value - middle) / middle === far)];
  console.log(
    `${far <= APART ? "ok    " : "MISSED"}  ${what}: the furthest from the middle is ${worst}, by ${percent(far)}\n`,
  );
  if (far > APART) process.exitCode = 1;
}

function print(title: string, rows: readonly string[][]): void {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  console.log(`${title}\n`);
  for (const row of rows)
    console.log(
      row
        .map((cell, at) =>
          at < 3 && Number.isNaN(Number(cell))
            ? cell.padEnd(widths[at] ?? 0)
            : cell.padStart(widths[at] ?? 0),
        )
        .join("  "),
    );
  console.log();
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

careers();
trials();
