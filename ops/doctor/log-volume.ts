import { bytes, plural } from "../../store/vitals/units.ts";
import type { Context } from "../context.ts";
import { readAccessLog } from "../logs/access-log.ts";
import { readOutput } from "../logs/container-log.ts";
import { readEntry } from "../logs/entry.ts";
import { command, isService, type StackContainer } from "../services.ts";
import { volumeSizes } from "../volume-sizes.ts";
import { type Check, ok, warn } from "./check.ts";

const MIB = 2 ** 20;
/** app.log, terminal.log, access.log, error.log. */
const FILES = 4;
const RECENT_MS = 600_000;
const MOST_LINES = 20_000;

/** The log volume is within what the settings allow: each file and its rotated ones. */
export async function checkLogVolume(context: Context): Promise<Check> {
  const { logMaxMiB, logKeep } = context.settings;
  const most = FILES * (logKeep + 1) * logMaxMiB * MIB;
  const size = (await volumeSizes(context)).find(({ short }) => short === "logs")?.bytes ?? 0;
  const detail = `${bytes(size)} of at most ${bytes(most)}`;
  if (size <= most) return ok("log volume", detail);
  return warn(
    "log volume",
    `${detail}: something else writes there`,
    `${command(context)} restart nginx web terminal`,
  );
}

/** How many errors the services told of in the last ten minutes. */
export async function checkErrors(context: Context, containers: readonly StackContainer[]): Promise<Check> {
  const excerpt = { since: new Date(Date.now() - RECENT_MS), lines: MOST_LINES };
  const services = containers.filter(({ service }) => isService(service));
  const counts = new Map<string, number>();
  await Promise.all(
    services.map(async (container) => {
      const output = await readOutput(context, container, excerpt);
      const isNginx = container.service === "nginx" && container.info.State.Running;
      const access = isNginx ? await readAccessLog(context, container, excerpt) : [];
      const errors = [...output, ...access].filter(({ text }) =>
        ["error", "fatal"].includes(readEntry(text).level),
      );
      counts.set(container.service, (counts.get(container.service) ?? 0) + errors.length);
    }),
  );
  const told = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (told.length === 0) return ok("errors", "none in the logs of the last 10 minutes");
  const detail = told.map(([service, count]) => `${service} ${plural(count, "line")}`).join(", ");
  const most = told.sort(([, a], [, b]) => b - a)[0]![0];
  return warn("errors", `in the last 10 minutes: ${detail}`, `${command(context)} logs ${most} --since 10m`);
}
