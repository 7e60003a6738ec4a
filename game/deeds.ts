/**
 * What touches more than one hunter: decided by the store in a transaction of its own, on locked rows, by the rules
 * in game/. A command only says what is wanted.
 */
export type Deed = { do: "none" };
