/** What is wanted of the player marketplace. */
import type { MarketQuery } from "./query.ts";

export type MarketDeed =
  | { do: "market"; query: MarketQuery }
  /** `thing` is the number of a carried thing; `price` crystals for one. */
  | { do: "market-list"; thing: number; amount: number; price: number; days: number }
  /** `amount` null: all of it. A greater sum asks for a yes. */
  | { do: "market-buy"; listing: number; amount: number | null; yes: boolean }
  | { do: "market-cancel"; listing: number }
  | { do: "market-mine" }
  | { do: "market-prices"; item: string };
