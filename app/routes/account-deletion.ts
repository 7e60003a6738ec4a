import { type Request, type Response, Router } from "express";
import { GRACE_DAYS, giveUpAccount } from "../../store/deletion.ts";
import { revokeEverything } from "../../store/revoke.ts";
import type { Services } from "../app.ts";
import { requireFormToken } from "../form-token.ts";
import { requireLogin } from "../login-required.ts";
import { OPEN_TOO_LONG, proveOwner } from "../prove-owner.ts";
import { logOut } from "../session.ts";

/** Giving the account up. It goes after a grace; a login before that keeps it. */
export function deletionRoutes(services: Services): Router {
  const { pool, page } = services;
  const show = (request: Request, response: Response, errors: Record<string, string>, status = 200) => {
    const data = { account: response.locals.account!, days: GRACE_DAYS, form: { values: {}, errors } };
    page(request, response, "account-delete", data, status);
  };
  const tooLong = (request: Request, response: Response) =>
    show(request, response, { form: OPEN_TOO_LONG }, 403);

  const router = Router();
  router.get("/account/delete", requireLogin(pool), (request, response) => show(request, response, {}));
  router.post("/account/delete", requireLogin(pool), requireFormToken(tooLong), async (request, response) => {
    const account = response.locals.account!;
    const doubt = await proveOwner(services, account, request.body.current, response);
    if (doubt) return show(request, response, { current: doubt.message }, doubt.status);
    await giveUpAccount(pool, account.id);
    await revokeEverything(services, account.id, response.locals.words.t("account.ended-given-up"));
    await logOut(request);
    response.redirect(303, "/?notice=given-up");
  });
  return router;
}
