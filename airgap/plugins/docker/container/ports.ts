import { type Bag, isObject, type Value } from "../../sdk/values.ts";

/**
 * Whether two lists of ports are the same to the official plugin: equally many, and each old one finds its internal
 * port in the new list with the same protocol, external port and address, in any order. An external port that the
 * program leaves out is the one at the same place in the state.
 */
export function samePorts(old: Value, value: Value): boolean {
  if (!Array.isArray(old) || !Array.isArray(value) || old.length !== value.length) return false;
  if (!old.every(isObject) || !value.every(isObject)) return false;
  const news = value.map(
    (port, index): Bag => ({ ...port, external: port.external ?? old[index]!.external ?? 0 }),
  );
  return old.every((port) => isKept(port, news));
}

function isKept(port: Bag, news: Bag[]): boolean {
  const candidates = news.filter((other) => other.internal === port.internal);
  for (const candidate of candidates) {
    if (candidate.protocol === port.protocol) {
      return candidate.external === port.external && address(candidate) === address(port);
    }
    const isElsewhere = candidates.some((other) => other.protocol === port.protocol);
    if (!isElsewhere) return false;
  }
  return false;
}

function address(port: Bag): Value {
  return port.ip || "0.0.0.0";
}
