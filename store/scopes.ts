/** What a token lets a program do, in its owner's name. Terminal clients have `game:play` alone. */
export const SCOPES = ["profile:read", "market:read", "market:trade", "game:play"] as const;
export type Scope = (typeof SCOPES)[number];

/** Each in words, for its owner. */
export const SCOPE_WORDS: Record<Scope, string> = {
  "profile:read": "see your account and your hunters' sheets",
  "market:read": "see what you have for sale",
  "market:trade": "buy, list and take back on the market",
  "game:play": "play your hunters through the game server",
};
