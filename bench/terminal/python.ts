/** Virtual environments for the peers in Python, with pinned versions, kept in the git-ignored folder. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const INSTALL_MS = 10 * 60_000;

/** No Python of that age is here; the message names the least version. */
export class PythonMissing extends Error {
  override name = "PythonMissing";
}

/** What goes into an environment, and the Python versions (minor, of 3) that take it, the best first. */
export interface Requirements {
  name: string;
  packages: readonly string[];
  minors: readonly number[];
}

export const FLASK: Requirements = {
  name: "flask",
  packages: [
    ...["Flask==3.1.3", "gevent==26.9.0", "gevent-websocket==0.10.1"],
    ...["psycopg2-binary==2.9.13", "psycogreen==1.0.2"],
  ],
  minors: [13, 12, 11, 14],
};
/** A site of pages: sessions in Redis, passwords by argon2id. */
export const FLASK_SITE: Requirements = {
  name: "flask-site",
  packages: [
    ...["Flask==3.1.3", "Flask-Session==0.8.0", "gevent==26.9.0", "redis==8.1.0", "argon2-cffi==25.1.0"],
    ...["psycopg2-binary==2.9.13", "psycogreen==1.0.2"],
  ],
  minors: [13, 12, 11, 14],
};
export const EVENNIA: Requirements = {
  name: "evennia",
  packages: ["evennia==6.1.0", "Django==6.0.10", "Twisted==24.11.0"],
  minors: [12, 13, 14],
};
/** The last Evennia that runs on Python 3.11. */
export const EVENNIA_ON_311: Requirements = {
  name: "evennia",
  packages: ["evennia==5.0.1"],
  minors: [11],
};

/**
 * The folder of a virtual environment with these packages below `cache`, made if it isn't there.
 * Throws PythonMissing, or an Error with pip's last lines.
 */
export async function virtualEnvironment(cache: string, requirements: Requirements): Promise<string> {
  const { name, packages, minors } = requirements;
  const python = await findPython(minors);
  const hash = createHash("sha256")
    .update([python, ...packages].join("\n"))
    .digest("hex")
    .slice(0, 12);
  const folder = join(cache, `${name}-${hash}`);
  if (existsSync(join(folder, "complete"))) return folder;
  await mkdir(cache, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  await command(python, ["-m", "venv", folder]);
  await command(join(folder, "bin/python"), [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"],
    ...packages,
  ]);
  writeFileSync(join(folder, ".complete"), "");
  renameSync(join(folder, ".complete"), join(folder, "complete"));
  return folder;
}

/** The best Python of those minor versions, with `venv`. */
async function findPython(minors: readonly number[]): Promise<string> {
  for (const minor of minors)
    for (const candidate of candidates(minor)) if (await answers(candidate, minor)) return candidate;
  const least = Math.min(...minors);
  throw new PythonMissing(`no Python 3.${least}${minors.length > 1 ? " or newer" : ""} with venv was found`);
}

// pyenv's names on the path answer only for the versions that are chosen, so its folders are looked into.
function candidates(minor: number): string[] {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions");
  const own = existsSync(versions)
    ? readdirSync(versions).filter((name) => name.startsWith(`3.${minor}.`))
    : [];
  return [`python3.${minor}`, ...own.map((name) => join(versions, name, "bin/python3")), "python3"];
}

async function answers(python: string, minor: number): Promise<boolean> {
  try {
    const script = "import sys, venv, ensurepip; print(sys.version_info[:2])";
    const { stdout } = await run(python, ["-c", script]);
    return stdout.trim() === `(3, ${minor})`;
  } catch {
    // Not there, or without what is needed: the next one is asked.
    return false;
  }
}

async function command(program: string, args: readonly string[]): Promise<void> {
  try {
    await run(program, args, { timeout: INSTALL_MS, maxBuffer: 2 ** 24 });
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    const tail = stderr.trim().split("\n").slice(-5).join("\n");
    throw new Error(`${args.slice(0, 3).join(" ")} failed: ${tail || message}`);
  }
}
