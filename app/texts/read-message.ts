/** Reads a text as ICU writes messages: `{name}`, `{count, plural, one {# gate} other {# gates}}`, `<link>…</link>`. */
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { type Cases, DATE_STYLES, type Message, type Piece } from "./message.ts";

/** Why a text can't be read; the message says what is wrong, without where. */
export class UnreadableText extends Error {
  override name = "UnreadableText";
}

/** Throws UnreadableText. */
export function readMessage(text: string): Message {
  let elements: MessageFormatElement[];
  try {
    elements = parse(text, { captureLocation: false, requiresOtherClause: true });
  } catch (error) {
    throw new UnreadableText(`not a message: ${(error as Error).message.toLowerCase().replaceAll("_", " ")}`);
  }
  return elements.map((element) => pieceOf(element, ""));
}

/** `counted` is the value of the plural around it. */
function pieceOf(element: MessageFormatElement, counted: string): Piece {
  switch (element.type) {
    case TYPE.literal:
      return element.value;
    case TYPE.argument:
      return { is: "value", name: element.value };
    case TYPE.pound:
      return { is: "count", name: counted };
    case TYPE.number:
      if (element.style) throw new UnreadableText(`{${element.value}, number} takes no style`);
      return { is: "number", name: element.value };
    case TYPE.date: {
      const style = DATE_STYLES.find((one) => one === element.style);
      if (!style)
        throw new UnreadableText(`{${element.value}, date, …} is followed by ${DATE_STYLES.join(" or ")}`);
      return { is: "date", name: element.value, style };
    }
    case TYPE.time:
      throw new UnreadableText(`write {${element.value}, date, minute} for a time`);
    case TYPE.select:
      return { is: "select", name: element.value, cases: casesOf(element.options, counted) };
    case TYPE.plural: {
      if (element.offset) throw new UnreadableText("a plural has no offset here");
      const ordinal = element.pluralType === "ordinal";
      return { is: "plural", name: element.value, ordinal, cases: casesOf(element.options, element.value) };
    }
    case TYPE.tag:
      return { is: "tag", name: element.value, inner: element.children.map((one) => pieceOf(one, counted)) };
  }
}

function casesOf(options: Record<string, { value: MessageFormatElement[] }>, counted: string): Cases {
  return Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [name, value.map((one) => pieceOf(one, counted))]),
  );
}
