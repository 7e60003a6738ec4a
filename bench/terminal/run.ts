/** One run of the load against servers, and what it cost them. */
import type Docker from "dockerode";
import type { Contestant } from "./contestants.ts";
import type { Databases } from "./databases.ts";
import type { Generator, RunOrder } from "./generator.ts";
import type { OpenOrder, Outcome } from "./load/messages.ts";
import { busySeconds, cpuSeconds } from "./pinned.ts";

/** What a run cost, in µs of processor time for each answered command, beside what came of it. */
export interface Run extends Outcome {
  perSecond: number;
  serverMicros: number;
  postgresMicros: number;
  /** The server's share of its core, 0–1. */
  serverLoad: number;
  /** What other processes of the machine took meanwhile, in cores. */
  disturbance: number;
}

export interface Crowd extends Omit<OpenOrder, "do" | "addresses"> {
  databases: Databases;
  docker: Docker;
}

/** Opens the players on `servers` in turns, runs the order, and lets everyone go. */
export async function measure(
  generator: Generator,
  servers: readonly Contestant[],
  { databases, docker, ...crowd }: Crowd,
  order: RunOrder,
  measuring: () => void = () => {},
): Promise<Run> {
  await generator.open({ ...crowd, addresses: servers.map(({ address }) => address) });
  const read = () => costs(generator, servers, databases, docker);
  let before: Promise<Costs> | undefined;
  const outcome = await generator.run(order, () => {
    before = read();
    measuring();
  });
  if (!before) throw new Error("the load generator never measured");
  const [began, ended] = [await before, await read()];
  generator.close();
  return evaluate(outcome, began, ended);
}

interface Costs {
  at: number;
  server: number;
  postgres: number;
  redis: number;
  generator: number;
  busy: number;
}

async function costs(
  generator: Generator,
  servers: readonly Contestant[],
  databases: Databases,
  docker: Docker,
): Promise<Costs> {
  const at = performance.now() / 1000;
  const server = servers.flatMap(({ pids }) => pids).reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const own = { at, server, generator: cpuSeconds(generator.pid), busy: busySeconds() };
  const [postgres, redis] = await Promise.all([
    containerSeconds(docker, databases.container("postgres")),
    containerSeconds(docker, databases.container("redis")),
  ]);
  return { ...own, postgres, redis };
}

function evaluate(outcome: Outcome, began: Costs, ended: Costs): Run {
  const spent = (key: keyof Costs) => ended[key] - began[key];
  const answers = Math.max(1, outcome.answers);
  const ours = spent("server") + spent("generator") + spent("postgres") + spent("redis");
  return {
    ...outcome,
    perSecond: outcome.answers / outcome.seconds,
    serverMicros: (spent("server") * 1e6) / answers,
    postgresMicros: (spent("postgres") * 1e6) / answers,
    serverLoad: spent("server") / spent("at"),
    disturbance: Math.max(0, spent("busy") - ours) / spent("at"),
  };
}

async function containerSeconds(docker: Docker, name: string): Promise<number> {
  const stats = await docker.getContainer(name).stats({ stream: false, "one-shot": true });
  return stats.cpu_stats.cpu_usage.total_usage / 1e9;
}
