/** Lists page by page: a cursor names the last row that was read, so rows that come or go meanwhile shift nothing. */
import * as z from "zod";

const FIRST = 25;
const MOST = 100;
const LONGEST_CURSOR = 400;
const NOT_FROM_HERE = "That cursor is not from this list. Begin anew without one.";

export const limit = z
  .string()
  .regex(/^\d{1,3}$/, `Give a whole number from 1 to ${MOST}.`)
  .transform(Number)
  .refine((rows) => rows >= 1 && rows <= MOST, `Give a whole number from 1 to ${MOST}.`)
  .default(FIRST)
  .describe(`How many rows, 1 to ${MOST}; ${FIRST} unless given.`);

/** A cursor of the list `list`, whose rows have such a place. */
export function cursor<P extends z.ZodType>(list: string, place: P) {
  return z
    .string()
    .max(LONGEST_CURSOR, NOT_FROM_HERE)
    .transform((text, context): z.output<P> => {
      const read = z.tuple([z.literal(list), place]).safeParse(parsed(text));
      if (read.success) return read.data[1] as z.output<P>;
      context.addIssue({ code: "custom", message: NOT_FROM_HERE });
      return z.NEVER;
    })
    .optional()
    .describe("From the page before: its address is in next. It says nothing by itself.");
}

export function cursorAt(list: string, place: unknown): string {
  return Buffer.from(JSON.stringify([list, place])).toString("base64url");
}

/** What a list answers: `next` leads on, or is null at the end. */
export function listOf<R extends z.ZodType>(row: R) {
  return z.object({
    data: z.array(row),
    next: z
      .string()
      .nullable()
      .describe("The address of the next page, as in the Link header; null: this is the last."),
  });
}

/** A page of at most `most` out of `rows`, of which one more was read where there are more. */
export function paged<R, S>(
  rows: readonly R[],
  most: number,
  show: (row: R, at: number) => S,
  cursorOf: (row: R, at: number) => string,
): { data: S[]; next: string | null } {
  const shown = rows.slice(0, most);
  const last = shown.at(-1);
  return {
    data: shown.map(show),
    next: rows.length > most && last !== undefined ? cursorOf(last, shown.length - 1) : null,
  };
}

/** A page of what the content has, in the order of its ids. */
export function pagedById<R extends { id: string }, S>(
  list: string,
  all: Iterable<R>,
  { limit: most, cursor: after }: { limit: number; cursor?: string | undefined },
  show: (row: R) => S,
): { data: S[]; next: string | null } {
  const rows = [...all]
    .filter(({ id }) => after === undefined || id > after)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, most + 1);
  return paged(rows, most, show, ({ id }) => cursorAt(list, id));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    // Not ours: the schema says so.
    return null;
  }
}
