import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bracketed } from "../infra/host.ts";
import type { Context } from "./context.ts";
import { authorityFile, publicHost } from "./public-path.ts";

/**
 * Starts the command-line client on this stack: its host, port and authority are filled in unless the
 * player names another host. Returns the client's exit code.
 */
export async function play(context: Context, options: string[]): Promise<number> {
  const client = join(context.root, "terminal/client/main.ts");
  const elsewhere = options.some((option) => option === "--host" || option.startsWith("--host="));
  const own = elsewhere || options.includes("--help") ? [] : ownHost(context);
  const child = spawn(process.execPath, [client, ...own, ...options], { stdio: "inherit" });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on("error", reject);
  child.on("close", (code) => resolve(code ?? 1));
  // The client decides what Ctrl-C means.
  process.on("SIGINT", () => {});
  return promise;
}

function ownHost(context: Context): string[] {
  const { gamePort } = context.settings;
  const host = publicHost(context);
  const address = `${bracketed(host)}:${gamePort}`;
  const file = authorityFile(context);
  return existsSync(file) ? ["--host", address, "--ca", file] : ["--host", address];
}
