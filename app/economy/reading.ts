/** What the economy's pages are asked by their addresses, read by schema; what can't be meant is left out. */
import * as z from "zod";
import type { Currency } from "../../game/money/movement.ts";
import type { Cursor, LedgerQuery } from "../../store/economy/ledger.ts";

export const DAYS = [7, 30, 90, 365] as const;
const CURRENCIES = ["crystals", "exons"] as const satisfies readonly Currency[];
const LONGEST_KEY = 120;
const MOST = 1e15;

export const economyQuery = z.object({
  currency: z.enum(CURRENCIES).catch("crystals"),
  days: z.coerce
    .number()
    .refine((days) => DAYS.some((one) => one === days))
    .catch(30),
});

const amount = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .refine((value) => value <= MOST)
  .nullable()
  .catch(null);
/** "2026-11-24" or "2026-11-24T10:30", in UTC. */
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/)
  .transform((text) => new Date(text.length === 10 ? `${text}T00:00Z` : `${text}Z`))
  .refine((date) => !Number.isNaN(date.getTime()))
  .nullable()
  .catch(null);

export const ledgerQuery = z.object({
  /** A hunter's or guild's name, or an account of the ledger. */
  whose: z.string().trim().max(40).catch(""),
  reason: z.string().min(1).max(40).nullable().catch(null),
  currency: z.enum(CURRENCIES).nullable().catch(null),
  from: moment,
  to: moment,
  least: amount,
  most: amount,
  before: z
    .string()
    .max(LONGEST_KEY + 20)
    .transform(cursorFrom)
    .nullable()
    .catch(null),
});
export type AskedLedger = z.output<typeof ledgerQuery>;

/** A cursor in an address: the moment, then the key. */
function cursorFrom(text: string): Cursor | null {
  const [, at, key] = /^(\d{1,16})\.(.+)$/.exec(text) ?? [];
  return at && key ? { at, key } : null;
}

/** The address of the same question, from a cursor on. */
export function ledgerAddress(asked: Partial<AskedLedger>, before: Cursor | null = null): string {
  const { whose, reason, currency, from, to, least, most } = asked;
  const fields = {
    ...(whose && { whose }),
    ...(reason && { reason }),
    ...(currency && { currency }),
    ...(from && { from: fieldOf(from) }),
    ...(to && { to: fieldOf(to) }),
    ...(least != null && { least: String(least) }),
    ...(most != null && { most: String(most) }),
    ...(before && { before: `${before.at}.${before.key}` }),
  };
  const search = new URLSearchParams(fields).toString();
  return search ? `/admin/economy/ledger?${search}` : "/admin/economy/ledger";
}

/** As a field for a moment has it. */
export const fieldOf = (at: Date): string => at.toISOString().slice(0, 16);

/** The question for the store; `account` is who was meant by `whose`. */
export function questionOf(asked: AskedLedger, account: string | null): LedgerQuery {
  const { whose: _, ...rest } = asked;
  return { ...rest, account };
}
