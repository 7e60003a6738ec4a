/** How beasts and hunters stand in a fight, in words: what a beast shows, its health, and one's own. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Element } from "../catalog/words.ts";
import { beatenBy } from "./element.ts";
import type { Foe, Member } from "./fight.ts";
import { beastOf, shownMove } from "./foe.ts";
import { bar, type Line, percent } from "./lines.ts";

/** One beast: what it is about to do, and its health. */
export function showing(catalog: Catalog, foe: Foe, screenReader: boolean): Line {
  const beast = beastOf(catalog, foe);
  const move = shownMove(beast, foe);
  return { text: filled(move.tell, { beast: beast.name }), note: foeNote(catalog, foe, screenReader) };
}

/** `Cinder Hound  ████████░░ 82%, open` */
export function foeNote(catalog: Catalog, foe: Foe, screenReader: boolean): string {
  const { name } = beastOf(catalog, foe);
  const left = percent(foe.hp, foe.full);
  const marks = [...(foe.open > 0 ? ["open"] : []), ...foe.afflictions.map(({ status }) => status)];
  const more = marks.length > 0 ? `, ${marks.join(", ")}` : "";
  return screenReader
    ? `${name}, ${left} percent${more}`
    : `${name}  ${bar(foe.hp / foe.full)} ${left}%${more}`;
}

/** `you 96/120  mp 41/50` */
export function vitalsNote({ hp, mp, body, afflictions }: Member, screenReader: boolean): string {
  const { values } = body;
  const marks = afflictions.map(({ status }) => status);
  if (screenReader) {
    const more = marks.length > 0 ? `. You are ${marks.join(", ")}` : "";
    return `You: ${hp} of ${values.hp} health, ${mp} of ${values.mp} mana${more}`;
  }
  return `you ${hp}/${values.hp}  mp ${mp}/${values.mp}${marks.length > 0 ? `  ${marks.join(" ")}` : ""}`;
}

export const capital = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

type Names = { beast?: string; you?: string; ally?: string };
const UNNAMED: Required<Names> = { beast: "beast", you: "you", ally: "you" };

/** The content's lines taken apart, words and names in turns: there are as many as the content has. */
const takenApart = new Map<string, readonly string[]>();

/** A content's line with its names put in. */
export function filled(text: string, names: Names): string {
  let parts = takenApart.get(text);
  if (!parts) {
    parts = text.split(/\{(beast|you|ally)\}/);
    takenApart.set(text, parts);
  }
  let line = parts[0] ?? "";
  for (let at = 1; at < parts.length; at += 2) {
    const name = parts[at] as keyof Names;
    line += (names[name] ?? UNNAMED[name]) + (parts[at + 1] ?? "");
  }
  return line;
}

/** What to bring against an element: for `look`. */
export function bane(element: Element): string {
  const by = beatenBy(element);
  return by ? `${capital(by)} beats it.` : "No element beats it.";
}
