import { Eta } from "eta";
import { viewWords } from "./page.ts";
import type { Words } from "./texts/words.ts";

/** Renders a part of a page, for the script that keeps it fresh. */
export type Fragment = (words: Words, name: string, data: object) => string;

export function fragments({ viewsDirectory }: { viewsDirectory: string }): Fragment {
  const eta = new Eta({ views: viewsDirectory, cache: true });
  return (words, name, data) => eta.render(name, { ...viewWords(words), ...data });
}
