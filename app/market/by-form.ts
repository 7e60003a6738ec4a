/** Orders to the market that a form sends: each form has a key of its own and is done once, however often it is sent. */
import type { Request, RequestHandler, Response } from "express";
import type * as z from "zod";
import type { MarketDeed } from "../../game/market/deeds.ts";
import type { Account } from "../../store/accounts.ts";
import type { Services } from "../app.ts";
import { errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { requireLogin } from "../login-required.ts";
import { Refusal } from "../refusal.ts";
import { text } from "../texts/said.ts";
import { pageAnswer } from "./answer.ts";
import { order } from "./stall.ts";

const FIELDS = ["amount", "price", "days"];

export type ByForm = <T extends { key: string }>(
  request: Request,
  response: Response,
  schema: z.ZodType<T>,
  deedOf: (sent: T) => MarketDeed,
  /** Shows the form again, with what is wrong. */
  again: (form: FormState, status: number) => Promise<void>,
) => Promise<void>;

/** Reads the form, does its deed, and sends the visitor to what came of it. */
export function byForm({ pool, redis, catalog }: Pick<Services, "pool" | "redis" | "catalog">): ByForm {
  return async (request, response, schema, deedOf, again) => {
    const sent = schema.safeParse(request.body ?? {});
    if (!sent.success) return again(typedForm(request.body, FIELDS, errorsByField(sent.error)), 422);
    const deed = deedOf(sent.data);
    const result = await order({ pool, redis, catalog }, accountOf(response), deed, sent.data.key);
    const why = result.ok ? "" : pageAnswer(result.text).join(" ");
    if (!result.ok) return again(typedForm(request.body, FIELDS, { form: why }), 409);
    response.redirect(303, `/market/done/${sent.data.key}`);
  };
}

/** Who may send such a form. */
export const formGuard = ({ pool }: Pick<Services, "pool">): RequestHandler[] => [
  requireFormToken(openTooLong),
  requireLogin(pool),
];

export function accountOf(response: Response): Account {
  const { account } = response.locals;
  if (!account) throw new Error("this route is missing requireLogin");
  return account;
}

/** The number of a listing or an order in an address or a form. */
export function marketNumber(typed: unknown): number {
  const digits = String(typed);
  if (!/^[1-9]\d{0,14}$/.test(digits))
    throw new Refusal(404, text("refusals.no-listing"), text("refusals.listings-have-numbers"));
  return Number(digits);
}

function openTooLong(): never {
  throw new Refusal(403, text("refusals.open-too-long"), text("refusals.open-too-long-detail"));
}
