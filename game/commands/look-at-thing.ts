import { notServed } from "../money/service.ts";
import { wares } from "../money/shop.ts";
import { describeItem } from "../things/describe.ts";
import { named } from "../things/matching.ts";
import { findCarried, holds } from "../things/pack.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** A thing that is carried or worn, or a ware of the shop where one is; null when the words name neither. */
export function lookAtThing(turn: Turn, words: string): Outcome | null {
  const found = findCarried(turn.hunter, turn.catalog, words);
  if (found.ok) return tell(describeItem(found.item, found.thing, found.slot));
  if (holds(turn.hunter, turn.catalog, words)) return refuse(found.text);
  if (notServed(turn, "The shop trades", "shop")) return null;
  const [ware, ...more] = named(words, wares(turn.catalog), (item) => item);
  return ware && more.length === 0 ? tell(describeItem(ware)) : null;
}
