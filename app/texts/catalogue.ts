/** Reads texts from folders: `home.yaml` in one holds the texts of the area `home`, each under its key. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { type Message, needsOf } from "./message.ts";
import { readMessage, UnreadableText } from "./read-message.ts";

/** By key, such as `home.play`. */
export type Catalogue = ReadonlyMap<string, Message>;
/** `problems` name the file and the key; what has one is left out, so that English is said in its place. */
export type ReadCatalogue = { texts: Map<string, Message>; problems: string[] };

const AREA = /^[a-z][a-z-]*\.yaml$/;
const KEY = /^[a-z0-9][a-z0-9-]*$/;

/** All that the folder says. `shown` is what problems call it. */
export function readCatalogue(folder: string, shown = folder): ReadCatalogue {
  const texts = new Map<string, Message>();
  const problems: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    const place = `${shown}/${file}`;
    if (!AREA.test(file)) {
      problems.push(`${place}: the file of an area is called like the English one, such as home.yaml`);
      continue;
    }
    const { entries, faults } = entriesOf(readFileSync(join(folder, file), "utf8"));
    problems.push(...faults.map((fault) => `${place}: ${fault}`));
    for (const [key, text] of entries)
      try {
        texts.set(`${file.slice(0, -".yaml".length)}.${key}`, messageOf(key, text));
      } catch (error) {
        if (!(error instanceof UnreadableText)) throw error;
        problems.push(`${place}: ${key}: ${error.message}`);
      }
  }
  return { texts, problems };
}

/** A bundle has the same as JSON, which is read in a tenth of the time. */
function entriesOf(text: string): { entries: [string, unknown][]; faults: string[] } {
  if (text.startsWith("{"))
    try {
      return { entries: Object.entries(JSON.parse(text)), faults: [] };
    } catch {
      // An operator's YAML may begin so too.
    }
  const document = parseDocument(text);
  const faults = document.errors.map(({ message }) => message.split("\n")[0] ?? message);
  const read: unknown = faults.length > 0 ? null : document.toJS();
  if (read === null || read === undefined) return { entries: [], faults };
  if (typeof read !== "object") return { entries: [], faults: ["it holds no keys with texts"] };
  return { entries: Object.entries(read), faults };
}

function messageOf(key: string, text: unknown): Message {
  if (!KEY.test(key)) throw new UnreadableText("a key is lower-case words joined by hyphens");
  if (typeof text !== "string" || text.trim() === "")
    throw new UnreadableText("it is no text: put it in quotation marks");
  return readMessage(text);
}

/** What of the translation can be said, checked against the English texts: the same keys, values and tags. */
export function checkTranslation(
  english: Catalogue,
  { texts, problems }: ReadCatalogue,
  shown: string,
): ReadCatalogue {
  const good = new Map<string, Message>();
  const found = [...problems];
  for (const [key, message] of texts) {
    const original = english.get(key);
    const wrong = original ? strangers(original, message) : "English has no such text";
    if (wrong === null) good.set(key, message);
    else found.push(`${shown}: ${key}: ${wrong}`);
  }
  return { texts: good, problems: found };
}

function strangers(original: Message, message: Message): string | null {
  const [known, used] = [needsOf(original), needsOf(message)];
  for (const [name, kind] of used.values) {
    const expected = known.values.get(name);
    if (expected === undefined) return `there is no value {${name}} in the English text`;
    if (kind !== "plain" && kind !== expected) return `{${name}} is no ${kind} in the English text`;
  }
  const tag = [...used.tags].find((name) => !known.tags.has(name));
  return tag === undefined ? null : `there is no tag <${tag}> in the English text`;
}

/** The folders in `folder` that are named by a language: `de`, `pt-BR`. */
export const languagesIn = (folder: string): string[] => foldersIn(folder).filter(isLanguage);

/** Those that no visitor's browser asks for. */
export const unknownLanguagesIn = (folder: string): string[] =>
  foldersIn(folder).filter((name) => !isLanguage(name));

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function isLanguage(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name)[0] === name && Intl.PluralRules.supportedLocalesOf(name).length > 0;
  } catch {
    return false;
  }
}
