import { crc32 } from "node:zlib";
import type { Bag, Value } from "../sdk/values.ts";
import type { Fields, Property } from "./bridge/schema.ts";

/**
 * Elements of a set in the order in which the official plugin hands them to the Engine: by Terraform's hash of each,
 * not as the program wrote them. Shown to programs so that none depends on its own order (of name servers, say).
 */
export function setOrder(items: readonly string[]): string[] {
  return sortedByHash([...new Set(items)], (item) => item);
}

/** The same for nested objects; `names` gives Terraform's snake_case keys their order. */
export function blockOrder(fields: Fields, blocks: readonly Bag[]): Bag[] {
  return sortedByHash([...blocks], (block) => serializeFields(fields, block));
}

function sortedByHash<T>(items: T[], serialize: (item: T) => string): T[] {
  const hashed = items.map((item) => ({ item, hash: String(crc32(serialize(item))) }));
  return hashed.sort((left, right) => (left.hash < right.hash ? -1 : 1)).map(({ item }) => item);
}

function serializeFields(fields: Fields, block: Bag): string {
  const keys = Object.keys(fields).map((key) => [terraformName(key), key] as const);
  return keys
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, key]) => `${name}:${serialize(fields[key]!, block[key] ?? null)}`)
    .join("");
}

function serialize(property: Property, value: Value): string {
  switch (property.type) {
    case "boolean":
      return value === true ? "1;" : "0;";
    case "integer":
      return `${Number(value ?? 0)};`;
    case "set":
      return `{${setOrder((value ?? []) as string[])
        .map((item) => `${item};`)
        .join("")}};`;
    case "list":
      return `(${((value ?? []) as string[]).map((item) => `${item};`).join("")});`;
    default:
      return `${typeof value === "string" ? value : ""};`;
  }
}

/** Terraform's name of a property: "ipv4Address" → "ipv4_address". */
function terraformName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
