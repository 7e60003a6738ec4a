/** Did-you-mean: the known words nearest to a mistyped one. */

/** At most `MOST` suggestions, each within a third of the word's length (at least 1, at most 2 edits). */
const MOST = 3;

/** The nearest of `known`, best first; empty when none is near. */
export function nearest(typed: string, known: Iterable<string>): string[] {
  const allowed = Math.min(2, Math.max(1, Math.floor(typed.length / 3)));
  const scored = [...new Set(known)].map((word) => ({ word, edits: editDistance(typed, word) }));
  const near = scored.filter(({ edits }) => edits <= allowed);
  near.sort((a, b) => a.edits - b.edits || a.word.localeCompare(b.word));
  return near.slice(0, MOST).map(({ word }) => word);
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** "Did you mean a, b or c?" */
export const didYouMean = (words: readonly string[]) => `Did you mean ${listOr(words)}?`;

/** "a, b or c" */
export function listOr(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
