import { ProviderError } from "../sdk/provider.ts";
import { type Bag, UNKNOWN, type Value } from "../sdk/values.ts";

/** The `runtime.options` of Pulumi.yaml that change how a program runs. */
export interface RuntimeOptions {
  typescript: boolean;
  tsconfig: string | null;
  nodeArgs: string[];
  production: boolean;
}

/** Reads the options; throws naming the option when its value is of the wrong type or not supported. */
export function readOptions(options: Bag): RuntimeOptions {
  const manager = text(options, "packagemanager") ?? "npm";
  if (manager !== "npm" && manager !== "auto") {
    throw new ProviderError(
      "INVALID_ARGUMENT",
      `runtime option "packagemanager" is "${manager}", but the stand-in language host knows npm only. ` +
        "Remove the option, or use the official Pulumi CLI.",
    );
  }
  return {
    typescript: flag(options, "typescript", true),
    tsconfig: text(options, "tsconfig"),
    nodeArgs: splitArguments(text(options, "nodeargs") ?? ""),
    production: flag(options, "production", false),
  };
}

function flag(options: Bag, name: string, absent: boolean): boolean {
  const value = options[name] ?? absent;
  if (typeof value !== "boolean") throw wrongType(name, "true or false", value);
  return value;
}

function text(options: Bag, name: string): string | null {
  const value = options[name] ?? null;
  if (value !== null && typeof value !== "string") throw wrongType(name, "a string", value);
  return value === "" ? null : value;
}

function wrongType(name: string, expected: string, value: Value): ProviderError {
  const shown = value === UNKNOWN ? "unknown" : JSON.stringify(value);
  return new ProviderError(
    "INVALID_ARGUMENT",
    `runtime option "${name}" in Pulumi.yaml must be ${expected}, is ${shown}`,
  );
}

/** Splits as a shell does: blanks separate, quotes join, a backslash takes the next character as it is. */
export function splitArguments(line: string): string[] {
  const words: string[] = [];
  const part = /\s+|"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^\s"'\\]+)/gs;
  let word: string | null = null;
  let end = 0;
  for (const match of line.matchAll(part)) {
    if (match.index !== end) break;
    end += match[0].length;
    const [, double, single, escaped, plain] = match;
    const piece = double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? escaped ?? plain;
    if (piece !== undefined) word = (word ?? "") + piece;
    else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  if (end !== line.length)
    throw new ProviderError("INVALID_ARGUMENT", `runtime option "nodeargs" has an unclosed quote: ${line}`);
  return word === null ? words : [...words, word];
}
