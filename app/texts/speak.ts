/** Makes a message a function once, so that saying it is only putting strings together. */
import type { Format } from "./format.ts";
import { type Cases, type Message, type Piece, PLAIN_TAGS } from "./message.ts";

/** A list is said as "this, that or those". */
export type Value = string | number | Date | readonly string[];
export type Values = Readonly<Record<string, Value>>;
/** What a tag of a text is on this page: `href` makes it a link, `datetime` a time, else it is a span. */
export type Tag = Readonly<
  Partial<Record<"href" | "datetime" | "class" | "download" | "rel" | "id" | "aria-label", string>>
>;
/** In place of what the text has in the tag: "this, that or those", each a link. */
export type Links = readonly { href: string; name: string }[];
export type Tags = Readonly<Record<string, Tag | Links>>;

/** A text that never changes is just that. */
export type Spoken = string | ((values: Values, tags: Tags) => string);

type Medium = { markup: boolean; escape: (text: string) => string };
const PLAIN: Medium = { markup: false, escape: (text) => text };
const MARKUP: Medium = { markup: true, escape: escapeMarkup };

/** For `<%= %>`, attributes and letters: tags are left out, nothing is escaped. */
export const spoken = (message: Message, format: Format): Spoken => joined(message, format, PLAIN);

/** For `<%~ %>`: all of the text and its values is escaped, tags become elements. */
export const spokenAsMarkup = (message: Message, format: Format): Spoken => joined(message, format, MARKUP);

function joined(message: Message, format: Format, medium: Medium): Spoken {
  const parts: Spoken[] = [];
  for (const piece of message) {
    const part = partOf(piece, format, medium);
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  const [first = "", ...more] = parts;
  if (more.length === 0) return first;
  return (values, tags) => {
    let said = "";
    for (const part of parts) said += typeof part === "string" ? part : part(values, tags);
    return said;
  };
}

function partOf(piece: Piece, format: Format, medium: Medium): Spoken {
  if (typeof piece === "string") return medium.escape(piece);
  const { name } = piece;
  switch (piece.is) {
    case "value":
      return (values) => {
        const value = values[name];
        return medium.escape(Array.isArray(value) ? format.or(value) : String(value));
      };
    case "number":
    case "count":
      return (values) => format.number(Number(values[name]));
    case "date":
      return (values) => format.date(values[name] as Date, piece.style);
    case "select":
      return choice(piece.cases, format, medium, (values) => String(values[name]));
    case "plural":
      return choice(piece.cases, format, medium, (values) => {
        const count = Number(values[name]);
        return `=${count}` in piece.cases ? `=${count}` : format.category(count, piece.ordinal);
      });
    case "tag":
      return element(name, joined(piece.inner, format, medium), format, medium);
  }
}

function choice(cases: Cases, format: Format, medium: Medium, which: (values: Values) => string): Spoken {
  const said = new Map(Object.entries(cases).map(([name, inner]) => [name, joined(inner, format, medium)]));
  const other = said.get("other") ?? "";
  return (values, tags) => {
    const chosen = said.get(which(values)) ?? other;
    return typeof chosen === "string" ? chosen : chosen(values, tags);
  };
}

function element(name: string, inner: Spoken, format: Format, { markup }: Medium): Spoken {
  if (!markup) return inner;
  const say = (values: Values, tags: Tags) => (typeof inner === "string" ? inner : inner(values, tags));
  const plain = PLAIN_TAGS[name];
  if (plain) {
    const [opening, closing] = plain;
    return typeof inner === "string"
      ? opening + inner + closing
      : (values, tags) => opening + inner(values, tags) + closing;
  }
  return (values, tags) => {
    const tag = tags[name];
    if (isLinks(tag))
      return format.or(tag.map((link) => wrapped({ href: link.href }, escapeMarkup(link.name))));
    return tag ? wrapped(tag, say(values, tags)) : say(values, tags);
  };
}

const isLinks = (tag: Tag | Links | undefined): tag is Links => Array.isArray(tag);

function wrapped(tag: Tag, inner: string): string {
  const name = tag.href !== undefined ? "a" : tag.datetime !== undefined ? "time" : "span";
  let attributes = "";
  for (const [key, value] of Object.entries(tag)) attributes += ` ${key}="${escapeMarkup(value)}"`;
  return `<${name}${attributes}>${inner}</${name}>`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeMarkup(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign) : text;
}
