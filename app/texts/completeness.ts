/** How much of each translation there is, and what is wrong with it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkTranslation, languagesIn, readCatalogue, unknownLanguagesIn } from "./catalogue.ts";
import { englishIn } from "./texts.ts";

/** `missing` are keys that are said in English; `folder` as it was given, then the language. */
export type Translation = {
  folder: string;
  language: string;
  texts: number;
  of: number;
  missing: string[];
  problems: string[];
};

/** Problems of folders whose names are no language: `deutsch` for `de`. */
export function unknownLanguages(root: string, folder: string): string[] {
  return unknownLanguagesIn(join(root, folder)).map(
    (name) => `${folder}/${name}: no language is called so; folders are named like de or pt-BR`,
  );
}

/**
 * Each translation in `folders`: ours first, which has English too. An operator's own English is no translation, but
 * what is wrong with it is told too. `root` is where the folders are, and isn't shown.
 */
export function translations(root: string, folders: readonly string[]): Translation[] {
  const english = englishIn(join(root, folders[0] ?? ""));
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder, at) =>
      languagesIn(join(root, folder))
        .filter((language) => at > 0 || language !== "en")
        .map((language) => {
          const shown = `${folder}/${language}`;
          const read = readCatalogue(join(root, folder, language), shown);
          const { texts, problems } = checkTranslation(english, read, shown);
          const missing = language === "en" ? [] : [...english.keys()].filter((key) => !texts.has(key));
          return { folder: shown, language, texts: texts.size, of: english.size, missing, problems };
        }),
    );
}
