/** What hunters do with each other. */
import { CHAT } from "./chat.ts";
import { FRIENDS } from "./friends.ts";
import { GUILD } from "./guild.ts";
import { MARKET } from "./market.ts";
import { ORDER } from "./order.ts";
import { PARTY } from "./party.ts";
import type { CommandSpec } from "./spec.ts";
import { TRADE } from "./trade.ts";

export const TOGETHER: readonly CommandSpec[] = [
  ...CHAT,
  ...PARTY,
  ...GUILD,
  ...MARKET,
  ...TRADE,
  ...FRIENDS,
  ...ORDER,
];
