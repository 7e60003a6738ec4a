/** Reads a request by an operation's schemas, and says what is wrong with which field. */
import type { Request } from "express";
import * as z from "zod";
import { FieldRefusal, Refusal } from "../refusal.ts";
import type { Operation } from "./operation.ts";

const NOTHING = z.strictObject({});

/** Throws a Refusal with 404: no address that can't be is anything's. */
export function readParams({ params }: Operation, request: Request): unknown {
  if (!params) return {};
  const read = params.safeParse(request.params);
  if (read.success) return read.data;
  throw new Refusal(404, "No such thing", read.error.issues[0]?.message ?? "There is nothing there.");
}

/** Throws a FieldRefusal with 422. */
export function readQuery({ query = NOTHING }: Operation, request: Request): unknown {
  return readBy(query, request.query);
}

/** Throws a Refusal with 415 or a FieldRefusal with 422. */
export function readBody({ body }: Operation, request: Request): unknown {
  if (!body) return undefined;
  if (!request.is("application/json"))
    throw new Refusal(415, "JSON only", "Send the request as application/json.");
  return readBy(body, request.body);
}

/** 1 to 255 visible characters. Throws a FieldRefusal with 422. */
export function keyOf(request: Request): string {
  const key = request.get("idempotency-key") ?? "";
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  const what =
    key === ""
      ? "Send one with each order, and the same one again with a repetition."
      : "1 to 255 visible characters.";
  throw unusable({ "Idempotency-Key": what });
}

function readBy(schema: z.ZodType, sent: unknown): unknown {
  const read = schema.safeParse(sent);
  if (read.success) return read.data;
  const errors: Record<string, string> = {};
  for (const issue of read.error.issues) {
    if (issue.code === "unrecognized_keys")
      for (const key of issue.keys) errors[key] ??= "Nothing here has that name.";
    else errors[String(issue.path[0] ?? "form")] ??= issue.message;
  }
  throw unusable(errors);
}

function unusable(errors: Record<string, string>): FieldRefusal {
  return new FieldRefusal(422, "Not usable", "Some of what was sent can't be used.", errors);
}
