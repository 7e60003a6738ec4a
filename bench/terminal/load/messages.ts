/** What the bench and its load generator tell each other, over the child process's channel. */
import type { Chart } from "../mix.ts";
import type { Latency } from "./histogram.ts";
import type { Address } from "./line.ts";

export interface PlayerSpec {
  name: string;
  token: string;
  place: string;
}

/** How a server is talked to: our protocol, a peer that answers JSON lines without a login, or Evennia's. */
export type Dialect = "terminusa" | "plain" | "evennia";

export interface OpenOrder {
  do: "open";
  dialect: Dialect;
  /** Players are dealt to these in turns. */
  addresses: Address[];
  players: PlayerSpec[];
  chart: Chart;
  /** The one line that everybody sends, instead of the mix. */
  only?: string;
}
/** One command in flight for each player, as fast as they are answered. */
export interface ClosedOrder {
  do: "closed";
  warmMs: number;
  measureMs: number;
}
/** A command of each player every `everyMs`, at moments spread evenly. */
export interface PacedOrder {
  do: "paced";
  everyMs: number;
  warmMs: number;
  measureMs: number;
}
/** Somebody says something `times` times, one after another, each when everyone has the one before. */
export interface SayOrder {
  do: "say";
  /** Of lines before it is measured. */
  warmTimes: number;
  times: number;
  gapMs: number;
}
export interface CloseOrder {
  do: "close";
}
export type Order = OpenOrder | ClosedOrder | PacedOrder | SayOrder | CloseOrder;

/** What a run came to. */
export interface Outcome {
  /** Commands answered while measuring, refusals by the rules included, errors not. */
  answers: number;
  seconds: number;
  latency: Latency;
  /** Of the answered commands those that had to be in the database first. */
  writes: number;
  /** Commands that the rules refused. */
  refused: number;
  /** Answers that are errors, by their code. */
  errors: Record<string, number>;
  /** Commands without an answer at the end. */
  unanswered: number;
  /** Lines that were lost since they were opened. */
  dropped: number;
  /** Messages that answered nothing, and all bytes of messages. */
  unasked: number;
  bytes: number;
  /** The generator's processor share of a core, 0–1. */
  load: number;
  /** The highest writing command that each player has an answer to, by name. */
  acknowledged: Record<string, number>;
}

export type Report =
  | { told: "opened"; players: number }
  | { told: "measuring" }
  | { told: "done"; outcome: Outcome }
  | { told: "failed"; why: string };
