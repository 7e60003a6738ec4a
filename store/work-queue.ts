/** As many are waiting as may: try again later. */
export class QueueFull extends Error {
  override name = "QueueFull";
  constructor() {
    super("too much waits already: try again in a few seconds");
  }
}

/** Runs at most `atOnce` jobs together; at most `mostWaiting` more wait in order, others are refused. */
export class WorkQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #atOnce: number;
  readonly #mostWaiting: number;

  constructor(atOnce: number, mostWaiting: number) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** Resolves as `job` does. Throws {@link QueueFull} at once when the queue is full. */
  async add<T>(job: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) this.#running++;
    else await this.#turn();
    try {
      return await job();
    } finally {
      // A waiting job takes over this one's place.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting) throw new QueueFull();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
