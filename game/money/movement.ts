/**
 * Money moves from one account of the ledger to another; nothing else changes a balance. `mint` and `burn` are where
 * money comes from and goes to; `operator` takes the taxes. The database refuses a balance under zero.
 */
import type { Hunter, Purse } from "../hunter/hunter.ts";

export type Currency = keyof Purse;
/** `hunter:12` is a character's purse, `guild:3` a guild's bank, `market:7` what a listing or an order holds. */
export type LedgerAccount =
  | "mint"
  | "burn"
  | "operator"
  | `hunter:${string}`
  | `guild:${string}`
  | `market:${string}`;

export type Movement = {
  from: LedgerAccount;
  to: LedgerAccount;
  currency: Currency;
  /** Whole and over 0. */
  amount: number;
  /** A short fixed word such as `gate`, `shop`, `tax`. */
  reason: string;
};

/** Shares of every payment: 13 %, and 2 % more where a guild is involved. */
export const TAX = 0.13;
export const GUILD_TAX = 0.02;

export const purseOf = (hunter: Pick<Hunter, "id">): LedgerAccount => `hunter:${hunter.id}`;

/**
 * Whether a guild is involved in what hunters do with each other: a party's gate, a sale, a trade. It is where all of
 * them are of one guild. What a guild itself pays out (its bank, its work, its quests) always involves it.
 */
export function amongGuild(hunters: readonly Pick<Hunter, "guild">[]): boolean {
  const [first] = hunters;
  return hunters.length > 1 && first?.guild != null && hunters.every(({ guild }) => guild === first.guild);
}

/** What of `amount` is tax, rounded up: a tax never rounds away. */
export function taxOn(amount: number, guild = false): number {
  return Math.ceil(amount * (guild ? TAX + GUILD_TAX : TAX) - 1e-9);
}

/** Earns `amount` new money: the tax goes to the operator, the rest into the purse. */
export function earn(
  hunter: Hunter,
  currency: Currency,
  amount: number,
  reason: string,
  options: { guild?: boolean; untaxed?: boolean } = {},
): { hunter: Hunter; movements: Movement[]; tax: number } {
  const whole = wholeAmount(amount);
  const tax = options.untaxed ? 0 : Math.min(whole, taxOn(whole, options.guild));
  const movements: Movement[] = [];
  if (whole > tax)
    movements.push({ from: "mint", to: purseOf(hunter), currency, amount: whole - tax, reason });
  if (tax > 0) movements.push({ from: "mint", to: "operator", currency, amount: tax, reason: "tax" });
  return { hunter: withMoney(hunter, currency, whole - tax), movements, tax };
}

/** Pays `amount` out of the purse: the tax's share to the operator, the rest is burnt. Null when it isn't there. */
export function spend(
  hunter: Hunter,
  currency: Currency,
  amount: number,
  reason: string,
): { hunter: Hunter; movements: Movement[] } | null {
  const whole = wholeAmount(amount);
  if (hunter.purse[currency] < whole) return null;
  const tax = Math.min(whole, taxOn(whole));
  const movements: Movement[] = [];
  if (whole > tax)
    movements.push({ from: purseOf(hunter), to: "burn", currency, amount: whole - tax, reason });
  if (tax > 0)
    movements.push({ from: purseOf(hunter), to: "operator", currency, amount: tax, reason: "tax" });
  return { hunter: withMoney(hunter, currency, -whole), movements };
}

/** The purse with so much more (or less). The movement is the caller's to add. */
export function withMoney(hunter: Hunter, currency: Currency, by: number): Hunter {
  const amount = hunter.purse[currency] + by;
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`a purse can't hold ${amount}`);
  return { ...hunter, purse: { ...hunter.purse, [currency]: amount } };
}

function wholeAmount(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no amount of money`);
  return amount;
}
