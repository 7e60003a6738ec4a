import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pulumi } from "./pulumi.ts";

/** What Pulumi's state says of a stack, as far as `./terminusa` looks at it. */
export interface StackState {
  /** Engine ids of all containers and networks in the state. */
  ids: ReadonlySet<string>;
  /** Number of resources; 0 for a new stack. */
  resources: number;
}

interface Deployment {
  resources?: { id?: string; type: string }[];
}

/** Reads the state: from the checkout's own backend directly (milliseconds), else through the CLI. */
export async function readState(pulumi: Pulumi): Promise<StackState> {
  const file = pulumi.stateFile();
  const deployment = file ? fromFile(file) : await fromExport(pulumi);
  const resources = deployment?.resources ?? [];
  return { ids: new Set(resources.flatMap((resource) => resource.id ?? [])), resources: resources.length };
}

function fromFile(file: string): Deployment | undefined {
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { checkpoint?: { latest?: Deployment } }).checkpoint
    ?.latest;
}

async function fromExport(pulumi: Pulumi): Promise<Deployment | undefined> {
  const { code, output } = await pulumi.run(["stack", "export"]);
  if (code !== 0) throw new Error(`pulumi stack export: ${output.trim()}`);
  return (JSON.parse(output) as { deployment?: Deployment }).deployment;
}

/** The pid that holds the local backend's lock of this stack, alive or not; undefined without a lock. */
export function lockPid(stateFile: string, stack: string): { pid: number; alive: boolean } | undefined {
  const folder = join(stateFile, "../../../locks/organization/terminusa", stack);
  const name = existsSync(folder) ? readdirSync(folder).find((file) => file.endsWith(".json")) : undefined;
  if (!name) return undefined;
  const { pid } = JSON.parse(readFileSync(join(folder, name), "utf8")) as { pid: number };
  try {
    process.kill(pid, 0);
    return { pid, alive: true };
  } catch {
    return { pid, alive: false };
  }
}
