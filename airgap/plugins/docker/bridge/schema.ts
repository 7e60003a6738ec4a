import type { Bag, Value } from "../../sdk/values.ts";

/** What a changed property does to the resource: a new one, or an update (which may touch nothing, as the contract says). */
export type Change = "replace" | "update";

interface Common {
  change: Change;
  required?: true;
  /** The Engine fills it in: leaving it out of the program is never a difference. */
  computed?: true;
  /** Written into the inputs by Check and named in `__defaults`. */
  fallback?: Value;
  /** The reason why a known value is refused, or null. */
  refuse?: (value: never) => string | null;
  /** Whether a difference between state and a known new value is none. */
  same?: (old: Value, value: Value) => boolean;
  /** For blocks whose nested fields differ in what they do. */
  changeOf?: (old: Value, value: Value) => Change;
}

export type Property = Common &
  (
    | { type: "string" | "boolean" | "integer" | "map" }
    /** Strings; a set compares unordered. */
    | { type: "list" | "set" }
    /** One nested object. */
    | { type: "block"; fields: Fields }
    /** Several nested objects; a set compares unordered. */
    | { type: "blocks"; order: "list" | "set"; fields: Fields }
  );

export type Fields = Readonly<Record<string, Property>>;

/** One type of resource in Terraform's terms. */
export interface Schema {
  inputs: Fields;
  /** Names of outputs that are no inputs. */
  outputs: readonly string[];
  /** A missing `name` is drawn from the URN and the seed. */
  autoname: boolean;
  /** always: the plugin asks for delete-before-replace; named: when the name was given; never. */
  deleteBeforeReplace: "always" | "named" | "never";
  /** Version of the official plugin's state, so that it reads ours without migrating it. */
  stateVersion: number;
}

/** Names of inputs that Check filled in. */
export const DEFAULTS = "__defaults";

/** Null, absent, "", 0, false and collections of nothing: Terraform's schema can't tell them apart. */
export function isBlank(property: Property, value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.length === 0;
  if (property.type !== "block") return Object.keys(value).length === 0;
  const bag = value as Bag;
  return Object.entries(property.fields).every(([key, field]) => isBlank(field, bag[key]));
}

/** The bag without nulls and reserved keys, at every depth. */
export function plain(bag: Bag): Bag {
  const entries = Object.entries(bag).filter(([key, value]) => value !== null && !key.startsWith("__"));
  return Object.fromEntries(entries.map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === "object" && value !== null && value.constructor === Object) return plain(value as Bag);
  return value;
}
