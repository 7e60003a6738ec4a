/** Fields that several answers have. */
import * as z from "zod";

export const time = z.iso.datetime();
export const hunterName = z.string().regex(/^\w{3,20}$/, "No hunter has such a name.");
export const guildName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ]{1,23}$/, "No guild has such a name.");
export const contentId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,79}$/, "An id is lower-case words joined by hyphens, such as cinder-hound.");
/** A whole number of a listing or a thing, as an address or a query has it. */
export const numberInPath = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "Give a whole number above 0.")
  .transform(Number);
/** A row's number in the database, which has more digits than a program's numbers. */
export const rowId = z.string().regex(/^\d{1,18}$/);

/** RFC 9457's answer to what is refused. */
export const problemSchema = z
  .object({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe("For people: what is wrong, and what to do."),
    errors: z
      .record(z.string(), z.string())
      .optional()
      .describe("What is wrong with which field or parameter."),
    requestId: z.string().describe("What the operator finds the request by."),
  })
  .meta({ id: "Problem", description: "A refusal (RFC 9457, application/problem+json)." });
