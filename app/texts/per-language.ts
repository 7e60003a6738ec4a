import type { Words } from "./words.ts";

/** What `make` makes of a language's words, made once for each. */
export function perLanguage<T>(make: (words: Words) => T): (words: Words) => T {
  const made = new WeakMap<Words, { value: T }>();
  return (words) => {
    const known = made.get(words) ?? { value: make(words) };
    made.set(words, known);
    return known.value;
  };
}
