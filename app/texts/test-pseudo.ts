/** A language for tests that shows what isn't translated: accented, longer by two fifths, and marked at both ends. */
import type { Catalogue } from "./catalogue.ts";
import type { Message, Piece } from "./message.ts";
import { type Texts, textsOf } from "./texts.ts";
import { type Words, wordsIn } from "./words.ts";

/** Greek: neither its dates nor its numbers have a Latin letter that could be taken for English. */
export const PSEUDO = "el";

const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ACCENTED = "äḃċḋëḟġḧïĵḳŀṁṅöṗɋṙṡẗüṿẅẋÿżÄḂĊḊËḞĠḦÏĴḲĿṀṄÖṖɊṘṠṪÜṾẄẊŸŻ";
const LONGER = 0.4;

export function pseudoTexts(english: Catalogue, words: Words): Texts {
  const accented = new Map([...english].map(([key, message]) => [key, accentedMessage(message)]));
  return textsOf(
    new Map([
      ["en", words],
      [PSEUDO, wordsIn(PSEUDO, accented, english)],
    ]),
  );
}

function accentedMessage(message: Message): Message {
  return message.map(accentedPiece);
}

function accentedPiece(piece: Piece): Piece {
  if (typeof piece === "string") return accent(piece);
  if (piece.is === "tag" && piece.name !== "code") return { ...piece, inner: accentedMessage(piece.inner) };
  if (!("cases" in piece)) return piece;
  const cases = Object.entries(piece.cases).map(([name, inner]) => [name, accentedMessage(inner)]);
  return { ...piece, cases: Object.fromEntries(cases) };
}

/** Words grow one by one, so that lines break as they do in a longer language. */
function accent(text: string): string {
  return text.replace(/[A-Za-z]+/g, (word) => {
    const own = [...word].map((letter) => [...ACCENTED][PLAIN.indexOf(letter)] ?? letter).join("");
    return own + "ë".repeat(Math.round(word.length * LONGER));
  });
}
