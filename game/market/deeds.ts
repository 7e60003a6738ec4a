/** What is wanted of the player marketplace. */
import type { MarketQuery } from "./query.ts";

export type MarketDeed =
  | { do: "market"; query: MarketQuery }
  /** `thing` is the number of a carried thing; `price` crystals for one. */
  | { do: "market-list"; thing: number; amount: number; price: number; days: number }
  /** `amount` null: all of it. A greater sum asks for a yes. */
  | { do: "market-buy"; listing: number; amount: number | null; yes: boolean }
  /** A listing or an order: they share one row of numbers. */
  | { do: "market-cancel"; listing: number }
  /** Wants `amount` of an item at `price` crystals for one, which are set aside. */
  | { do: "market-order"; item: string; amount: number; price: number; days: number }
  /** Orders for things whose names have these words. */
  | { do: "market-orders"; words: string; page: number }
  /** Sells to an order. `thing` null: what fits of all that is carried; `amount` null: as many as fit and are wanted. */
  | { do: "market-fill"; order: number; thing: number | null; amount: number | null }
  | { do: "market-mine" }
  | { do: "market-prices"; item: string };

/** What is wanted of an exchange between two hunters. */
export type TradeDeed =
  | { do: "trade" }
  | { do: "trade-with"; name: string }
  /** `amount` 0 takes it back. */
  | { do: "trade-thing"; thing: number; amount: number }
  | { do: "trade-crystals"; amount: number }
  | { do: "trade-lock" }
  | { do: "trade-confirm" }
  | { do: "trade-cancel" };
