/** What a command is given and what it gives back. Everything is plain data: no clock, no chance, no I/O. */
import type { Catalog } from "./catalog/catalog.ts";
import type { Deed } from "./deeds.ts";
import type { Hunter } from "./hunter/hunter.ts";
import type { Movement } from "./money/movement.ts";
import type { Frame } from "./protocol.ts";
import type { Neighbour } from "./scene.ts";

/** What of the world around a hunter can be asked without the database. */
export type Surroundings = {
  /** Other hunters in a place, on all servers. */
  neighbours(place: string): readonly Neighbour[];
  /** Everyone in the city; `complete` is false when other servers can't be asked. */
  online(): { names: string[]; complete: boolean };
};

export type Turn = {
  hunter: Hunter;
  catalog: Catalog;
  /** Milliseconds since 1970. */
  now: number;
  around: Surroundings;
};

/** What others in `room` see once the command is written. */
export type Happening = { room: string; text: string };

/** A line of chat to be kept: in a place, or on a channel such as `global`, `trade`, `guild:3`, `party:7`. */
export type Said = { channel: string; text: string };

/** What a command did. Without `hunter`, `said` and `deed` there is nothing to write. */
export type Outcome = {
  text: string;
  /** The same as the text, for programs. */
  frame?: Frame;
  /** The hunter as it is after; absent when nothing changed. */
  hunter?: Hunter;
  /** How money moved; `hunter.purse` has it already. */
  movements?: readonly Movement[];
  said?: Said;
  happenings?: readonly Happening[];
  /** What must be decided under locks, on rows that others touch too: the answer comes from there. */
  deed?: Deed;
  /** It could not be done, and the text says why. Nothing else is set. */
  refused?: true;
  /** The player leaves. */
  quit?: true;
};

export const tell = (text: string): Outcome => ({ text });
export const refuse = (text: string): Outcome => ({ text, refused: true });
