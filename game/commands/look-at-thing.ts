import { tallied } from "../gates/run.ts";
import { count } from "../hunter/counters.ts";
import { notServed } from "../money/service.ts";
import { wares } from "../money/shop.ts";
import { describeItem } from "../things/describe.ts";
import { named } from "../things/matching.ts";
import { findCarried, holds } from "../things/pack.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";

/** A thing that is carried or worn, or a ware of the shop where one is; null when the words name neither. */
export function lookAtThing(turn: Turn, words: string): Outcome | null {
  const found = findCarried(turn.hunter, turn.catalog, words);
  if (found.ok) return looked(turn, describeItem(found.item, found.thing, found.slot));
  if (holds(turn.hunter, turn.catalog, words)) return refuse(found.text);
  if (notServed(turn, "The shop trades", "shop")) return null;
  const [ware, ...more] = named(words, wares(turn.catalog), (item) => item);
  return ware && more.length === 0 ? looked(turn, describeItem(ware)) : null;
}

/** What somebody or something looks like, and one more look counted: in a gate with what the gate counts. */
export function looked({ hunter }: Turn, text: string): Outcome {
  const { run } = hunter;
  if (!run) return { text, hunter: count(hunter, ["looked", 1]) };
  return { text, hunter: { ...hunter, run: tallied(run, [["looked", 1]]) } };
}
