import type { z } from "zod";

/** What was typed and what is wrong with it, by field; passwords are never given back. */
export type FormState = { values: Record<string, string>; errors: Record<string, string> };

export const EMPTY_FORM: FormState = { values: {}, errors: {} };

/** The first problem of each field, by the field's name; problems of no field are under `form`. */
export function errorsByField(error: z.ZodError): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of error.issues) errors[String(path[0] ?? "form")] ??= message;
  return errors;
}

/** The form as it was sent, with its problems. `fields` are those that may be shown again. */
export function typedForm(body: unknown, fields: string[], errors: Record<string, string>): FormState {
  const sent = (body ?? {}) as Record<string, unknown>;
  const values = Object.fromEntries(
    fields.flatMap((field) => (typeof sent[field] === "string" ? [[field, sent[field].slice(0, 254)]] : [])),
  );
  return { values, errors };
}
