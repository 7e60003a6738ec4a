import { member, topLevel } from "../../sdk/diff.ts";
import {
  type DiffKind,
  type DiffRequest,
  type DiffResult,
  type PropertyDiff,
  ProviderError,
  type UpdateRequest,
} from "../../sdk/provider.ts";
import { type Bag, containsUnknown, isObject, UNKNOWN, type Value } from "../../sdk/values.ts";
import { type Change, DEFAULTS, type Fields, isBlank, type Property, plain, type Schema } from "./schema.ts";

type Detailed = Record<string, PropertyDiff>;

/** The difference between state (what Create or Read last returned) and new inputs; old inputs play no part. */
export function diffState(schema: Schema, request: DiffRequest): DiffResult {
  const detailed: Detailed = {};
  for (const [key, property] of Object.entries(schema.inputs)) {
    diffProperty(property, request.olds[key], request.news[key], member("", key), detailed);
  }
  for (const path of Object.keys(detailed)) {
    if (request.ignoreChanges.some((ignored) => isWithin(path, ignored))) delete detailed[path];
  }
  const replaced = new Set(
    Object.keys(detailed)
      .filter((path) => isReplacing(detailed[path]!))
      .map(topLevel),
  );
  return {
    detailed,
    deleteBeforeReplace: replaced.size > 0 && deletesFirst(schema, request.news),
    stables: Object.keys(schema.inputs).filter(
      (key) => schema.inputs[key]!.change === "replace" && !replaced.has(key),
    ),
  };
}

/** Whether any part of the difference needs a new resource. */
export function needsReplacement(result: DiffResult): boolean {
  return Object.values(result.detailed).some(isReplacing);
}

/** State after the update of a type that has no update: it is only asked for where nothing differs. */
export function unchanged(schema: Schema, request: UpdateRequest): Bag {
  if (Object.keys(diffState(schema, request).detailed).length > 0) {
    throw new ProviderError("FAILED_PRECONDITION", `${request.urn} can't be updated in place`);
  }
  return { ...request.olds, ...plain(request.news) };
}

/** Whether one input differs between state and new inputs. */
export function hasChanged(schema: Schema, key: string, olds: Bag, news: Bag): boolean {
  const detailed: Detailed = {};
  diffProperty(schema.inputs[key]!, olds[key], news[key], key, detailed);
  return Object.keys(detailed).length > 0;
}

function isReplacing(diff: PropertyDiff): boolean {
  return diff.kind.endsWith("-replace");
}

function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}.`) || path.startsWith(`${ancestor}[`);
}

function deletesFirst(schema: Schema, news: Bag): boolean {
  if (schema.deleteBeforeReplace !== "named") return schema.deleteBeforeReplace === "always";
  const defaults = news[DEFAULTS];
  return Array.isArray(defaults) && news.name !== undefined && !defaults.includes("name");
}

function diffProperty(
  property: Property,
  old: Value | undefined,
  value: Value | undefined,
  path: string,
  detailed: Detailed,
): void {
  const before = old ?? null;
  const after = value ?? null;
  if (after === null) {
    if (!property.computed && !isBlank(property, before))
      report(property, "delete", before, after, path, detailed);
    return;
  }
  if (after !== UNKNOWN && property.same?.(before, after)) return;
  if (after !== UNKNOWN && !containsUnknown(after) && isBlank(property, before) && isBlank(property, after))
    return;
  if (after !== UNKNOWN && property.type === "block" && isObject(before) && isObject(after)) {
    diffFields(property.fields, before, after, path, detailed);
  } else if (
    after !== UNKNOWN &&
    isOrderedBlocks(property) &&
    Array.isArray(before) &&
    Array.isArray(after)
  ) {
    diffItems(property, before, after, path, detailed);
  } else if (canonical(property, before) !== canonical(property, after) || containsUnknown(after)) {
    report(property, before === null ? "add" : "update", before, after, path, detailed);
  }
}

function isOrderedBlocks(property: Property): property is Property & { type: "blocks" } {
  return property.type === "blocks" && property.order === "list";
}

function diffFields(fields: Fields, olds: Bag, news: Bag, path: string, detailed: Detailed): void {
  for (const [key, property] of Object.entries(fields)) {
    diffProperty(property, olds[key], news[key], member(path, key), detailed);
  }
}

function diffItems(
  property: Property & { type: "blocks" },
  olds: Value[],
  news: Value[],
  path: string,
  detailed: Detailed,
): void {
  for (let index = 0; index < Math.max(olds.length, news.length); index++) {
    const old = olds[index];
    const item = news[index];
    const at = `${path}[${index}]`;
    if (isObject(old) && isObject(item)) diffFields(property.fields, old, item, at, detailed);
    else if (old === undefined) report(property, "add", null, item ?? null, at, detailed);
    else report(property, item === undefined ? "delete" : "update", old, item ?? null, at, detailed);
  }
}

function report(
  property: Property,
  kind: "add" | "delete" | "update",
  old: Value,
  value: Value,
  path: string,
  detailed: Detailed,
): void {
  const change: Change = property.changeOf?.(old, value) ?? property.change;
  detailed[path] = { kind: (change === "replace" ? `${kind}-replace` : kind) as DiffKind, inputDiff: false };
}

/** A text that is equal for values that Terraform's schema takes for equal: sets sorted, empty parts left out. */
export function canonical(property: Property, value: Value): string {
  if (value === UNKNOWN) return "\u0000unknown";
  if (property.type === "map" && isObject(value) && !isBlank(property, value)) {
    const keys = Object.keys(value).sort();
    return JSON.stringify(keys.map((key) => [key, typeof value[key] === "string" ? value[key] : null]));
  }
  if (isBlank(property, value)) return "";
  if (Array.isArray(value)) return canonicalItems(property, value);
  if (property.type === "block") return canonicalFields(property.fields, value as Bag);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function canonicalItems(property: Property, items: Value[]): string {
  const texts = items.map((item) => {
    if (item === UNKNOWN) return "\u0000unknown";
    return property.type === "blocks" ? canonicalFields(property.fields, item as Bag) : String(item);
  });
  const isSet = property.type === "set" || (property.type === "blocks" && property.order === "set");
  return JSON.stringify(isSet ? [...new Set(texts)].sort() : texts);
}

function canonicalFields(fields: Fields, bag: Bag): string {
  const parts = Object.keys(fields)
    .sort()
    .map((key) => [key, canonical(fields[key]!, bag[key] ?? null)])
    .filter(([, text]) => text !== "");
  return JSON.stringify(parts);
}
