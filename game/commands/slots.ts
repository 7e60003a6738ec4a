import { splitYes } from "../money/amount.ts";
import { payCrystals, priced, purseLine, tooPoor } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { MORE_SLOTS, MOST_SLOTS, slotsPrice } from "../things/slots.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** Ten more slots for the pack: the price, and with a yes the purchase. */
export function slots(turn: Turn, argument: string): Outcome {
  const { hunter } = turn;
  const { words, yes } = splitYes(argument);
  if (words !== "" && words !== "buy")
    return refuse("slots shows the price of more room; slots yes buys it.");
  const has = `You have ${hunter.pack.slots} slots, ${hunter.pack.carried.length} in use.`;
  const price = slotsPrice(hunter);
  if (price === null) return tell(`${has} No coat has more than ${MOST_SLOTS}.`);
  const elsewhere = notServed(turn, "Pockets are sewn", "shop");
  if (!yes)
    return tell(
      `[System] ${has} ${MORE_SLOTS} more cost ${priced(price)}. ${purseLine(hunter)} ${elsewhere ?? "slots yes"}`,
    );
  if (elsewhere) return refuse(elsewhere);
  const paid = payCrystals(hunter, price, "slots");
  if (!paid) return refuse(tooPoor(hunter, price));
  const after = { ...paid.hunter, pack: { ...hunter.pack, slots: hunter.pack.slots + MORE_SLOTS } };
  return {
    hunter: after,
    movements: paid.movements,
    text: `Sabo sews another row of pockets into your coat.\n[System] ${after.pack.slots} slots now. ${purseLine(after)}`,
  };
}
