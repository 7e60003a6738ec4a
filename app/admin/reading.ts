/** What the admin pages' forms and addresses say, read by schema. */
import * as z from "zod";
import { PEOPLE_KINDS } from "../../store/people.ts";
import { REGISTRATIONS } from "../../store/switches.ts";
import { formKeyField } from "./carry-out.ts";

/** So that a reason fits into the sentence that tells it (terminal/bus.ts). */
const LONGEST_REASON = 120;
const LONGEST_NOTE = 400;
const MOST_MINUTES = 60 * 24 * 365;

/** One line of words of 1 to `most` characters, blanks tidied. */
export const words = (what: string, most: number) =>
  z
    .string({ error: `${what} is missing.` })
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(z.string().min(1, `${what} is missing.`).max(most, `At most ${most} characters.`))
    .refine((text) => text.isWellFormed(), "Some of that can't be read. Type it again.");

function optionalWords(most: number) {
  return z
    .string()
    .default("")
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(z.string().max(most, `At most ${most} characters.`))
    .refine((text) => text.isWellFormed(), "Some of that can't be read. Type it again.");
}

function whole(least: number, most: number) {
  const error = `A whole number from ${least} to ${most}.`;
  return z
    .string({ error })
    .trim()
    .regex(/^\d{1,6}$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error));
}

const minutes = z
  .string({ error: "Say for how long." })
  .regex(/^\d{1,6}$/, "Say for how long.")
  .transform(Number)
  .pipe(z.number().min(1, "Say for how long.").max(MOST_MINUTES, "A year at most."));

const base = {
  key: formKeyField,
  /** The report from which the form was sent. */
  report: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .optional()
    .catch(undefined),
};
const reason = words("The reason", LONGEST_REASON);

export const plainForm = z.object(base);
export const noteForm = z.object({ ...base, text: words("The note", LONGEST_NOTE) });
export const muteForm = z.object({ ...base, minutes, reason });
export const kickForm = z.object({ ...base, reason });
export const banForm = z.object({
  ...base,
  minutes: z.union([z.literal("forever").transform(() => null), minutes], { error: "Say for how long." }),
  reason,
});
export const roleForm = z.object({
  ...base,
  role: z.enum(["player", "moderator", "operator"], { error: "Choose a role." }),
});
export const outcomeForm = z.object({ ...base, outcome: words("What came of it", LONGEST_NOTE) });

export const announceForm = z.object({ key: formKeyField, text: words("The announcement", LONGEST_NOTE) });

export const LONGEST_NEWS = 4_000;
export const newsForm = z.object({
  key: formKeyField,
  title: words("The title", 120),
  text: z
    .string({ error: "The text is missing." })
    .transform((text) => text.replace(/\r\n?/g, "\n").trim())
    .pipe(z.string().min(1, "The text is missing.").max(LONGEST_NEWS, `At most ${LONGEST_NEWS} characters.`))
    .refine((text) => text.isWellFormed(), "Some of that can't be read. Type it again."),
});

export const registrationForm = z.object({
  key: formKeyField,
  registration: z.enum(REGISTRATIONS, { error: "Choose who may register." }),
});
export const maintenanceForm = z.object({
  key: formKeyField,
  maintenance: z.enum(["on", "off"], { error: "Choose on or off." }),
  message: optionalWords(160),
});
export const invitationForm = z.object({
  key: formKeyField,
  note: optionalWords(120),
  uses: whole(1, 1_000),
  days: whole(1, 365),
});
export const withdrawForm = z.object({ key: formKeyField, code: z.string().regex(/^[a-z0-9-]{8,40}$/) });

const id = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .nullable()
  .catch(null);
const name = z
  .string()
  .trim()
  .regex(/^\w{0,20}$/)
  .catch("");

/** What can't be meant is left out. */
export const peopleQuery = z.object({ name, kind: z.enum(PEOPLE_KINDS).catch("all"), before: id });
export const auditQuery = z.object({
  by: name,
  about: name,
  action: z
    .string()
    .trim()
    .regex(/^[a-z0-9 ]{0,40}$/)
    .catch(""),
  before: id,
});

/** The same question for what comes after `before`. */
export function nextAddress(path: string, query: Record<string, string | null>, before: string): string {
  const fields = Object.entries({ ...query, before }).flatMap(([key, value]) =>
    value ? [[key, value]] : [],
  );
  return `${path}?${new URLSearchParams(Object.fromEntries(fields))}`;
}
