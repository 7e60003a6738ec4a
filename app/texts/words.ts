/** What a site says, in one language. */
import type { Catalogue } from "./catalogue.ts";
import { formatOf } from "./format.ts";
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
  const formatFor = (isOwn: boolean) => (isOwn ? format : fallback);
  const plain = eachSaid(texts, english, (message, isOwn) => spoken(message, formatFor(isOwn)));
  const rich = eachSaid(texts, english, (message, isOwn) => spokenAsMarkup(message, formatFor(isOwn)));
  const bySentence = new Map<string, string>();
  for (const [key, message] of english)
    if (key.startsWith(FORMS) && message.length === 1 && typeof message[0] === "string")
      bySentence.set(message[0], key);

  const say = (key: string, values: Values = {}): string => {
    const one = plain(key);
    return typeof one === "string" ? one : one(values, {});
  };
  return {
    language,
    direction: directionOf(language),
    format,
    t: <Key extends TextKey>(key: Key, ...[values]: Given<Key>): string => say(key, values ?? {}),
    /** With tags as elements and all else escaped, for `<%~ %>`. */
    rich: (key: TextKey, values: Values = {}, tags: Tags = {}): string => {
      const one = rich(key);
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

/** Made when it is first said: a server starts sooner, and most of a language that nobody speaks stays as it is. */
function eachSaid(
  texts: Catalogue,
  english: Catalogue,
  make: (message: Message, isOwn: boolean) => Spoken,
): (key: string) => Spoken {
  const made = new Map<string, Spoken>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const own = texts.get(key);
    const one = make(own ?? english.get(key) ?? unknown(key), own !== undefined);
    made.set(key, one);
    return one;
  };
}

function unknown(key: string): never {
  throw new Error(`there is no text ${key}: see app/texts/en/`);
}

function directionOf(language: string): "ltr" | "rtl" {
  const locale = new Intl.Locale(language) as Intl.Locale & { getTextInfo?(): { direction?: string } };
  return locale.getTextInfo?.().direction === "rtl" ? "rtl" : "ltr";
}
