import { counted } from "../hunter/counters.ts";
import { money } from "../money/amount.ts";
import { type Outcome, type Turn, tell } from "../turn.ts";

/** What the purse holds, and what went through it. */
export function balance({ hunter }: Turn): Outcome {
  const { crystals, exons } = hunter.purse;
  const through = (counter: string) => counted(hunter, counter);
  return tell(
    [
      `[System] ${money(crystals, "crystals")}, ${money(exons, "exons")}.`,
      `Earned so far: ${through("crystals-earned")} crystals. Spent: ${through("crystals-spent")}. Tax: ${through("tax-paid")}.`,
      "Crystals come from gates, exons from quests and achievements. Every movement is in the ledger.",
    ].join("\n"),
  );
}
