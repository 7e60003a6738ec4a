/** Facts in words: a reader learns what to watch for, and finds the numbers out by playing. */
import type { BeastMove, Item, Theme } from "../../game/catalog/schemas.ts";
import { type Element, GRADES, type Grade, type Status } from "../../game/catalog/words.ts";
import { listOr } from "../../game/suggestion.ts";

export { effectOf, kindName } from "../../game/things/describe.ts";

/** How often something happens that has this chance. */
export function often(chance: number): string {
  if (chance >= 0.9) return "nearly always";
  if (chance >= 0.5) return "often";
  if (chance >= 0.2) return "now and then";
  return chance >= 0.05 ? "seldom" : "hardly ever";
}

/** "E to C" and "B" for grades that stand together, else "E, C". */
export function gradeSpan(grades: readonly Grade[]): string {
  const places = grades.map((grade) => GRADES.indexOf(grade)).sort((a, b) => a - b);
  const [first = 0, last = first] = [places[0], places.at(-1)];
  if (places.length > 1 && last - first === places.length - 1) return `${GRADES[first]} to ${GRADES[last]}`;
  return places.map((place) => GRADES[place]).join(", ");
}

/** What beats each element; the Archive tells it because the hall does. */
const BEATEN_BY: Partial<Record<Element, Element>> = {
  fire: "water",
  earth: "fire",
  lightning: "earth",
  water: "lightning",
  holy: "shadow",
  shadow: "holy",
};
export const beatenBy = (element: Element): Element | undefined => BEATEN_BY[element];

const DOES: Record<Status, string> = {
  burn: "can burn you",
  poisoned: "can poison you",
  frozen: "can freeze you",
  feared: "can frighten you",
  confused: "can confuse you",
  dismembered: "can cost you a limb",
  decapitated: "can take your head",
  shadow: "can leave you a shadow",
};

/** What a move does, without its numbers; "" for a plain blow. */
export function moveText(move: BeastMove): string {
  const { target, inflicts, heals, changes, open, interruptible, power } = move;
  const parts = [
    ...(target === "all" ? ["reaches everyone"] : []),
    ...(inflicts ? [DOES[inflicts.status]] : []),
    ...(heals ? ["mends itself"] : []),
    ...(changes && power === 0 && target === "self"
      ? [`${changes.factor > 1 ? "raises" : "lowers"} its ${changes.value}`]
      : []),
    ...(open > 0 ? ["leaves itself open after it"] : []),
    ...(interruptible ? ["can be stopped"] : []),
  ];
  const last = parts.pop() ?? "";
  return parts.length > 0 ? `${parts.join(", ")} and ${last}` : last;
}

/** `{beast}` and `{you}` as a reader of the archive sees them. */
export function told(line: string, beast: string): string {
  const filled = line.replaceAll("{beast}", beast).replaceAll("{you}", "you");
  return filled.slice(0, 1).toUpperCase() + filled.slice(1);
}

/** "weapons", "licences": what a page of that kind is called. */
const PLURALS: Record<Item["kind"], string> = {
  weapon: "Weapons",
  armor: "Armour",
  helmet: "Helmets",
  gloves: "Gloves",
  boots: "Boots",
  accessory: "Accessories",
  mount: "Mounts",
  pet: "Pets",
  consumable: "Consumables",
  material: "Materials",
  license: "Licences",
  key: "Keys",
};
export const kindPlural = (kind: Item["kind"]): string => PLURALS[kind];

/** `Boiler House`: themes are called by the first of their gates. */
export const themeName = ({ gateNames, id }: Pick<Theme, "gateNames" | "id">): string => gateNames[0] ?? id;

/** "fighters or archers", or "everyone". */
export const wearers = ({ classes }: Pick<Item, "classes">): string =>
  classes ? listOr(classes.map((one) => `${one}s`)) : "everyone";
