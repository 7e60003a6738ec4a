/** Which command a message answers, found without parsing the message where its end tells. */

const QUOTE = 0x22;
const COLON = 0x3a;
const BRACE = 0x7d;
const COMMA = 0x2c;
const [N, S] = [0x6e, 0x73];

/** What `answerOf` returns for a message that answers nothing. */
export const UNASKED = -1;

/**
 * The `n` of a JSON message that lies in `data` from `start` to `end`, or UNASKED. Messages that end in
 * `,"n":12}` or `,"s":12}` are not parsed, which is all but a few.
 */
export function answerOf(data: Buffer, start: number, end: number): number {
  let at = end - 2;
  let number = 0;
  let digit = 1;
  while (at > start && isDigit(data[at]!)) {
    number += (data[at]! - 0x30) * digit;
    digit *= 10;
    at -= 1;
  }
  const key = data[at - 2]!;
  if (digit > 1 && data[end - 1] === BRACE && isMember(data, at) && (key === N || key === S))
    return key === N ? number : UNASKED;
  const message = JSON.parse(data.toString("utf8", start, end)) as { n?: unknown };
  return typeof message.n === "number" ? message.n : UNASKED;
}

// …,"x": with the colon at `at`
function isMember(data: Buffer, at: number): boolean {
  return data[at] === COLON && data[at - 1] === QUOTE && data[at - 3] === QUOTE && data[at - 4] === COMMA;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
