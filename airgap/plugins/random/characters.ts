import { randomInt } from "node:crypto";
import type { Failure } from "../sdk/provider.ts";
import type { PropertySpec } from "../sdk/strict.ts";
import type { Bag } from "../sdk/values.ts";
import { integer, isUnknown, knownNumber } from "./resource.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const NUMERIC = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";
const SWITCHES = ["special", "upper", "lower", "numeric"] as const;
const MINIMA = ["minSpecial", "minUpper", "minLower", "minNumeric"] as const;

/** The state's schema that the official plugin expects, so that it could take a stack over. */
export const CHARACTERS_META = JSON.stringify({ schema_version: "3" });

const toggle: PropertySpec = { type: "boolean" };
const minimum: PropertySpec = { type: "integer", min: 0 };

/** The inputs of RandomPassword and RandomString. */
export const CHARACTER_SPECS: Record<string, PropertySpec> = {
  length: { type: "integer", required: true, min: 1 },
  upper: toggle,
  lower: toggle,
  numeric: toggle,
  number: toggle,
  special: toggle,
  minUpper: minimum,
  minLower: minimum,
  minNumeric: minimum,
  minSpecial: minimum,
  overrideSpecial: { type: "string" },
  keepers: { type: "map<string>" },
};

/** Defaults; `number` is the deprecated name of `numeric`, and the state shows both. */
export function withCharacterDefaults(inputs: Bag): Bag {
  const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== null));
  const numeric = given.numeric ?? given.number ?? true;
  const switches = Object.fromEntries(SWITCHES.map((name) => [name, given[name] ?? true]));
  const minima = Object.fromEntries(MINIMA.map((name) => [name, given[name] ?? 0]));
  const completed: Bag = { ...given, ...switches, ...minima, numeric, number: numeric };
  // An empty set means the default set.
  if (completed.overrideSpecial === "") delete completed.overrideSpecial;
  return completed;
}

/** Rules between the inputs; what isn't known yet is left for the update to check. */
export function characterRules(inputs: Bag): Failure[] {
  const failures: Failure[] = [];
  const { numeric, number } = inputs;
  if (typeof numeric === "boolean" && typeof number === "boolean" && numeric !== number) {
    failures.push({ property: "number", reason: 'is the old name of "numeric" and must not differ from it' });
  }
  const completed = withCharacterDefaults(inputs);
  if (SWITCHES.every((name) => completed[name] === false)) {
    failures.push({
      property: "special",
      reason: "at least one of special, upper, lower, numeric must be true",
    });
  }
  const length = knownNumber(inputs, "length");
  const minima = MINIMA.reduce((sum, name) => sum + (knownNumber(inputs, name) ?? 0), 0);
  if (length !== null && !MINIMA.some((name) => isUnknown(inputs, name)) && length < minima) {
    failures.push({
      property: "length",
      reason: `is ${length}, less than the sum of minUpper, minLower, minNumeric and minSpecial (${minima})`,
    });
  }
  return failures;
}

/** Draws a text: the minimum of each class, the rest from all enabled classes, in random order. */
export function drawCharacters(inputs: Bag): string {
  const special = typeof inputs.overrideSpecial === "string" ? inputs.overrideSpecial : SPECIAL;
  const classes = [
    { characters: special, enabled: inputs.special === true, minimum: integer(inputs, "minSpecial") },
    { characters: UPPER, enabled: inputs.upper === true, minimum: integer(inputs, "minUpper") },
    { characters: LOWER, enabled: inputs.lower === true, minimum: integer(inputs, "minLower") },
    { characters: NUMERIC, enabled: inputs.numeric === true, minimum: integer(inputs, "minNumeric") },
  ];
  const union = classes.map(({ characters, enabled }) => (enabled ? characters : "")).join("");
  const drawn = classes.flatMap(({ characters, minimum }) => draw(characters, minimum));
  return shuffle([...drawn, ...draw(union, integer(inputs, "length") - drawn.length)]).join("");
}

function draw(characters: string, count: number): string[] {
  return Array.from({ length: count }, () => characters[randomInt(characters.length)]!);
}

function shuffle(items: string[]): string[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
  return items;
}
