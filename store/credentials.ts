import * as z from "zod";
import { isCommonPassword } from "./common-passwords.ts";

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 200;

/** Nobody may be taken for the game or its staff. */
const RESERVED = new Set([
  "system",
  "admin",
  "administrator",
  "operator",
  "moderator",
  "terminusa",
  "server",
  "everyone",
  "all",
  "root",
  "support",
  "narrator",
]);

/** A user name: 3–20 letters, digits or underscores. */
export const accountName = z
  .string({ error: "Choose a name." })
  .regex(/^[A-Za-z0-9_]{3,20}$/, "A name is 3 to 20 letters, digits or underscores.")
  .refine((name) => !RESERVED.has(name.toLowerCase()), "That name belongs to the game. Choose another.");

/** A new password's length; {@link passwordProblem} judges the rest. */
const passwordLength = z
  .string({ error: "Choose a password." })
  .refine(
    (password) => Array.from(password).length >= PASSWORD_MIN,
    `A password has at least ${PASSWORD_MIN} characters. A short sentence does well.`,
  )
  .refine(
    (password) => Array.from(password).length <= PASSWORD_MAX,
    `A password has at most ${PASSWORD_MAX} characters.`,
  );

/** An e-mail address, or nothing: an empty field counts as none. */
export const optionalEmail = z
  .union([
    z.literal("").transform(() => undefined),
    z.email("That is not an e-mail address.").max(254, "That e-mail address is too long."),
  ])
  .optional();

/** Why `password` is too easy for an account of that name, in words for the player, or null. */
export function passwordProblem(password: string, name: string): string | null {
  const plain = password.toLowerCase();
  if (name.length >= 3 && plain.split(name.toLowerCase()).join("").length < PASSWORD_MIN / 2)
    return "The password is your name and little more. Choose another.";
  if (isCommonPassword(password))
    return "That password is among the first that anybody tries. Choose another.";
  return null;
}

/** Of an invitation, while registration asks for one. */
const optionalCode = z.string().max(60, "No invitation is that long.").optional();

/** What a newcomer gives: checked the same way on the page and from terminal clients. */
export const newAccount = z
  .object({ name: accountName, password: passwordLength, email: optionalEmail, invitation: optionalCode })
  .superRefine(({ name, password }, context) => {
    const problem = passwordProblem(password, name);
    if (problem) context.addIssue({ code: "custom", path: ["password"], message: problem });
  });

/** The schema of a new password for the account `name`. */
export function newPasswordFor(name: string): z.ZodType<string> {
  return passwordLength.superRefine((password, context) => {
    const problem = passwordProblem(password, name);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });
}
