/** Facts in words: a reader learns what to watch for, and finds the numbers out by playing. */
import type { BeastMove, Item, Theme } from "../../game/catalog/schemas.ts";
import { type Element, GRADES, type Grade } from "../../game/catalog/words.ts";
import { effectOf, kindName } from "../../game/things/describe.ts";
import type { Words } from "../texts/words.ts";

export { effectOf, kindName };

export type Wording = ReturnType<typeof wordingIn>;

/** In one language; made once for each. What the game itself calls things stays as it is. */
export function wordingIn({ t, format }: Words) {
  return {
    effectOf,
    kindName,
    themeName,
    beatenBy,
    told,
    /** How often something happens that has this chance. */
    often(chance: number): string {
      if (chance >= 0.9) return t("archive.nearly-always");
      if (chance >= 0.5) return t("archive.often");
      if (chance >= 0.2) return t("archive.now-and-then");
      return chance >= 0.05 ? t("archive.seldom") : t("archive.hardly-ever");
    },
    /** "E to C" and "B" for grades that stand together, else "E, C". */
    gradeSpan(grades: readonly Grade[]): string {
      const places = grades.map((grade) => GRADES.indexOf(grade)).sort((a, b) => a - b);
      const [first = 0, last = first] = [places[0], places.at(-1)];
      if (places.length > 1 && last - first === places.length - 1)
        return t("archive.grade-span", { first: GRADES[first] ?? "", last: GRADES[last] ?? "" });
      return places.map((place) => GRADES[place]).join(", ");
    },
    /** What a move does, without its numbers; "" for a plain blow. */
    moveText(move: BeastMove): string {
      const { target, inflicts, heals, changes, open, interruptible, power } = move;
      const parts: string[] = [];
      if (target === "all") parts.push(t("archive.reaches-everyone"));
      if (inflicts) parts.push(t(`archive.does-${inflicts.status}`));
      if (heals) parts.push(t("archive.mends-itself"));
      if (changes && power === 0 && target === "self")
        parts.push(t("archive.changes", { way: changes.factor > 1 ? "up" : "down", value: changes.value }));
      if (open > 0) parts.push(t("archive.open-after"));
      if (interruptible) parts.push(t("archive.can-be-stopped"));
      return format.and(parts);
    },
    /** "Weapons", "Licences": what a page of that kind is called. */
    kindPlural: (kind: Item["kind"]): string => t(`archive.kind-${kind}`),
    /** "fighters or archers", or "everyone". */
    wearers: ({ classes }: Pick<Item, "classes">): string =>
      classes ? format.or(classes.map((one) => `${one}s`)) : t("archive.everyone"),
  };
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

/** `{beast}` and `{you}` as a reader of the archive sees them. */
export function told(line: string, beast: string): string {
  const filled = line.replaceAll("{beast}", beast).replaceAll("{you}", "you");
  return filled.slice(0, 1).toUpperCase() + filled.slice(1);
}

/** `Boiler House`: themes are called by the first of their gates. */
export const themeName = ({ gateNames, id }: Pick<Theme, "gateNames" | "id">): string => gateNames[0] ?? id;
