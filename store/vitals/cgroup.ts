/**
 * What the kernel says of a container, from its own files: cgroup v2, or v1 on older machines. Whoever reads them (this
 * process, PostgreSQL for itself, Nginx's reporter) hands them over by name; here they get a meaning.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const ROOT = "/sys/fs/cgroup";
/** Below the root; those of the other version are missing. infra/postgres/monitoring.sql and nginx/report.sh name them too. */
export const CGROUP_FILES = [
  "memory.current",
  "memory.max",
  "memory.stat",
  "cpu.stat",
  "cpu.max",
  "memory/memory.usage_in_bytes",
  "memory/memory.limit_in_bytes",
  "memory/memory.stat",
  "cpuacct/cpuacct.usage",
  "cpu/cpu.cfs_quota_us",
  "cpu/cpu.cfs_period_us",
] as const;
/** Their content; null or absent: not there. */
export type CgroupFiles = Readonly<Record<string, string | null | undefined>>;

export type Container = {
  /** Without the page cache that the kernel drops when memory is short, as `docker stats` counts. */
  memoryBytes: number;
  /** null: no limit. */
  memoryLimitBytes: number | null;
  /** Processor time so far. */
  cpuSeconds: number;
  /** Cores that it may use; null: all. */
  cores: number | null;
};

/** A limit above this is what the kernel calls none. */
const NO_LIMIT = 2 ** 60;

/** null where there are no such files: not Linux, or no container. */
export function containerFrom(files: CgroupFiles): Container | null {
  const v2 = files["memory.current"] != null;
  const usage = number(files[v2 ? "memory.current" : "memory/memory.usage_in_bytes"]);
  const cpu = v2 ? member(files["cpu.stat"], "usage_usec") : number(files["cpuacct/cpuacct.usage"]);
  if (usage === null || cpu === null) return null;
  const cache = v2
    ? member(files["memory.stat"], "inactive_file")
    : member(files["memory/memory.stat"], "total_inactive_file");
  const limit = number(files[v2 ? "memory.max" : "memory/memory.limit_in_bytes"]);
  const [quota, period] = v2
    ? (files["cpu.max"] ?? "").split(" ").map(number)
    : [number(files["cpu/cpu.cfs_quota_us"]), number(files["cpu/cpu.cfs_period_us"])];
  return {
    memoryBytes: Math.max(0, usage - (cache ?? 0)),
    memoryLimitBytes: limit !== null && limit < NO_LIMIT ? limit : null,
    cpuSeconds: cpu / (v2 ? 1e6 : 1e9),
    cores: quota != null && period && quota > 0 ? quota / period : null,
  };
}

/** This process's own container. */
export async function ownContainer(root = ROOT): Promise<Container | null> {
  const contents = await Promise.all(
    CGROUP_FILES.map((name) => readFile(join(root, name), "utf8").catch(() => null)),
  );
  return containerFrom(Object.fromEntries(CGROUP_FILES.map((name, at) => [name, contents[at]])));
}

function number(text: string | null | undefined): number | null {
  const value = text?.trim();
  return value && /^-?\d+$/.test(value) ? Number(value) : null;
}

function member(text: string | null | undefined, name: string): number | null {
  return number(new RegExp(`^${name} (\\d+)$`, "m").exec(text ?? "")?.[1]);
}
