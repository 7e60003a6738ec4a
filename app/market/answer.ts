/** The game answers a deed with what to type next; on a page there are buttons for that. */

/** "market mine, market cancel <number>", "inventory", "claim" and the like at the end of a line. */
const TYPED = /(?:^|(?<=[.!?]))\s*(?:market\b[^.]*\.?|(?:inventory|claim|who|stat \w+ \d+)\.?)$/;

/** The System's answer in plain sentences, one a line, without its name before it. */
export function pageAnswer(text: string): string[] {
  return text
    .split("\n")
    .map((line) =>
      line
        .replace(/^\[System\] /, "")
        .replace(TYPED, "")
        .trim(),
    )
    .filter((line) => line !== "");
}
