/** Which rules decide which deed. */
import type { Deed } from "../../game/deeds.ts";
import { history, reply, whisper } from "./chat.ts";
import type { DeedRules } from "./deed.ts";
import { buyOnMarket, cancelOnMarket, listOnMarket } from "./market.ts";
import { lookAtMarket, lookAtOwnListings, lookAtPrices } from "./market-look.ts";

type Table = { [Name in Deed["do"]]: DeedRules<Extract<Deed, { do: Name }>> };

const TABLE: Table = {
  whisper,
  reply,
  history,
  market: lookAtMarket,
  "market-list": listOnMarket,
  "market-buy": buyOnMarket,
  "market-cancel": cancelOnMarket,
  "market-mine": lookAtOwnListings,
  "market-prices": lookAtPrices,
};

export function rulesOf(deed: Deed): DeedRules<Deed> {
  return TABLE[deed.do] as DeedRules<Deed>;
}
