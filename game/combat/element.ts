/** Which element beats which. */
import type { Element } from "../catalog/words.ts";
import { STRONG, WEAK } from "./tuning.ts";

const BEATS: Partial<Record<Element, Element>> = {
  fire: "earth",
  earth: "lightning",
  lightning: "water",
  water: "fire",
  holy: "shadow",
  shadow: "holy",
};

/** The factor on damage of `strike` against a body of `body`: 1.5 where it beats it, 0.75 where it is beaten, else 1. */
export function elementFactor(strike: Element, body: Element | null): number {
  if (body === null) return 1;
  if (BEATS[strike] === body) return STRONG;
  // Holy and shadow beat each other both ways, so neither is ever the weaker.
  if (BEATS[body] === strike) return WEAK;
  return 1;
}

/** The element that beats it, for hints; undefined for neutral. */
export function beatenBy(element: Element): Element | undefined {
  return (Object.keys(BEATS) as Element[]).find((other) => BEATS[other] === element);
}
