/** Numbers, dates and lists as a language writes them. */
import type { DateStyle } from "./message.ts";

/** In English a day comes before its month here, and no comma before "or". */
const LOCALES: Record<string, string> = { en: "en-GB" };

export type Format = ReturnType<typeof formatOf>;

/** Throws RangeError for what is no language. All dates are told in UTC: the server can't know its readers' clocks. */
export function formatOf(language: string) {
  const [locale = language] = Intl.getCanonicalLocales(LOCALES[language] ?? language);
  const numbers = whenNeeded(() => new Intl.NumberFormat(locale));
  const short = whenNeeded(
    () => new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }),
  );
  const day = whenNeeded(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }));
  const minute = whenNeeded(() => new Intl.DateTimeFormat(locale, MINUTE));
  const cardinal = whenNeeded(() => new Intl.PluralRules(locale));
  const ordinal = whenNeeded(() => new Intl.PluralRules(locale, { type: "ordinal" }));
  const and = whenNeeded(() => new Intl.ListFormat(locale, { type: "conjunction" }));
  const or = whenNeeded(() => new Intl.ListFormat(locale, { type: "disjunction" }));
  return {
    /** "12,345" */
    number: (value: number): string => numbers().format(value),
    /** "1.5k" */
    shortNumber: (value: number): string => short().format(value),
    /** "24 Nov 2026" or "24 Nov 2026, 17:05 UTC" */
    date: (value: number | Date, style: DateStyle): string =>
      style === "day" ? day().format(value) : `${minute().format(value)} UTC`,
    category: (value: number, isOrdinal: boolean): string => (isOrdinal ? ordinal : cardinal)().select(value),
    /** "this, that and those" */
    and: (items: readonly string[]): string => and().format(items),
    /** "this, that or those" */
    or: (items: readonly string[]): string => or().format(items),
  };
}

const MINUTE: Intl.DateTimeFormatOptions = {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
};

/** Each of them takes a server's start and a page milliseconds to make. */
function whenNeeded<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
