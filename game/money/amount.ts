/** Amounts as players type them: whole numbers in digits, and nothing else. */

/** More of one thing than any pack holds; keeps every product of amount and price a safe number. */
export const MOST_THINGS = 999;

export type Amount = { ok: true; amount: number } | { ok: false; text: string };

/** Reads an amount from `least` to `most`. Signs, points, commas, exponents and words are refused in words. */
export function parseAmount(typed: string, least: number, most: number): Amount {
  if (!/^\d+$/.test(typed))
    return {
      ok: false,
      text: `"${typed.slice(0, 20)}" is no amount. Type a whole number in digits, such as ${least}.`,
    };
  const amount = Number(typed);
  if (amount > most) return { ok: false, text: `That is too much: ${most} at most.` };
  if (amount < least) return { ok: false, text: `That is too little: ${least} at least.` };
  return { ok: true, amount };
}

/** Looks like a number to the one who typed it, whether or not it is one that we take. */
const NUMBERISH = /^[+-]?[\d.,_]*\d[\d.,_]*(e[+-]?\d+)?%?$|^[+-]?(nan|infinity|inf|∞)$|^0x[\da-f]+$/i;

/** `name` without the amount before or after it; `amount` is "" when none was typed. */
export function splitAmount(words: string): { name: string; amount: string } {
  const parts = words.split(" ");
  const last = parts.at(-1) ?? "";
  if (parts.length > 1 && (NUMBERISH.test(last) || last === "all"))
    return { name: parts.slice(0, -1).join(" "), amount: last };
  const [first = "", ...rest] = parts;
  if (rest.length > 0 && (NUMBERISH.test(first) || first === "all"))
    return { name: rest.join(" "), amount: first };
  return { name: words, amount: "" };
}

/** `words` without the word that confirms, and whether it was there. */
export function splitYes(words: string): { words: string; yes: boolean } {
  const yes = /(^|\s)yes$/.test(words);
  return { words: yes ? words.replace(/\s*yes$/, "") : words, yes };
}

/** `1 crystal`, `38 crystals`, `120 exons` */
export const money = (amount: number, currency: "crystals" | "exons") =>
  `${amount} ${amount === 1 ? currency.slice(0, -1) : currency}`;
