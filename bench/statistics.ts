/** Median, least and most of repeated measurements. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  runs: number;
}

/** Throws on an empty list: a figure that was not measured has no spread. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error("spread: no values");
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)]!;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]!;
  return { median: (lower + upper) / 2, min: sorted[0]!, max: sorted.at(-1)!, runs: sorted.length };
}

/** Ours divided by theirs, round by round: what disturbs one round of a pair mostly disturbs the other too. */
export function pairedRatios(ours: readonly number[], theirs: readonly number[]): number[] {
  if (ours.length !== theirs.length)
    throw new Error(`pairedRatios: ${ours.length} rounds of one, ${theirs.length} of the other`);
  return ours.map((value, round) => value / theirs[round]!);
}
