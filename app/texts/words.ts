/** What a site says, in one language. */
import type { Catalogue } from "./catalogue.ts";
import { type Format, formatOf } from "./format.ts";
import type { TextKey } from "./keys.ts";
import type { Message } from "./message.ts";
import type { Given, Said } from "./said.ts";
import { type Spoken, spoken, spokenAsMarkup, type Tags, type Values } from "./speak.ts";

/** Problems of forms come as English sentences, also out of the store; a translation knows them by these. */
const FORMS = "forms.";

export type Words = ReturnType<typeof wordsIn>;

/** The words of `language`, whose `texts` may lack some: those are said in English. */
export function wordsIn(language: string, texts: Catalogue, english: Catalogue) {
  const format = formatOf(language);
  const fallback = language === "en" ? format : formatOf("en");
  const plain = allSaid(texts, english, (message, at) => spoken(message, at), format, fallback);
  const rich = allSaid(texts, english, (message, at) => spokenAsMarkup(message, at), format, fallback);
  const bySentence = new Map<string, string>();
  for (const [key, message] of english)
    if (key.startsWith(FORMS) && message.length === 1 && typeof message[0] === "string")
      bySentence.set(message[0], key);

  const say = (key: string, values: Values = {}): string => {
    const one = plain.get(key) ?? unknown(key);
    return typeof one === "string" ? one : one(values, {});
  };
  return {
    language,
    direction: directionOf(language),
    format,
    t: <Key extends TextKey>(key: Key, ...[values]: Given<Key>): string => say(key, values ?? {}),
    /** With tags as elements and all else escaped, for `<%~ %>`. */
    rich: (key: TextKey, values: Values = {}, tags: Tags = {}): string => {
      const one = rich.get(key) ?? unknown(key);
      return typeof one === "string" ? one : one(values, tags);
    },
    /** A text that was not said yet; or a sentence, in this language if it is one of the area `forms`. */
    told: (what: Said | string): string => {
      if (typeof what !== "string") return say(what.key, what.values);
      const key = bySentence.get(what);
      return key === undefined ? what : say(key);
    },
    /** The messages of an area by their keys without it, for a page's script. */
    area: (name: string): Record<string, Message> =>
      Object.fromEntries(
        [...english]
          .filter(([key]) => key.startsWith(`${name}.`))
          .map(([key, message]) => [key.slice(name.length + 1), texts.get(key) ?? message]),
      ),
  };
}

function allSaid(
  texts: Catalogue,
  english: Catalogue,
  make: (message: Message, format: Format) => Spoken,
  format: Format,
  fallback: Format,
): Map<string, Spoken> {
  return new Map(
    [...english].map(([key, message]) => {
      const own = texts.get(key);
      return [key, own ? make(own, format) : make(message, fallback)];
    }),
  );
}

function unknown(key: string): never {
  throw new Error(`there is no text ${key}: see app/texts/en/`);
}

function directionOf(language: string): "ltr" | "rtl" {
  const locale = new Intl.Locale(language) as Intl.Locale & { getTextInfo?(): { direction?: string } };
  return locale.getTextInfo?.().direction === "rtl" ? "rtl" : "ltr";
}
