/**
 * Random numbers that are the same on every machine: sfc32 (Chris Doty-Humphrey's small fast counter, of PractRand),
 * seeded by hashing words with FNV-1a and splitmix. Good for a game, not for secrets.
 */

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** The same parts in the same order give the same numbers. */
  constructor(...parts: readonly (string | number)[]) {
    let state = hash(parts.join("\u0000"));
    const next = () => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return (mixed ^ (mixed >>> 15)) | 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    for (let round = 0; round < 12; round++) this.#next();
  }

  /** 0 ≤ x < 1. */
  share(): number {
    return this.#next() / 4_294_967_296;
  }

  /** Whether something of that chance (0–1) happens. */
  chance(chance: number): boolean {
    return this.share() < chance;
  }

  /** A whole number from `least` to `most`, both possible. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  /** One of them; throws RangeError when there is none. */
  pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.share() * from.length)];
    if (found === undefined) throw new RangeError("nothing to pick from");
    return found;
  }

  /** One of them, each as likely as its weight says. */
  weighted<T>(from: readonly T[], weightOf: (one: T) => number): T {
    let left = this.share() * from.reduce((sum, one) => sum + weightOf(one), 0);
    for (const one of from) {
      left -= weightOf(one);
      if (left < 0) return one;
    }
    return this.pick(from.slice(-1));
  }

  /** A copy in random order. */
  shuffled<T>(from: readonly T[]): T[] {
    const order = [...from];
    for (let last = order.length - 1; last > 0; last--) {
      const other = this.whole(0, last);
      const kept = order[last] as T;
      order[last] = order[other] as T;
      order[other] = kept;
    }
    return order;
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state | 0;
}
