/** What the content says, as the archive tells it: by what to watch for, without the numbers that playing shows. */
import * as z from "zod";
import type { Catalog } from "../../../game/catalog/catalog.ts";
import { GRADES } from "../../../game/catalog/words.ts";
import { rewardText } from "../../../game/quests/reward.ts";
import type { Services } from "../../app.ts";
import { archiveOf } from "../../archive/archive.ts";
import { wordingIn } from "../../archive/wording.ts";
import { Refusal } from "../../refusal.ts";
import {
  achievementSchema,
  beastSchema,
  beastShown,
  gateSchema,
  gateShown,
  itemDetailSchema,
  itemDetailShown,
  itemSchema,
  itemShown,
  skillSchema,
  skillShown,
} from "../entries.ts";
import { contentId } from "../fields.ts";
import { type Operation, operation, type Spec } from "../operation.ts";
import { cursor, limit, listOf, pagedById } from "../paging.ts";

/** The content changes with a deploy only. */
const FRESH_S = 300;

type Entry = { id: string };
type Kind<E extends Entry, F extends z.ZodRawShape, A extends z.ZodType, D extends z.ZodType> = {
  /** `beasts`: the path, and the name of the list. */
  list: string;
  /** In the operations' names, such as `Beast`. */
  one: string;
  all: ReadonlyMap<string, E>;
  filters: F;
  keeps(entry: E, filters: z.output<z.ZodObject<F>>): boolean;
  row: A;
  show(entry: E): z.input<A>;
  detail: D;
  tell(entry: E): z.input<D>;
};

export function archiveOperations({ catalog, english }: Services): Operation[] {
  const wording = wordingIn(english);
  const archive = archiveOf(catalog);
  const { items, skills, themes, achievements } = catalog;
  const themesHere = z.enum([...themes.keys()] as [string, ...string[]]);
  return [
    ...operationsFor({
      ...{ list: "beasts", one: "Beast", all: catalog.beasts, row: beastSchema, detail: beastSchema },
      filters: {
        gate: themesHere.optional().describe("The id of the gates where it lives."),
        ...narrowing(beastSchema, ["rank", "element"]),
        grade: z.enum(GRADES).optional().describe("The gates' grade."),
      },
      keeps: (beast, { gate, rank, element, grade }) =>
        (!gate || beast.themes.includes(gate)) &&
        (!rank || beast.rank === rank) &&
        (!element || beast.element === element) &&
        (!grade || beast.grades.includes(grade)),
      show: (beast) => beastShown(catalog, beast, wording),
      tell: (beast) => beastShown(catalog, beast, wording),
    }),
    ...operationsFor({
      ...{ list: "items", one: "Item", all: items, row: itemSchema, detail: itemDetailSchema },
      filters: narrowing(itemSchema, ["kind", "rarity"]),
      keeps: (item, { kind, rarity }) => (!kind || item.kind === kind) && (!rarity || item.rarity === rarity),
      show: itemShown,
      tell: (item) => itemDetailShown(archive, item, wording),
    }),
    ...operationsFor({
      ...{ list: "skills", one: "Skill", all: skills, row: skillSchema, detail: skillSchema },
      filters: narrowing(skillSchema, ["of"]),
      keeps: (skill, { of }) => !of || skill.of === of,
      show: skillShown,
      tell: skillShown,
    }),
    ...operationsFor({
      ...{ list: "gates", one: "Gate", all: themes, row: gateSchema, detail: gateSchema },
      filters: { grade: z.enum(GRADES).optional().describe("A grade that it has.") },
      keeps: (theme, { grade }) => !grade || theme.grades.includes(grade),
      show: (theme) => gateShown(archive, theme),
      tell: (theme) => gateShown(archive, theme),
    }),
    ...achievementsOf(catalog, achievements),
  ];
}

/** Hidden ones are told to whoever has them. */
function achievementsOf(catalog: Catalog, achievements: Catalog["achievements"]): Operation[] {
  const open = new Map([...achievements].filter(([, { hidden }]) => !hidden));
  const show = ({ id, name, text, reward }: NonNullable<ReturnType<typeof achievements.get>>) => ({
    ...{ id, name, text, reward: rewardText(catalog, reward) },
  });
  return operationsFor({
    ...{ list: "achievements", one: "Achievement", all: open, filters: {}, keeps: () => true },
    ...{ row: achievementSchema, detail: achievementSchema, show, tell: show },
  });
}

/** The list of a kind, and one of it by its id. */
function operationsFor<E extends Entry, F extends z.ZodRawShape, A extends z.ZodType, D extends z.ZodType>(
  kind: Kind<E, F, A, D>,
): Operation[] {
  const { list, one, all, filters, keeps, row, show, detail, tell } = kind;
  const query = z.strictObject({ ...filters, limit, cursor: cursor(list, contentId) });
  type Listing = Spec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;
  const listing: Listing = {
    ...{ id: `list${one}s`, method: "get", path: `/${list}`, tag: "Archive", fresh: FRESH_S },
    ...{ summary: `${one}s, in the order of their ids`, query, answer: listOf(row) },
    handle(asked) {
      const read = asked.query as z.output<z.ZodObject<F>> & { limit: number; cursor?: string };
      const kept = [...all.values()].filter((entry) => keeps(entry, read));
      return pagedById(list, kept, read, show);
    },
  };
  return [
    operation(listing),
    operation({
      ...{ id: `get${one}`, method: "get", path: `/${list}/{id}`, tag: "Archive", fresh: FRESH_S },
      summary: `One ${one.toLowerCase()}`,
      params: z.strictObject({ id: contentId }),
      answer: detail,
      handle({ params }) {
        const entry = all.get(params.id);
        if (!entry)
          throw new Refusal(404, "Not in the archive", `There is no ${one.toLowerCase()} "${params.id}".`);
        return tell(entry);
      },
    }),
  ];
}

/** Fields of a row that may narrow its list. */
function narrowing<S extends z.ZodRawShape, K extends keyof S & string>(
  row: z.ZodObject<S>,
  names: readonly K[],
) {
  return Object.fromEntries(names.map((name) => [name, z.optional(row.shape[name] as never)])) as unknown as {
    [N in K]: z.ZodOptional<S[N] extends z.ZodType ? S[N] : never>;
  };
}
