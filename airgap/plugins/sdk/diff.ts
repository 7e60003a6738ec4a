import type { DiffKind, PropertyDiff } from "./provider.ts";
import { type Bag, isObject, sameValue, UNKNOWN, type Value } from "./values.ts";

/**
 * Compares two bags of inputs property by property, down to the leaf that differs. A change under a top-level
 * property in `replacing` is a replacement. Null and absent are the same; an unknown counts as changed.
 */
export function diffInputs(
  olds: Bag,
  news: Bag,
  replacing: (property: string) => boolean,
): Record<string, PropertyDiff> {
  const detailed: Record<string, PropertyDiff> = {};
  for (const property of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    const suffix = replacing(property) ? "-replace" : "";
    for (const [path, kind] of changes(member("", property), olds[property], news[property])) {
      detailed[path] = { kind: `${kind}${suffix}` as DiffKind, inputDiff: true };
    }
  }
  return detailed;
}

type Change = [path: string, kind: "add" | "delete" | "update"];

function changes(path: string, old: Value | undefined, value: Value | undefined): Change[] {
  const before = old ?? null;
  const after = value ?? null;
  if (sameValue(before, after)) return [];
  if (before === null) return [[path, "add"]];
  if (after === null) return [[path, "delete"]];
  if (after === UNKNOWN || before === UNKNOWN) return [[path, "update"]];
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(path, before, after);
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => changes(member(path, key), before[key], after[key]));
  }
  return [[path, "update"]];
}

function listChanges(path: string, before: Value[], after: Value[]): Change[] {
  const length = Math.max(before.length, after.length);
  const indices = Array.from({ length }, (_, index) => index);
  return indices.flatMap((index) => changes(`${path}[${index}]`, before[index], after[index]));
}

/** Appends a key to a property path, quoting it where the path syntax needs it. */
export function member(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The top-level property that a path begins with. */
export function topLevel(path: string): string {
  const quoted = /^\["((?:[^"\\]|\\.)*)"\]/.exec(path);
  if (quoted) return JSON.parse(`"${quoted[1]}"`) as string;
  return path.split(/[.[]/, 1)[0] ?? path;
}
