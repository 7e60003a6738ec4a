import { type Request, type Response, Router } from "express";
import * as z from "zod";
import { revokeClient } from "../../store/revoke.ts";
import { SCOPES } from "../../store/scopes.ts";
import { issuePersonalToken, listPersonalTokens, TooManyTokens } from "../../store/tokens.ts";
import type { Services } from "../app.ts";
import { EMPTY_FORM, errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { requireLogin } from "../login-required.ts";
import { OPEN_TOO_LONG, proveOwner } from "../prove-owner.ts";

const PAGE = "/account/tokens";
/** Days until a token ends; 0: not by itself. */
const ENDS = [30, 90, 365, 0] as const;

const scopeSent = z.union([z.array(z.string()), z.string().transform((one) => [one])], {
  error: "Choose what it may do.",
});
const tokenForm = z.object({
  name: z
    .string({ error: "Give it a name." })
    .trim()
    .min(1, "Give it a name.")
    .max(60, "At most 60 characters."),
  scope: scopeSent.pipe(z.array(z.enum(SCOPES, { error: "Choose what it may do." })).min(1)),
  days: z.enum(ENDS.map(String), { error: "Choose when it ends." }).transform(Number),
});
const idForm = z.object({ id: z.string().regex(/^\d{1,18}$/) });

/** Tokens for one's own programs: made, listed and ended. A new one asks for the password, and is shown once. */
export function accountTokenRoutes(services: Services): Router {
  const { pool, page } = services;
  const show = async (
    request: Request,
    response: Response,
    form: FormState,
    { status = 200, made = "" }: { status?: number; made?: string } = {},
  ) => {
    const account = response.locals.account!;
    const tokens = await listPersonalTokens(pool, account.id);
    const chosen = [request.body?.scope].flat();
    page(
      request,
      response,
      "account-tokens",
      { account, tokens, made, form, chosen, scopes: SCOPES, ends: ENDS },
      status,
    );
  };
  const refuse = (request: Request, response: Response, errors: Record<string, string>, status: number) =>
    show(request, response, typedForm(request.body, ["name", "days"], errors), { status });
  const guard = [
    requireLogin(pool),
    requireFormToken((request, response) => refuse(request, response, { form: OPEN_TOO_LONG }, 403)),
  ];

  const router = Router();
  router.get(PAGE, requireLogin(pool), (request, response) => show(request, response, EMPTY_FORM));
  router.post(PAGE, guard, async (request: Request, response: Response) => {
    const account = response.locals.account!;
    const parsed = tokenForm.safeParse(request.body);
    if (!parsed.success) return refuse(request, response, errorsByField(parsed.error), 422);
    const doubt = await proveOwner(services, account, request.body.current, response);
    if (doubt) return refuse(request, response, { current: doubt.message }, doubt.status);
    const { name, scope, days } = parsed.data;
    try {
      const scopes = SCOPES.filter((one) => scope.includes(one));
      const made = await issuePersonalToken(pool, account.id, { name, scopes, days: days || null });
      request.body.scope = [];
      await show(request, response, EMPTY_FORM, { made });
    } catch (error) {
      if (!(error instanceof TooManyTokens)) throw error;
      await refuse(request, response, { form: error.message }, 409);
    }
  });
  router.post(`${PAGE}/end`, guard, async (request: Request, response: Response) => {
    const parsed = idForm.safeParse(request.body);
    if (parsed.success) await revokeClient(services, response.locals.account!.id, parsed.data.id);
    response.redirect(303, `${PAGE}?notice=token-ended`);
  });
  return router;
}
