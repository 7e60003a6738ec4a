/**
 * What touches more than one hunter: decided by the store in a transaction of its own, on locked rows, by the rules
 * in game/. A command only says what is wanted.
 */
import type { MarketDeed, TradeDeed } from "./market/deeds.ts";
import type { PartyDeed } from "./party/deeds.ts";
import type { ChatDeed } from "./social/deeds.ts";

export type Deed = ChatDeed | MarketDeed | TradeDeed | PartyDeed;
