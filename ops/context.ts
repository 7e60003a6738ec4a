import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { parse } from "yaml";
import { parseSettings, type Settings } from "../infra/settings.ts";
import { engineOptions } from "./engine.ts";
import { OperatorError, settingsProblem } from "./operator-error.ts";
import { Output } from "./output.ts";

/** What every subcommand works with. */
export interface Context {
  /** The checkout. */
  root: string;
  /** Git-ignored folder of mode 0700: state, passphrase, toolchain, caches, the stacks' authorities. */
  home: string;
  /** The Pulumi stack's name. */
  stack: string;
  /** What the names of the stack's containers, networks and volumes begin with: terminusa-<stack>. */
  prefix: string;
  settings: Settings;
  docker: Docker;
  out: Output;
}

const STACK_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;

/**
 * Opens the context of a stack. Throws OperatorError on a bad stack name or setting; `lenient` takes the
 * defaults instead of bad settings, for the command that mends them.
 */
export function openContext(root: string, stack: string, out = new Output(), lenient = false): Context {
  if (!STACK_NAME.test(stack))
    throw new OperatorError(
      `"${stack}" can't be a stack's name`,
      "it becomes part of container names: lower-case letters, digits and dashes, at most 31",
      "choose another, as: ./terminusa --stack festival up",
    );
  const home = join(root, ".terminusa");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
  const settings = readSettings(root, stack, lenient);
  const docker = new Docker(engineOptions(settings.dockerHost));
  return { root, home, stack, prefix: `terminusa-${stack}`, settings, docker, out };
}

/** The stack's settings file, which `pulumi config` and `./terminusa config` edit. */
export function settingsFile(root: string, stack: string): string {
  return join(root, `Pulumi.${stack}.yaml`);
}

function readSettings(root: string, stack: string, lenient: boolean): Settings {
  try {
    return parseSettings(readRawSettings(root, stack));
  } catch (error) {
    if (lenient) return parseSettings({});
    throw settingsProblem(error as Error);
  }
}

/** Values of `terminusa:*` in the stack's file as text, as the Pulumi CLI hands them to the program. */
export function readRawSettings(root: string, stack: string): Record<string, string> {
  const file = settingsFile(root, stack);
  if (!existsSync(file)) return {};
  const document = parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> } | null;
  const raw: Record<string, string> = {};
  for (const [key, value] of Object.entries(document?.config ?? {})) {
    if (!key.startsWith("terminusa:")) continue;
    raw[key.slice("terminusa:".length)] = settingText(value);
  }
  return raw;
}

// An encrypted value can't be read without the passphrase and isn't needed here: only that it is set.
function settingText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  return "secure" in value ? "" : JSON.stringify(value);
}
