import { member } from "../../sdk/diff.ts";
import { type CheckRequest, type Failure, ProviderError } from "../../sdk/provider.ts";
import { refusal } from "../../sdk/strict.ts";
import { type Bag, isObject, UNKNOWN, type Value } from "../../sdk/values.ts";
import { autoname } from "./autoname.ts";
import { DEFAULTS, type Fields, type Property, type Schema } from "./schema.ts";

const KINDS: Record<Property["type"], string> = {
  string: "a string",
  boolean: "true or false",
  integer: "a whole number",
  map: "a map of strings",
  list: "a list of strings",
  set: "a list of strings",
  block: "an object",
  blocks: "a list of objects",
};

/**
 * Checked inputs: the program's without nulls, with defaults filled in and named in `__defaults`; and one failure
 * for each property that isn't implemented, is missing, or has a value that the official plugin's validators or
 * its schema refuse.
 */
export function checkInputs(schema: Schema, request: CheckRequest): { inputs: Bag; failures: Failure[] } {
  const failures: Failure[] = [];
  const inputs = checkFields(schema.inputs, request.news, request.olds, "", failures);
  if (schema.autoname && inputs.name === undefined) {
    inputs.name = oldDefault(request.olds, "name") ?? freshName(request);
    addDefaults(inputs, ["name"]);
  }
  return { inputs, failures };
}

function freshName(request: CheckRequest): string {
  try {
    return autoname(request.name, request.randomSeed, request.autonaming);
  } catch (error) {
    throw new ProviderError("INVALID_ARGUMENT", (error as Error).message);
  }
}

function checkFields(fields: Fields, news: Bag, olds: Bag, path: string, failures: Failure[]): Bag {
  const inputs: Bag = {};
  for (const [key, value] of Object.entries(news)) {
    if (value === null || key.startsWith("__")) continue;
    const property = Object.hasOwn(fields, key) ? fields[key] : undefined;
    const at = member(path, key);
    if (property) inputs[key] = checkValue(property, value, olds[key], at, failures);
    else failures.push({ property: at, reason: refusal(at) });
  }
  applyDefaults(fields, inputs, olds, path, failures);
  return inputs;
}

function applyDefaults(fields: Fields, inputs: Bag, olds: Bag, path: string, failures: Failure[]): void {
  const defaulted: string[] = [];
  for (const [key, property] of Object.entries(fields)) {
    if (inputs[key] !== undefined) continue;
    if (property.fallback !== undefined) {
      inputs[key] = oldDefault(olds, key) ?? property.fallback;
      defaulted.push(key);
    } else if (property.required) {
      const at = member(path, key);
      failures.push({ property: at, reason: `Missing required property "${at}".` });
    }
  }
  addDefaults(inputs, defaulted);
}

function addDefaults(inputs: Bag, keys: string[]): void {
  const earlier = (inputs[DEFAULTS] ?? []) as string[];
  inputs[DEFAULTS] = [...earlier, ...keys].sort();
}

/** What an earlier Check filled in. A bag without the list of defaults counts as made of defaults only. */
function oldDefault(olds: Bag, key: string): Value | undefined {
  const defaults = olds[DEFAULTS];
  if (Array.isArray(defaults) && !defaults.includes(key)) return undefined;
  return olds[key] ?? undefined;
}

function checkValue(
  property: Property,
  value: Value,
  old: Value | undefined,
  path: string,
  failures: Failure[],
): Value {
  if (value === UNKNOWN) return value;
  if (!hasType(property, value)) {
    failures.push({ property: path, reason: `"${path}" must be ${KINDS[property.type]}.` });
    return value;
  }
  const reason = property.refuse?.(value as never);
  if (reason) failures.push({ property: path, reason: `"${path}": ${reason}` });
  return checkNested(property, value, old, path, failures);
}

function checkNested(
  property: Property,
  value: Value,
  old: Value | undefined,
  path: string,
  failures: Failure[],
): Value {
  if (property.type === "block") {
    return checkFields(property.fields, value as Bag, isObject(old) ? old : {}, path, failures);
  }
  if (property.type !== "blocks") return value;
  return (value as Value[]).map((item, index) => {
    if (item === UNKNOWN) return item;
    const before = Array.isArray(old) ? old[index] : undefined;
    const olds = isObject(before) ? before : {};
    return checkFields(property.fields, item as Bag, olds, `${path}[${index}]`, failures);
  });
}

function hasType(property: Property, value: Value): boolean {
  switch (property.type) {
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return Number.isInteger(value);
    case "map":
      return isObject(value) && Object.values(value).every(isText);
    case "list":
    case "set":
      return Array.isArray(value) && value.every(isText);
    case "block":
      return isObject(value);
    case "blocks":
      return Array.isArray(value) && value.every((item) => isObject(item) || item === UNKNOWN);
  }
}

function isText(value: Value): boolean {
  return typeof value === "string" || value === UNKNOWN;
}
