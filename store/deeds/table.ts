/** Which rules decide which deed. */
import type { Deed } from "../../game/deeds.ts";
import { lookAtProfile, lookAtTop } from "./boards.ts";
import { listCharacters, newCharacter, playCharacter } from "./characters.ts";
import { history, reply, whisper } from "./chat.ts";
import type { DeedRules } from "./deed.ts";
import { befriend, listFriends, unfriend } from "./friends.ts";
import {
  acceptGuild,
  changeRank,
  foundGuild,
  inviteToGuild,
  kickFromGuild,
  leadGuild,
  leaveGuild,
  lookAtGuild,
} from "./guild.ts";
import { deposit, lookAtLog, withdraw, workTogether } from "./guild-bank.ts";
import { buyOnMarket, cancelOnMarket, listOnMarket } from "./market.ts";
import { lookAtMarket, lookAtOrders, lookAtOwnListings, lookAtPrices } from "./market-look.ts";
import {
  announce,
  appoint,
  ban,
  endReport,
  grant,
  kick,
  listReports,
  mute,
  note,
  record,
  report,
  unban,
  unmute,
} from "./order.ts";
import {
  acceptParty,
  beReady,
  checkReady,
  inviteToParty,
  kickFromParty,
  leadParty,
  leaveParty,
  lookAtParty,
  shareLoot,
} from "./party.ts";
import { actInParty, autoInParty, enterAsParty, goInParty } from "./party-gate.ts";
import {
  cancelTrade,
  confirmTrade,
  lockOffer,
  lookAtTrade,
  offerCrystals,
  offerThing,
  tradeWith,
} from "./trade.ts";
import { fillOnMarket, orderOnMarket } from "./wanted.ts";

type Table = { [Name in Deed["do"]]: DeedRules<Extract<Deed, { do: Name }>> };

const TABLE: Table = {
  whisper,
  reply,
  history,
  friends: listFriends,
  befriend,
  unfriend,
  characters: listCharacters,
  "character-new": newCharacter,
  "character-play": playCharacter,
  top: lookAtTop,
  profile: lookAtProfile,
  report,
  reports: listReports,
  "close-report": endReport,
  note,
  record,
  mute,
  unmute,
  kick,
  ban,
  unban,
  appoint,
  grant,
  announce,
  market: lookAtMarket,
  "market-list": listOnMarket,
  "market-buy": buyOnMarket,
  "market-cancel": cancelOnMarket,
  "market-order": orderOnMarket,
  "market-orders": lookAtOrders,
  "market-fill": fillOnMarket,
  "market-mine": lookAtOwnListings,
  "market-prices": lookAtPrices,
  trade: lookAtTrade,
  "trade-with": tradeWith,
  "trade-thing": offerThing,
  "trade-crystals": offerCrystals,
  "trade-lock": lockOffer,
  "trade-confirm": confirmTrade,
  "trade-cancel": cancelTrade,
  party: lookAtParty,
  "party-invite": inviteToParty,
  "party-accept": acceptParty,
  "party-leave": leaveParty,
  "party-kick": kickFromParty,
  "party-lead": leadParty,
  "party-loot": shareLoot,
  "party-check": checkReady,
  "party-ready": beReady,
  "party-enter": enterAsParty,
  "party-act": actInParty,
  "party-auto": autoInParty,
  "party-go": goInParty,
  guild: lookAtGuild,
  "guild-found": foundGuild,
  "guild-invite": inviteToGuild,
  "guild-accept": acceptGuild,
  "guild-leave": leaveGuild,
  "guild-kick": kickFromGuild,
  "guild-rank": changeRank,
  "guild-lead": leadGuild,
  "guild-deposit": deposit,
  "guild-withdraw": withdraw,
  "guild-log": lookAtLog,
  "guild-work": workTogether,
};

export function rulesOf(deed: Deed): DeedRules<Deed> {
  return TABLE[deed.do] as DeedRules<Deed>;
}
