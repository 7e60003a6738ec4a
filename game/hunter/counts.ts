/** Counts by name, as plain objects that are never changed: with more on some of them it is another object. */

export type Counts = Readonly<Record<string, number>>;

/** Up to so many names an object is quick to copy however it came about. */
const FEW = 8;

/** The counts with so much more on each name; what is 0 or less changes nothing. */
export function withMore(counts: Counts, more: readonly (readonly [string, number])[]): Counts {
  const sum: Record<string, number> = { ...counts };
  let fresh = false;
  for (const [name, by] of more) {
    if (by <= 0) continue;
    const before = sum[name];
    if (before === undefined) fresh = true;
    sum[name] = (before ?? 0) + by;
  }
  return fresh && sizeOf(sum) > FEW ? compact(sum) : sum;
}

/** How many names it has. */
export function sizeOf(counts: Counts): number {
  let size = 0;
  for (const _ in counts) size++;
  return size;
}

/**
 * The same counts. An object that grows by computed names becomes a hash table in V8, ten times as slow to copy and
 * to write out; one that is read from JSON does not, and keeps its form when it is copied.
 */
const compact = (counts: Counts): Counts => JSON.parse(JSON.stringify(counts));
