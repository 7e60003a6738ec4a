import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Context } from "./context.ts";
import { OperatorError } from "./operator-error.ts";

const run = promisify(execFile);

/**
 * Makes sure that commands are there, given as command → Debian package. As root on Debian or Ubuntu it
 * installs what is missing; elsewhere it throws OperatorError that names it.
 */
export async function needPackages(context: Context, wanted: Record<string, string>): Promise<void> {
  const missing: string[] = [];
  for (const [command, name] of Object.entries(wanted)) if (!(await isThere(command))) missing.push(name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !(await isThere("apt-get")))
    throw new OperatorError(
      `${missing.join(", ")} are missing`,
      "the tests play in a real browser and a real terminal",
      `install them, as: sudo apt-get install ${missing.join(" ")}`,
    );
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await context.out.step(`installing ${missing.join(", ")}`, async () => {
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], {
      env,
      maxBuffer: 1e8,
    });
  });
}

function isThere(command: string): Promise<boolean> {
  return run("sh", [
    "-c",
    `command -v ${command} || command -v /usr/sbin/${command} || command -v /usr/games/${command}`,
  ]).then(
    () => true,
    () => false,
  );
}
