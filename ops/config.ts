import { parseSettings, SETTINGS, SettingsError } from "../infra/settings.ts";
import { type Change, writeSettings } from "./config/file.ts";
import { settingsLines } from "./config/list.ts";
import { type Context, readRawSettings, settingsFile } from "./context.ts";
import { OperatorError } from "./operator-error.ts";
import { Output } from "./output.ts";
import { command } from "./services.ts";

const USUAL_WIDTH = 110;

type Raw = Readonly<Record<string, string>>;

/**
 * Shows or changes the stack's settings: `list`; `get NAME`; `set NAME VALUE [NAME VALUE …]`, all of them or
 * none, checked before anything is written; `rm NAME`. Throws OperatorError naming the setting.
 */
export async function config(
  context: Context,
  action: string,
  ...words: (string | undefined)[]
): Promise<void> {
  const given = words.filter((word) => word !== undefined);
  const raw = readRaw(context);
  switch (action) {
    case "list":
      return list(context, raw);
    case "get":
      return get(context, raw, nameIn(context, given, "get NAME"));
    case "set":
      return change(context, raw, pairs(context, given));
    case "rm":
      return remove(context, raw, nameIn(context, given, "rm NAME"));
    default:
      throw new OperatorError(
        `config doesn't know "${action}"`,
        "it takes list, get NAME, set NAME VALUE or rm NAME",
        `${command(context)} config`,
      );
  }
}

function list(context: Context, raw: Raw): void {
  const screen = new Output(process.stdout);
  const width = process.stdout.columns ?? USUAL_WIDTH;
  for (const line of settingsLines(raw, screen.color, width, command(context))) screen.line(line);
}

function get(context: Context, raw: Raw, name: string): void {
  const row = SETTINGS.find((setting) => setting.name === name);
  if (!row) refuse(problemOf({ [name]: "" }));
  else if (row.secret)
    throw new OperatorError(
      `${name} is secret`,
      name in raw ? "it is set, encrypted" : "it is not set",
      `${command(context)} pulumi config get terminusa:${name}`,
    );
  else process.stdout.write(`${raw[name] ?? row.default}\n`);
}

function remove(context: Context, raw: Raw, name: string): void {
  if (name in raw) {
    change(context, raw, { [name]: undefined });
    return;
  }
  if (!SETTINGS.some((row) => row.name === name)) refuse(problemOf({ [name]: "" }));
  context.out.line(`ok      ${name} was not set`);
}

/** Checks the settings as they will be, then writes them. */
function change(context: Context, raw: Raw, changes: Change): void {
  for (const row of SETTINGS)
    if (row.secret && changes[row.name] !== undefined) throw secretInPlain(context, row.name);
  const left = Object.entries({ ...raw, ...changes }).filter(([, value]) => value !== undefined);
  const before = problemOf(raw);
  const after = problemOf(Object.fromEntries(left) as Raw);
  // One bad setting must not keep another from being mended; but nothing new that is bad is written.
  if (after && after.message !== before?.message) refuse(after);
  if (after) for (const [name, value] of Object.entries(changes)) refuseBadValue(name, value);
  writeSettings(settingsFile(context.root, context.stack), changes);
  for (const [name, value] of Object.entries(changes)) context.out.line(`ok      ${told(name, value)}`);
  if (after) context.out.line(`note    still to mend: ${after.message.split("\n")[0]}`);
  context.out.line(`      ${command(context)} up applies it`);
}

function told(name: string, value: string | undefined): string {
  if (value !== undefined) return `${name} = ${value}`;
  const fallback = SETTINGS.find((row) => row.name === name)?.default;
  return fallback ? `${name} removed: it is ${fallback} again` : `${name} removed`;
}

function refuseBadValue(name: string, value: string | undefined): void {
  const bad = value === undefined ? undefined : problemOf({ [name]: value });
  if (bad && !bad.message.startsWith("settings contradict")) refuse(bad);
}

function problemOf(raw: Raw): SettingsError | undefined {
  try {
    parseSettings(raw);
    return undefined;
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
}

function refuse(error: SettingsError | undefined): void {
  if (!error) return;
  const [what = "", ...rest] = error.message.split("\n").map((line) => line.trim());
  const remedy = what.startsWith("settings contradict")
    ? "set them together: ./terminusa config set NAME VALUE NAME VALUE"
    : (rest.pop() ?? "see docs/settings.md");
  throw new OperatorError(what, rest.join("\n") || "nothing was changed", remedy);
}

function secretInPlain(context: Context, name: string): OperatorError {
  return new OperatorError(
    `${name} is secret`,
    "the settings file is readable text, so it must go in encrypted",
    `${command(context)} pulumi config set --secret terminusa:${name}`,
  );
}

function readRaw(context: Context): Raw {
  try {
    return readRawSettings(context.root, context.stack);
  } catch (error) {
    throw new OperatorError(
      `${settingsFile(context.root, context.stack)} can't be read`,
      (error as Error).message.split("\n")[0]!,
      "mend it by hand: it is YAML, with the settings below `config:`",
    );
  }
}

function nameIn(context: Context, given: readonly string[], usage: string): string {
  if (given.length === 1) return given[0]!;
  throw misused(context, usage);
}

function pairs(context: Context, given: readonly string[]): Record<string, string> {
  if (given.length === 0 || given.length % 2 !== 0) throw misused(context, "set NAME VALUE");
  const named: Record<string, string> = {};
  for (let at = 0; at < given.length; at += 2) named[given[at]!] = given[at + 1]!;
  return named;
}

function misused(context: Context, usage: string): OperatorError {
  return new OperatorError(
    `this is not: config ${usage}`,
    "a name or a value is missing or too much",
    `${command(context)} config lists the names`,
  );
}
