import { type Request, type Response, Router } from "express";
import { readProfile } from "../../store/accounts.ts";
import {
  countRecoveryCodes,
  disableSecondFactor,
  enableSecondFactor,
  newTotpSecret,
  renewRecoveryCodes,
  totpAddress,
} from "../../store/second-factor.ts";
import type { Services } from "../app.ts";
import { errorsByField } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { requireLogin } from "../login-required.ts";
import { OPEN_TOO_LONG, proveOwner } from "../prove-owner.ts";
import { qrPicture } from "../qr.ts";
import { codeForm } from "./login-code.ts";

const PAGE = "/account/second-factor";
type Errors = Record<string, string>;

/** Setting the second factor up, renewing its recovery codes, and turning it off: each asks for the password. */
export function secondFactorRoutes(services: Services): Router {
  const { pool, page } = services;
  const show = async (request: Request, response: Response, errors: Errors, status = 200) => {
    const account = response.locals.account!;
    const form = { values: {}, errors };
    const { secondFactor } = await readProfile(pool, account.id);
    if (secondFactor) {
      const left = await countRecoveryCodes(pool, account.id);
      return page(request, response, "second-factor", { account, left, form }, status);
    }
    const secret = request.session.totpSecret ?? newTotpSecret();
    request.session.totpSecret = secret;
    const picture = qrPicture(totpAddress(account.name, secret));
    page(request, response, "second-factor-setup", { account, secret, picture, form }, status);
  };
  const guard = [
    requireLogin(pool),
    requireFormToken((request, response) => show(request, response, { form: OPEN_TOO_LONG }, 403)),
  ];
  /** Goes on only for the owner; others have their answer. */
  const proven = async (request: Request, response: Response): Promise<boolean> => {
    const doubt = await proveOwner(services, response.locals.account!, request.body.current, response);
    if (doubt) await show(request, response, { current: doubt.message }, doubt.status);
    return doubt === null;
  };

  const router = Router();
  router.get(PAGE, requireLogin(pool), (request, response) => show(request, response, {}));

  router.post(PAGE, guard, async (request: Request, response: Response) => {
    const { id } = response.locals.account!;
    const parsed = codeForm.safeParse(request.body);
    if (!parsed.success) return show(request, response, errorsByField(parsed.error), 422);
    const secret = request.session.totpSecret;
    if (secret === undefined) return response.redirect(303, PAGE);
    if (!(await proven(request, response))) return;
    const codes = await enableSecondFactor(pool, id, { secret, code: parsed.data.code, now: Date.now() });
    if (codes === null)
      return show(request, response, { code: "That is not the code that the app shows now." }, 422);
    delete request.session.totpSecret;
    page(request, response, "recovery-codes", { codes, fresh: true });
  });

  router.post(`${PAGE}/recovery-codes`, guard, async (request: Request, response: Response) => {
    const { id } = response.locals.account!;
    if (!(await readProfile(pool, id)).secondFactor) return response.redirect(303, PAGE);
    if (!(await proven(request, response))) return;
    page(request, response, "recovery-codes", { codes: await renewRecoveryCodes(pool, id), fresh: false });
  });

  router.post(`${PAGE}/off`, guard, async (request: Request, response: Response) => {
    if (!(await proven(request, response))) return;
    await disableSecondFactor(pool, response.locals.account!.id);
    response.redirect(303, "/account?notice=second-factor-off");
  });
  return router;
}
