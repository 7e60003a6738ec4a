import type { Context } from "./context.ts";
import { Output } from "./output.ts";
import { command, nothingDeployed } from "./services.ts";
import { readStatus } from "./status/report.ts";
import { statusTable } from "./status/table.ts";

/**
 * Prints how the stack is: a table on stdout, or one JSON object (StatusReport). Returns whether all is
 * well. Throws OperatorError when nothing is deployed; with `json` that is an object like any other.
 */
export async function status(context: Context, { json }: { json: boolean }): Promise<boolean> {
  const report = await readStatus(context);
  const screen = new Output(process.stdout);
  if (json) screen.line(JSON.stringify(report, null, 2));
  else if (report.deployed)
    for (const line of statusTable(report, screen.color, command(context))) screen.line(line);
  else throw nothingDeployed(context);
  return report.healthy;
}
