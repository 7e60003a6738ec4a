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
  const shared = keptFor<T>(forMs, most);
  return (key) => shared(key, () => load(key));
}

/** The same where whoever asks knows how to find out. */
export function keptFor<T>(forMs: number, most: number): (key: string, load: () => Promise<T>) => Promise<T> {
  const questions = new Map<string, () => Promise<T>>();
  return (key, load) => {
    const known = questions.get(key) ?? kept(forMs, load);
    questions.set(key, known);
    if (questions.size > most) questions.delete(questions.keys().next().value ?? key);
    return known();
  };
}
