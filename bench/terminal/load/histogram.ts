/** Latencies in constant memory: buckets of 1 µs up to 256 µs, then 128 to each doubling, an error below 1 %. */

const EXACT = 256;
const PER_DOUBLING_BITS = 7;
/** Up to 2^31 µs, some 36 minutes. */
const BUCKETS = (31 - PER_DOUBLING_BITS + 1) << PER_DOUBLING_BITS;

/** Times in ms; all 0 when nothing was recorded. */
export interface Latency {
  p50: number;
  p99: number;
  p999: number;
  max: number;
}

export class Histogram {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  record(milliseconds: number): void {
    const micros = Math.max(0, Math.round(milliseconds * 1000));
    this.#buckets[bucketOf(micros)]! += 1;
    this.#count += 1;
    if (micros > this.#max) this.#max = micros;
  }

  /** The least time, in ms, that at least `share` (0–1) of the values don't exceed. */
  quantile(share: number): number {
    let left = Math.ceil(this.#count * share);
    if (left === 0) return 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#buckets[bucket]!;
      if (left <= 0) return Math.min(upperEnd(bucket), this.#max) / 1000;
    }
    return this.#max / 1000;
  }

  latency(): Latency {
    return {
      p50: this.quantile(0.5),
      p99: this.quantile(0.99),
      p999: this.quantile(0.999),
      max: this.#max / 1000,
    };
  }
}

function bucketOf(micros: number): number {
  if (micros < EXACT) return micros;
  const shift = 31 - Math.clz32(micros) - PER_DOUBLING_BITS;
  return Math.min(BUCKETS - 1, (shift << PER_DOUBLING_BITS) + (micros >> shift));
}

function upperEnd(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const shift = (bucket >> PER_DOUBLING_BITS) - 1;
  return (((bucket & ((1 << PER_DOUBLING_BITS) - 1)) | (1 << PER_DOUBLING_BITS)) + 1) * 2 ** shift - 1;
}
