/** All languages that the site can speak. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Catalogue, checkTranslation, languagesIn, readCatalogue } from "./catalogue.ts";
import { type Words, wordsIn } from "./words.ts";

export type Texts = {
  english: Words;
  /** English first. */
  languages: readonly string[];
  /** English for a language that there isn't. */
  in(language: string): Words;
  /** Of translations; what has one is said in English. */
  problems: readonly string[];
};

/**
 * Reads `folders`, which hold a folder for each language: ours first, which has all of English, then the operator's own,
 * which may be missing, may be incomplete, and goes before ours. Throws when English itself can't be read.
 */
export function readTexts(folders: readonly string[]): Texts {
  const english = englishIn(folders[0] ?? "");
  const all = new Map<string, Catalogue>([["en", english]]);
  const problems: string[] = [];
  for (const [at, folder] of folders.entries())
    for (const language of languagesIn(folder)) {
      if (at === 0 && language === "en") continue;
      const shown = `${folder}/${language}`;
      const read = checkTranslation(english, readCatalogue(join(folder, language), shown), shown);
      problems.push(...read.problems);
      all.set(language, new Map([...(all.get(language) ?? []), ...read.texts]));
    }
  const words = new Map([...all].map(([language, texts]) => [language, wordsIn(language, texts, english)]));
  return textsOf(words, problems);
}

/** For a server whose entry lies in `folder`: the operator's own is beside it in an image, above it in a checkout. */
export function textsFolders(folder: string): string[] {
  const own = [join(folder, "my-texts"), join(folder, "../my-texts")];
  return [join(folder, "texts"), ...own.filter((path) => existsSync(path)).slice(0, 1)];
}

/** From words that are made already; English is among them. */
export function textsOf(words: ReadonlyMap<string, Words>, problems: readonly string[] = []): Texts {
  const english = words.get("en");
  if (!english) throw new Error("there are no English texts");
  return {
    english,
    languages: [...words.keys()],
    in: (language) => words.get(language) ?? english,
    problems,
  };
}

/** The English texts of our own folder. Throws naming every problem. */
export function englishIn(folder: string): Catalogue {
  const { texts, problems } = readCatalogue(join(folder, "en"));
  if (problems.length > 0) throw new Error(`the English texts can't be read:\n${problems.join("\n")}`);
  return texts;
}
