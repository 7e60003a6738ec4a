import { readdirSync } from "node:fs";
import { join } from "node:path";
import { REDIS_NEARLY_FULL } from "../../store/vitals/limits.ts";
import type { Context } from "../context.ts";
import { runInside } from "../run-inside.ts";
import { command, type StackContainer, shortName } from "../services.ts";
import { readSchema } from "../status/schema.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** What a server says of what it needs (store/health.ts). */
interface Readiness {
  ready: boolean;
  checks: Record<string, string>;
}

const ASK = `exec 3<>/dev/tcp/127.0.0.1/$1 || exit 1
printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3
cat <&3`;
const REDIS_STATE = `set -o pipefail
export REDISCLI_AUTH=$(</etc/terminusa/password)
redis-cli ping && redis-cli info persistence && redis-cli info memory`;

/** Whether a web or terminal container reaches the database with its password, its schema and Redis. */
export async function checkReadiness(context: Context, container: StackContainer): Promise<Check> {
  const name = `${shortName(context, container.name)} needs`;
  const port = container.info.Config.Env.find((line) => line.startsWith("HEALTH_PORT="))?.split("=")[1] ?? "";
  const { code, stdout, stderr } = await runInside(context, container.id, ["bash", "-c", ASK, "ask", port]);
  if (code !== 0) throw new Error(stderr.trim() || `nobody answers on port ${port}`);
  return readinessCheck(context, name, container.service, JSON.parse(stdout.split("\r\n\r\n")[1] ?? ""));
}

/** Turns a server's answer into a check. Exported for tests. */
export function readinessCheck(context: Context, name: string, service: string, answer: Readiness): Check {
  if (answer.ready) return ok(name, Object.keys(answer.checks).join(", "));
  const bad = Object.entries(answer.checks).filter(([, state]) => state !== "ok");
  const detail = bad.map(([need, state]) => `${need}: ${state}`).join("\n");
  return fail(name, detail, remedyFor(context, service, detail));
}

function remedyFor(context: Context, service: string, detail: string): string {
  const own = command(context);
  // Roles get their passwords when PostgreSQL starts.
  if (/password authentication failed/.test(detail)) return `${own} restart postgres`;
  if (/^schema:/m.test(detail)) return `${own} up`;
  if (/^database:/m.test(detail)) return `${own} start postgres`;
  if (/^redis:/m.test(detail)) return `${own} start redis`;
  return `${own} logs ${service}`;
}

/** The database's revision against the newest migration of this checkout. */
export async function checkSchema(context: Context, postgres: StackContainer): Promise<Check> {
  const { revision, newest } = await readSchema(context, postgres.id);
  const known = newestMigration(join(context.root, "store/migrations"));
  const detail = `revision ${revision}${newest ? ` (${newest})` : ""}`;
  if (revision === known) return ok("schema", detail);
  if (revision === 0) return fail("schema", "no migration has run", `${command(context)} up`);
  if (revision < known)
    return warn("schema", `${detail}, and this checkout has ${known}`, `${command(context)} up`);
  return warn(
    "schema",
    `${detail}, newer than this checkout's ${known}`,
    `git pull, then ${command(context)} up`,
  );
}

/** The number of the last file in a folder of migrations. */
export function newestMigration(folder: string): number {
  return Math.max(0, ...readdirSync(folder).map((name) => Number(/^(\d{4})_\w+\.sql$/.exec(name)?.[1] ?? 0)));
}

/** Redis answers, writes its log to the disk, and has room. */
export async function checkRedis(context: Context, redis: StackContainer): Promise<Check> {
  const { code, stdout, stderr } = await runInside(context, redis.id, ["bash", "-c", REDIS_STATE]);
  if (code !== 0 || !stdout.startsWith("PONG")) throw new Error(stderr.trim() || stdout.trim());
  return redisCheck(context, stdout);
}

/** Turns Redis' own words into a check. Exported for tests. */
export function redisCheck(context: Context, info: string): Check {
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
  if (value("aof_last_write_status") === "err")
    return fail(
      "redis",
      "it can't write to its disk: sessions would be lost",
      `${command(context)} doctor: see disk`,
    );
  const used = Number(value("used_memory"));
  const most = Number(value("maxmemory"));
  const share = most > 0 ? used / most : 0;
  const detail = `answers, ${Math.round(share * 100)} % of its memory used`;
  if (share < REDIS_NEARLY_FULL) return ok("redis", detail);
  const remedy = `${command(context)} config set redisMemory ${Math.ceil((most / 2 ** 20) * (4 / 3) * 2)}, then ${command(context)} up`;
  return warn("redis", `${detail}: it drops the oldest sessions`, remedy);
}
