import { splitYes } from "../money/amount.ts";
import { amountOf } from "../things/amount-of.ts";
import { thingName } from "../things/describe.ts";
import { claimHeld } from "../things/held.ts";
import { itemOf, takeMeant } from "../things/pack.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** Throws a carried thing away for good, once it was confirmed. */
export function drop({ hunter, catalog }: Turn, argument: string): Outcome {
  const { words, yes } = splitYes(argument);
  if (words === "") return refuse("Drop what? drop rat-tail 3");
  const meant = amountOf(hunter, catalog, words, "drop");
  if (!meant.ok) return refuse(meant.text);
  const { thing, item, amount } = meant;
  const what = thingName(item, { ...thing, count: amount });
  if (!yes) return tell(`Nobody picks up what is dropped: ${what} would be gone for good. drop ${words} yes`);
  const after = takeMeant(hunter, thing, amount);
  if (!after) return refuse(`You have not so many of ${item.name}. inventory`);
  return { hunter: after, text: `You let go: ${what}. The drain takes it.` };
}

/** Puts what is held for the hunter into the pack, as far as there is room. */
export function claim({ hunter, catalog }: Turn): Outcome {
  if (hunter.pack.held.length === 0) return refuse("Nothing is held for you.");
  const { hunter: after, got } = claimHeld(hunter, catalog);
  if (got.length === 0) return refuse("Your pack is full. Make room first: sell, drop or slots");
  const names = got.flatMap((pile) => {
    const item = itemOf(catalog, pile);
    return item ? [thingName(item, pile)] : [];
  });
  const left = after.pack.held.length;
  const more = left > 0 ? ` The pack is full now; still held: ${left}.` : "";
  return { hunter: after, text: `[System] Claimed: ${names.join(", ")}.${more}` };
}
