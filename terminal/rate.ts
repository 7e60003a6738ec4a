/** What one player may send. Twice as much may be saved up. */
export type Rates = {
  /** Command tokens a second for an account; most commands cost one. */
  commandsPerSecond: number;
  /** Frames of any kind a second on one socket. */
  framesPerSecond: number;
};
export const DEFAULT_RATES: Rates = { commandsPerSecond: 20, framesPerSecond: 50 };
const BURST_SECONDS = 2;

/** A rate of so many a second with the burst that belongs to it. */
export function rateOf(perSecond: number): Rate {
  return new Rate(perSecond, perSecond * BURST_SECONDS);
}

/** A token bucket: `perSecond` tokens a second, at most `burst` saved up. Times are monotonic, in ms. */
export class Rate {
  #tokens: number;
  #at: number;
  readonly #perSecond: number;
  readonly #burst: number;

  constructor(perSecond: number, burst: number, now: number = performance.now()) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  /** Takes `cost` tokens if they are there. */
  take(cost: number, now: number = performance.now()): boolean {
    this.#refill(now);
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Takes one token, going into debt if need be. Returns the ms until there is none. */
  owe(now: number = performance.now()): number {
    this.#refill(now);
    this.#tokens -= 1;
    return Math.max(0, (-this.#tokens / this.#perSecond) * 1000);
  }

  #refill(now: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
  }
}
