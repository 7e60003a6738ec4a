import { type Request, type Response, Router } from "express";
import * as z from "zod";
import { changePassword } from "../../store/accounts.ts";
import { newPasswordFor } from "../../store/credentials.ts";
import { revokePasswordLinks } from "../../store/one-time-links.ts";
import { revokeEverything } from "../../store/revoke.ts";
import { revokeSessions } from "../../store/sessions.ts";
import type { Services } from "../app.ts";
import { EMPTY_FORM, errorsByField } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { requireLogin } from "../login-required.ts";
import { OPEN_TOO_LONG, proveOwner } from "../prove-owner.ts";
import { logIn } from "../session.ts";

/** Another password: all but this browser is logged out by it. */
export function accountPasswordRoutes(services: Services): Router {
  const { pool, redis, page } = services;
  const show = (request: Request, response: Response, errors: Record<string, string>, status: number) => {
    const form = { values: {}, errors };
    page(request, response, "account-password", { account: response.locals.account!, form }, status);
  };
  const tooLong = (request: Request, response: Response) =>
    show(request, response, { form: OPEN_TOO_LONG }, 403);
  const router = Router();
  router.get("/account/password", requireLogin(pool), (request, response) =>
    show(request, response, EMPTY_FORM.errors, 200),
  );

  router.post(
    "/account/password",
    requireLogin(pool),
    requireFormToken(tooLong),
    async (request, response) => {
      const account = response.locals.account!;
      const parsed = z.object({ password: newPasswordFor(account.name) }).safeParse(request.body);
      if (!parsed.success) return show(request, response, errorsByField(parsed.error), 422);
      const doubt = await proveOwner(services, account, request.body.current, response);
      if (doubt) return show(request, response, { current: doubt.message }, doubt.status);
      // Before, so that a Redis that is away leaves all as it was; after, for who logged in meanwhile.
      await revokeSessions(redis, account.id, request.sessionID);
      await changePassword(pool, account.id, parsed.data.password);
      await revokePasswordLinks(pool, account.id);
      await revokeEverything(services, account.id, response.locals.words.t("account.ended-password"));
      await logIn(request, redis, account);
      response.redirect(303, "/account?notice=password-changed");
    },
  );
  return router;
}
