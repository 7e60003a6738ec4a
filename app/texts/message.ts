/** A text taken apart: what is said as it is, and what is filled in. Plain data, so that a page can carry it. */
export type Piece =
  | string
  | { is: "value" | "number"; name: string }
  | { is: "date"; name: string; style: DateStyle }
  | { is: "plural"; name: string; ordinal: boolean; cases: Cases }
  | { is: "select"; name: string; cases: Cases }
  /** The number of the plural around it. */
  | { is: "count"; name: string }
  | { is: "tag"; name: string; inner: readonly Piece[] };

/** By `one`, `other` and the like of the language, or `=0` for an exact number; `other` is always there. */
export type Cases = Readonly<Record<string, readonly Piece[]>>;
export type Message = readonly Piece[];

/** `day` is the date alone, `minute` with its time in UTC. */
export const DATE_STYLES = ["day", "minute"] as const;
export type DateStyle = (typeof DATE_STYLES)[number];

/** Tags that a text may hold without its view saying what they are: elements without attributes. */
export const PLAIN_TAGS: Readonly<Record<string, readonly [opening: string, closing: string]>> = {
  strong: ["<strong>", "</strong>"],
  em: ["<em>", "</em>"],
  code: ["<code>", "</code>"],
  kbd: ["<kbd>", "</kbd>"],
  b: ["<b>", "</b>"],
  i: ["<i>", "</i>"],
  /** For those who hear the page. */
  unseen: ['<span class="unseen">', "</span>"],
};

/** What the text needs to be said: each value with what it may be, and the tags that its view must know. */
export type Needs = { values: Map<string, "plain" | "number" | "date">; tags: Set<string> };

export function needsOf(message: Message, needs: Needs = { values: new Map(), tags: new Set() }): Needs {
  for (const piece of message) {
    if (typeof piece === "string" || piece.is === "count") continue;
    if (piece.is === "tag") {
      if (!(piece.name in PLAIN_TAGS)) needs.tags.add(piece.name);
      needsOf(piece.inner, needs);
      continue;
    }
    const kind = kindOf(piece.is);
    if (!needs.values.has(piece.name) || kind !== "plain") needs.values.set(piece.name, kind);
    if ("cases" in piece) for (const inner of Object.values(piece.cases)) needsOf(inner, needs);
  }
  return needs;
}

function kindOf(is: "value" | "number" | "date" | "plural" | "select"): "plain" | "number" | "date" {
  if (is === "date") return "date";
  return is === "number" || is === "plural" ? "number" : "plain";
}
