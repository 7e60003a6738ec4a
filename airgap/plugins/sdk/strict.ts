import type { Failure } from "./provider.ts";
import { type Bag, isObject, UNKNOWN, type Value } from "./values.ts";

export type PropertyType =
  | "string"
  | "boolean"
  | "number"
  | "integer"
  | "any"
  | "list"
  | "string[]"
  | "map<string>";

/** What an input may hold. `min` counts for numbers. */
export interface PropertySpec {
  type: PropertyType;
  required?: boolean;
  min?: number;
  oneOf?: readonly string[];
}

const DESCRIPTIONS: Record<PropertyType, string> = {
  string: "a string",
  boolean: "true or false",
  number: "a number",
  integer: "a whole number",
  any: "a value",
  list: "a list",
  "string[]": "a list of strings",
  "map<string>": "a map of strings",
};

/** One failure for each property that isn't among those the stand-in implements; null values count as absent. */
export function unknownProperties(news: Bag, allowed: readonly string[]): Failure[] {
  return Object.keys(news)
    .filter((property) => news[property] !== null && !allowed.includes(property))
    .map((property) => ({ property, reason: refusal(property) }));
}

/** The words for a property that this stand-in lacks. */
export function refusal(property: string): string {
  return (
    `the stand-in plugin doesn't implement "${property}". This is the stand-in's limit, the official plugin ` +
    "has it: remove the property, or install the official plugin where the network allows it."
  );
}

/** All failures of a bag against its specs: unimplemented, missing, of the wrong type, too small, not in the list. */
export function checkProperties(news: Bag, specs: Readonly<Record<string, PropertySpec>>): Failure[] {
  const failures = unknownProperties(news, Object.keys(specs));
  for (const [property, spec] of Object.entries(specs)) {
    const reason = checkProperty(news[property] ?? null, spec);
    if (reason !== null) failures.push({ property, reason });
  }
  return failures;
}

function checkProperty(value: Value, spec: PropertySpec): string | null {
  if (value === UNKNOWN) return null;
  if (value === null) return spec.required === true ? "is required" : null;
  if (!hasType(value, spec.type)) return `must be ${DESCRIPTIONS[spec.type]}`;
  if (spec.min !== undefined && typeof value === "number" && value < spec.min) {
    return `must be at least ${spec.min}, is ${value}`;
  }
  if (spec.oneOf !== undefined && !spec.oneOf.includes(String(value))) {
    return `must be one of ${spec.oneOf.join(", ")}, is "${String(value)}"`;
  }
  return null;
}

function hasType(value: Value, type: PropertyType): boolean {
  const isString = (item: Value): boolean => typeof item === "string" || item === UNKNOWN;
  switch (type) {
    case "any":
      return true;
    case "integer":
      return Number.isInteger(value);
    case "list":
      return Array.isArray(value);
    case "string[]":
      return Array.isArray(value) && value.every(isString);
    case "map<string>":
      return isObject(value) && Object.values(value).every((item) => item === null || isString(item));
    default:
      // The remaining cases are exactly typeof's answers.
      return typeof value === type;
  }
}
