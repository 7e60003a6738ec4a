import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Context } from "./context.ts";

const run = promisify(execFile);

/** Who listens on a TCP port of this machine, in words: a container, a process with its pid, or a guess. */
export async function portHolder(context: Context, port: number): Promise<string> {
  return (await holdingContainer(context, port)) ?? (await holdingProcess(port)) ?? "another program";
}

async function holdingContainer(context: Context, port: number): Promise<string | undefined> {
  const all = await context.docker.listContainers();
  const holder = all.find((container) => container.Ports.some((published) => published.PublicPort === port));
  return holder && `the container ${holder.Names[0]?.slice(1)}`;
}

async function holdingProcess(port: number): Promise<string | undefined> {
  const list =
    process.platform === "linux"
      ? ["ss", "-Hltnp", `sport = :${port}`]
      : ["lsof", "-nP", `-iTCP:${port}`, "-sTCP:LISTEN"];
  try {
    const { stdout } = await run(list[0]!, list.slice(1));
    const named =
      /users:\(\("([^"]+)",pid=(\d+)/.exec(stdout) ??
      /^(\S+)\s+(\d+)/m.exec(stdout.split("\n").slice(1).join("\n"));
    return named ? `${named[1]} (pid ${named[2]})` : undefined;
  } catch {
    // Neither tool need be there, and only root sees others' processes: the port is named all the same.
    return undefined;
  }
}
