/** All players of one generator: opens them, runs them by an order, and counts what comes of it. */
import { setTimeout as sleep } from "node:timers/promises";
import { Histogram } from "./histogram.ts";
import type { ClosedOrder, OpenOrder, Outcome, PacedOrder, SayOrder } from "./messages.ts";
import { Player, type PlayerEvents } from "./player.ts";

/** Handshakes and logins at once. Evennia loses commands of sessions that come in a burst. */
const OPENING_MOST = { terminusa: 64, plain: 64, evennia: 1 } as const;
/** Patience for the last answers of a run, and for everyone to hear a line. */
const SETTLE_MS = 10_000;
const TICK_MS = 1;

export class Crowd {
  readonly #order: OpenOrder;
  readonly #events: PlayerEvents;
  readonly #players: Player[] = [];
  #dropped = 0;
  #whyDropped = "";
  #opened = () => {};
  #refuse: (error: Error) => void = () => {};
  #onAnswer: (player: Player) => void = () => {};
  #onUnasked: (player: Player) => void = () => {};
  #measuring = false;
  #latency = new Histogram();
  #writes = 0;
  #refused = 0;
  #unasked = 0;
  #errors: Record<string, number> = {};

  constructor(order: OpenOrder) {
    this.#order = order;
    this.#events = {
      ready: () => this.#opened(),
      answered: (player, error) => this.#answered(player, error),
      unasked: (player) => {
        this.#unasked += 1;
        this.#onUnasked(player);
      },
      closed: (player, why) => this.#lost(player, why),
    };
  }

  /** Opens everyone. Throws the first reason when a line breaks before its player is in. */
  async open(): Promise<number> {
    const { players, addresses, dialect, chart } = this.#order;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let [next, open] = [0, 0];
    const openNext = () => {
      const spec = players[next];
      const address = addresses[next % addresses.length];
      next += 1;
      if (spec && address) this.#players.push(new Player(spec, chart, address, dialect, this.#events));
    };
    this.#refuse = reject;
    this.#opened = () => {
      open += 1;
      if (open === players.length) resolve();
      else openNext();
    };
    for (let at = 0; at < OPENING_MOST[dialect]; at++) openNext();
    await promise;
    this.#refuse = () => {};
    return open;
  }

  async closed(order: ClosedOrder, measuring: () => void): Promise<Outcome> {
    let running = true;
    this.#onAnswer = (player) => {
      if (running) this.#send(player, performance.now());
    };
    for (const player of this.#players) this.#send(player, performance.now());
    return this.#measure(order, measuring, () => {
      running = false;
    });
  }

  async paced(order: PacedOrder, measuring: () => void): Promise<Outcome> {
    const stride = order.everyMs / this.#players.length;
    const began = performance.now();
    let turn = 0;
    // Whoever still waits for an answer sends late, and the delay counts: it is what a player would feel.
    const late = new Map<Player, number>();
    this.#onAnswer = (player) => {
      const due = late.get(player);
      if (due === undefined) return;
      late.delete(player);
      this.#send(player, due);
    };
    const timer = setInterval(() => {
      const now = performance.now();
      for (; began + turn * stride <= now; turn++) {
        const player = this.#players[turn % this.#players.length];
        if (player?.busy) late.set(player, now);
        else if (player) this.#send(player, now);
      }
    }, TICK_MS);
    return this.#measure(order, measuring, () => {
      clearInterval(timer);
      late.clear();
    });
  }

  /** Latency here is the time until the last of all others has a line. */
  async say({ warmTimes, times, gapMs }: SayOrder, measuring: () => void): Promise<Outcome> {
    for (let time = 0; time < warmTimes; time++) await this.#sayOnce(time);
    this.#begin(measuring);
    const began = performance.now();
    const cpu = process.cpuUsage();
    const everyone = new Histogram();
    for (let time = 0; time < times; time++) {
      everyone.record(await this.#sayOnce(time));
      await sleep(gapMs);
    }
    this.#measuring = false;
    return { ...this.#outcome(began, performance.now(), cpu), latency: everyone.latency() };
  }

  close(): void {
    this.#events.closed = () => {};
    for (const player of this.#players) player.cut();
  }

  async #sayOnce(time: number): Promise<number> {
    const speaker = this.#players[time % this.#players.length];
    if (!speaker) throw new Error("nobody to speak");
    const missing = new Set(this.#players);
    missing.delete(speaker);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onUnasked = (player) => {
      if (missing.delete(player) && missing.size === 0) resolve();
    };
    const sent = performance.now();
    speaker.command(`say Is everyone here? Line ${time}.`, true, sent);
    const patience = sleep(SETTLE_MS, "late", { ref: false });
    if ((await Promise.race([promise, patience])) === "late")
      throw new Error(`${missing.size} players did not hear a line within ${SETTLE_MS} ms`);
    return performance.now() - sent;
  }

  async #measure(
    { warmMs, measureMs }: { warmMs: number; measureMs: number },
    measuring: () => void,
    stop: () => void,
  ): Promise<Outcome> {
    await sleep(warmMs);
    this.#begin(measuring);
    const began = performance.now();
    const cpu = process.cpuUsage();
    await sleep(measureMs);
    this.#measuring = false;
    const outcome = this.#outcome(began, performance.now(), cpu);
    stop();
    await this.#settled();
    return { ...outcome, ...this.#standing() };
  }

  #begin(measuring: () => void): void {
    measuring();
    for (const player of this.#players) player.bytes = 0;
    this.#latency = new Histogram();
    this.#writes = 0;
    this.#refused = 0;
    this.#unasked = 0;
    this.#errors = {};
    this.#measuring = true;
  }

  #outcome(began: number, now: number, cpu: NodeJS.CpuUsage): Outcome {
    const { user, system } = process.cpuUsage(cpu);
    return {
      answers: this.#latency.count,
      seconds: (now - began) / 1000,
      latency: this.#latency.latency(),
      writes: this.#writes,
      refused: this.#refused,
      errors: this.#errors,
      unasked: this.#unasked,
      bytes: this.#players.reduce((sum, player) => sum + player.bytes, 0),
      load: (user + system) / 1000 / (now - began),
      ...this.#standing(),
    };
  }

  #standing(): Pick<Outcome, "unanswered" | "dropped" | "acknowledged"> {
    return {
      unanswered: this.#players.filter((player) => player.busy).length,
      dropped: this.#dropped,
      acknowledged: Object.fromEntries(
        this.#players.map(({ spec, acknowledged }) => [spec.name, acknowledged]),
      ),
    };
  }

  async #settled(): Promise<void> {
    const end = performance.now() + SETTLE_MS;
    while (this.#players.some((player) => player.busy) && performance.now() < end) await sleep(20);
  }

  #send(player: Player, dueAt: number): void {
    const { only } = this.#order;
    const { text, writes } =
      only === undefined ? player.walker.next(Math.random, Date.now()) : { text: only, writes: false };
    player.command(text, writes, dueAt);
  }

  #answered(player: Player, error: string | null): void {
    const took = performance.now() - player.dueAt;
    player.dueAt = Number.NaN;
    if (this.#measuring) this.#count(player, took, error);
    this.#onAnswer(player);
  }

  #count(player: Player, took: number, error: string | null): void {
    if (error !== null) this.#errors[error] = (this.#errors[error] ?? 0) + 1;
    else {
      this.#latency.record(took);
      if (player.writing) this.#writes += 1;
      if (player.refused) this.#refused += 1;
    }
  }

  #lost(player: Player, why: string): void {
    this.#dropped += 1;
    this.#whyDropped ||= why;
    this.#refuse(new Error(`${player.spec.name}: ${why}`));
  }
}
