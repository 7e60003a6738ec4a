/** Paying for a service, and the sentences about it. */
import { count } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { money } from "./amount.ts";
import { type Currency, type Movement, spend, taxOn } from "./movement.ts";
import { taxIn } from "./shop.ts";

/** Crystals that a purchase, a sale or a service may come to before it names the sum and asks for a yes. */
export const ASKS_OVER = 100;

/** Takes `amount` crystals and counts them; null when they are not there. */
export function payCrystals(
  hunter: Hunter,
  amount: number,
  reason: string,
): { hunter: Hunter; movements: Movement[] } | null {
  const paid = spend(hunter, "crystals", amount, reason);
  if (!paid) return null;
  const counted = count(paid.hunter, ["crystals-spent", amount], ["tax-paid", taxIn(paid.movements)]);
  return { hunter: counted, movements: paid.movements };
}

/** "45 crystals (6 tax)" */
export function priced(amount: number, currency: Currency = "crystals"): string {
  return amount === 0 ? "nothing" : `${money(amount, currency)} (${taxOn(amount)} tax)`;
}

/** "That costs 45 crystals (6 tax); you have 12." */
export function tooPoor({ purse }: Hunter, amount: number, currency: Currency = "crystals"): string {
  return `That costs ${priced(amount, currency)}; you have ${purse[currency]}.`;
}

/** "You have 267 crystals." */
export const purseLine = ({ purse }: Hunter, currency: Currency = "crystals") =>
  `You have ${money(purse[currency], currency)}.`;
