import { type Bag, isObject, sameValue, type Value } from "../../sdk/values.ts";
import { canonical } from "./diff.ts";
import { DEFAULTS, type Fields, isBlank, type Property, type Schema } from "./schema.ts";

/**
 * The inputs that a refresh returns: every old input with the value that was read, dropped if nothing was read. A
 * default whose value drifted isn't a default any more, so that the next Check fills it in again. On import (no old
 * inputs) every input that was read and isn't empty.
 */
export function refreshInputs(schema: Schema, oldInputs: Bag, outputs: Bag): Bag {
  if (Object.keys(oldInputs).length > 0) return refreshFields(schema.inputs, oldInputs, outputs);
  const keys = Object.keys(schema.inputs).filter((key) => !isBlank(schema.inputs[key]!, outputs[key]));
  return Object.fromEntries(keys.map((key) => [key, outputs[key]!]));
}

function refreshFields(fields: Fields, oldInputs: Bag, outputs: Bag): Bag {
  const inputs: Bag = {};
  const kept: string[] = [];
  const defaults = oldInputs[DEFAULTS];
  for (const [key, old] of Object.entries(oldInputs)) {
    const property = fields[key];
    const read = outputs[key] ?? null;
    if (!property || (read === null && !isBlank(property, old))) continue;
    inputs[key] = refreshValue(property, old, read);
    if (Array.isArray(defaults) && defaults.includes(key) && sameValue(old, inputs[key])) kept.push(key);
  }
  if (kept.length > 0) inputs[DEFAULTS] = kept.sort();
  return inputs;
}

function refreshValue(property: Property, old: Value, read: Value): Value {
  // Another order of a set, or "" for what reads as nothing, is no drift.
  if (canonical(property, old) === canonical(property, read)) return old;
  if (property.type === "block" && isObject(old) && isObject(read)) {
    return refreshFields(property.fields, old, read);
  }
  if (property.type === "blocks" && Array.isArray(old) && Array.isArray(read)) {
    return refreshItems(property, old, read);
  }
  return read;
}

function refreshItems(property: Property & { type: "blocks" }, olds: Value[], read: Value[]): Value[] {
  const pairs = property.order === "set" ? matchItems(olds, read) : olds.map((_, index) => index);
  return olds.flatMap((old, index) => {
    const item = read[pairs[index] ?? -1];
    return isObject(old) && isObject(item) ? [refreshFields(property.fields, old, item)] : [];
  });
}

/** For each old element the index of the read one that shares most with it, best matches first. */
function matchItems(olds: Value[], read: Value[]): (number | undefined)[] {
  const candidates = olds.flatMap((old, from) =>
    read.map((item, to) => ({ from, to, score: likeness(old, item) })),
  );
  const pairs: (number | undefined)[] = olds.map(() => undefined);
  const taken = new Set<number>();
  for (const { from, to } of candidates.sort((left, right) => right.score - left.score)) {
    if (pairs[from] !== undefined || taken.has(to)) continue;
    pairs[from] = to;
    taken.add(to);
  }
  return pairs;
}

function likeness(old: Value, item: Value): number {
  if (!isObject(old) || !isObject(item)) return 0;
  return Object.keys(old)
    .filter((key) => item[key] !== undefined)
    .reduce((score, key) => score + (sameValue(old[key], item[key]) ? 3 : 1), 0);
}

/** What was read, in the order that the prior state or inputs have wherever only the order of a set differs. */
export function keepOrder(schema: Schema, prior: Bag, outputs: Bag): Bag {
  const entries = Object.entries(outputs).map(([key, value]): [string, Value] => {
    const property = schema.inputs[key];
    const before = prior[key] ?? null;
    if (!property || before === null || before === undefined) return [key, value];
    return [key, canonical(property, before) === canonical(property, value) ? before : value];
  });
  return Object.fromEntries(entries);
}
