/** What the page says, in the visitor's language: the server sends the texts taken apart, so nothing is parsed here. */
import { type Format, formatOf } from "../texts/format.ts";
import type { TextKey } from "../texts/keys.ts";
import type { Message } from "../texts/message.ts";
import type { Given } from "../texts/said.ts";
import { type Spoken, spoken, type Values } from "../texts/speak.ts";

type ScriptKey = Extract<TextKey, `play-script.${string}`>;

const AREA = "play-script.";
let page: { texts: Record<string, Message>; format: Format } | undefined;
const known = new Map<string, Spoken>();

/** `t("play-script.health")`; the view puts the area's messages into `#texts`. */
export function t<Key extends ScriptKey>(key: Key, ...[values]: Given<Key>): string {
  const said = known.get(key) ?? readSpoken(key);
  known.set(key, said);
  return typeof said === "string" ? said : said((values ?? {}) as Values, {});
}

function readSpoken(key: string): Spoken {
  page ??= pageTexts();
  const message = page.texts[key.slice(AREA.length)];
  if (!message) throw new Error(`the page has no text ${key}`);
  return spoken(message, page.format);
}

function pageTexts() {
  const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");
  return { texts, format: formatOf(document.documentElement.lang) };
}
