import { diffInputs } from "../sdk/diff.ts";
import {
  type CreateRequest,
  type DiffRequest,
  type Failure,
  ProviderError,
  type ReadRequest,
  type ResourceType,
  type UpdateRequest,
} from "../sdk/provider.ts";
import { checkProperties, type PropertySpec } from "../sdk/strict.ts";
import { type Bag, isObject, UNKNOWN, type Value } from "../sdk/values.ts";

/** What one random resource adds to the life that all of them share. */
export interface RandomKind {
  token: string;
  specs: Record<string, PropertySpec>;
  /** Rules between properties; called with inputs whose types are right, and that may hold unknowns. */
  rules?(inputs: Bag): Failure[];
  /** Fills in what the state shows for inputs that were left out. */
  withDefaults?(inputs: Bag): Bag;
  generate(inputs: Bag): Promise<{ id: string; outputs: Bag }>;
  /** The state and inputs behind an id given to `pulumi import`. */
  adopt(id: string): Promise<{ id: string; outputs: Bag; inputs: Bag }>;
  /** Whether a keeper of the value null counts as a change. */
  nullKeepersCount?: boolean;
}

/** A resource that draws a value once and keeps it until an input changes. */
export function randomResource(kind: RandomKind): ResourceType {
  const complete = kind.withDefaults ?? ((inputs: Bag) => inputs);
  return {
    token: kind.token,
    check: async ({ news }) => {
      const failures = checkProperties(news, kind.specs);
      return { inputs: news, failures: failures.length > 0 ? failures : (kind.rules?.(news) ?? []) };
    },
    diff: async (request) => ({ detailed: diff(kind, complete, request) }),
    create: (request) => create(kind, complete, request),
    read: (request) => read(kind, request),
    update: async ({ olds, news }: UpdateRequest) => ({ outputs: { ...olds, ...complete(news) } }),
    delete: async () => {},
  };
}

async function create(kind: RandomKind, complete: (inputs: Bag) => Bag, request: CreateRequest) {
  const inputs = complete(request.inputs);
  // Whatever is left out of a preview is unknown to the program.
  if (request.preview) return { id: "", outputs: inputs };
  const { id, outputs } = await kind.generate(inputs);
  return { id, outputs: { ...inputs, ...outputs } };
}

async function read(kind: RandomKind, { id, outputs, inputs }: ReadRequest) {
  return Object.keys(outputs).length === 0 ? kind.adopt(id) : { id, outputs, inputs };
}

function diff(kind: RandomKind, complete: (inputs: Bag) => Bag, { olds, news }: DiffRequest) {
  const inputs = Object.fromEntries(Object.entries(olds).filter(([key]) => key in kind.specs));
  const comparable = (bag: Bag): Bag => {
    const completed = complete(bag);
    return { ...completed, keepers: keepers(completed.keepers, kind.nullKeepersCount ?? false) };
  };
  return diffInputs(comparable(inputs), comparable(news), () => true);
}

function keepers(value: Value | undefined, nullsCount: boolean): Value {
  if (!isObject(value)) return value ?? null;
  // A null would compare as absent; a list compares as what it is.
  if (nullsCount) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, item ?? ["null"]]));
  }
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

/** A known whole number out of checked inputs. */
export function integer(inputs: Bag, property: string): number {
  const value = inputs[property] ?? null;
  if (typeof value === "number") return value;
  throw new ProviderError("INVALID_ARGUMENT", `${property} must be a known whole number`);
}

/** A number, or null when it is absent or not known yet. */
export function knownNumber(inputs: Bag, property: string): number | null {
  const value = inputs[property];
  return typeof value === "number" ? value : null;
}

export function isUnknown(inputs: Bag, property: string): boolean {
  return inputs[property] === UNKNOWN;
}
