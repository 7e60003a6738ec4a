/** What `load` gave, for so long (ms): asking often costs one question. A failure isn't kept. */
export function kept<T>(forMs: number, load: () => Promise<T>): () => Promise<T> {
  let shared: { at: number; value: Promise<T> } | null = null;
  return () => {
    const now = performance.now();
    if (!shared || now - shared.at > forMs) {
      const mine = { at: now, value: load() };
      mine.value.catch(() => {
        if (shared === mine) shared = null;
      });
      shared = mine;
    }
    return shared.value;
  };
}

/** The same for several questions; the one that was asked first of `most` makes room. */
export function keptBy<T>(
  forMs: number,
  most: number,
  load: (key: string) => Promise<T>,
): (key: string) => Promise<T> {
  const questions = new Map<string, () => Promise<T>>();
  return (key) => {
    const known = questions.get(key) ?? kept(forMs, () => load(key));
    questions.set(key, known);
    if (questions.size > most) questions.delete(questions.keys().next().value ?? key);
    return known();
  };
}
