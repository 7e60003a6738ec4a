import { plural } from "../store/vitals/units.ts";
import { columns } from "./columns.ts";
import type { Context } from "./context.ts";
import type { Check } from "./doctor/check.ts";
import { examine } from "./doctor/examine.ts";
import { Output } from "./output.ts";

/**
 * Checks everything and prints a line each on stdout, with the command that mends what is wrong; with `json`
 * one object {stack, healthy, checks}. Returns whether no check failed; warnings don't count as failures.
 */
export async function doctor(context: Context, { json }: { json: boolean }): Promise<boolean> {
  const checks = await examine(context);
  const healthy = checks.every(({ level }) => level !== "fail");
  const screen = new Output(process.stdout);
  if (json) screen.line(JSON.stringify({ stack: context.stack, healthy, checks }, null, 2));
  else for (const line of diagnosis(checks, screen.color)) screen.line(line);
  return healthy;
}

/** The checks for a person. Exported for tests. */
export function diagnosis(checks: readonly Check[], color: Output["color"]): string[] {
  const paint = { ok: color.green, warn: color.yellow, fail: color.red };
  const rows = checks.flatMap(({ level, name, detail, remedy }) => [
    ...detail
      .split("\n")
      .map((text, index) => (index === 0 ? [paint[level](level), name, text] : ["", "", text])),
    ...(remedy === null ? [] : [["", "", color.cyan(`→ ${remedy}`)]]),
  ]);
  return [...columns(rows), "", verdict(checks, color)];
}

function verdict(checks: readonly Check[], color: Output["color"]): string {
  const count = (level: Check["level"]) => checks.filter((check) => check.level === level).length;
  const [failed, warned] = [count("fail"), count("warn")];
  if (failed + warned === 0) return color.green("All is well.");
  const parts = [
    ...(failed > 0 ? [color.red(`${failed} failed`)] : []),
    ...(warned > 0 ? [color.yellow(plural(warned, "warning"))] : []),
  ];
  return `${parts.join(", ")}, ${count("ok")} well.`;
}
