/**
 * What touches more than one hunter: decided by the store in a transaction of its own, on locked rows, by the rules
 * in game/. A command only says what is wanted.
 */
import type { GuildDeed } from "./guilds/deeds.ts";
import type { MarketDeed, TradeDeed } from "./market/deeds.ts";
import type { PartyDeed } from "./party/deeds.ts";
import type { SocialDeed } from "./social/deeds.ts";

export type Deed = SocialDeed | MarketDeed | TradeDeed | PartyDeed | GuildDeed;
