/** What each member is told: in lines, and in sentences for a screen reader. */
import type { Frame } from "../protocol.ts";

/** Text as it is drawn, and as it is spoken where that differs. */
export type Text = { text: string; spoken?: string };
export type Told = Text & { to: string; frame?: Frame };

/** The same for everyone. */
export const toAll = (ids: readonly string[], text: string): Told[] => ids.map((to) => ({ to, text }));

/** `make` both ways. */
export function both(make: (screenReader: boolean) => string): Text {
  const text = make(false);
  const spoken = make(true);
  return spoken === text ? { text } : { text, spoken };
}

/** One text after another; empty ones leave no line. */
export function joinedText(...texts: readonly Text[]): Text {
  const line = (pick: (one: Text) => string) =>
    texts
      .map(pick)
      .filter((part) => part !== "")
      .join("\n");
  return { text: line(({ text }) => text), spoken: line(({ text, spoken }) => spoken ?? text) };
}
