import { type Request, type Response, Router } from "express";
import * as z from "zod";
import { type Account, changeEmail, readProfile } from "../../store/accounts.ts";
import { optionalEmail } from "../../store/credentials.ts";
import { confirmEmail, findLink, issueLink } from "../../store/one-time-links.ts";
import type { Services } from "../app.ts";
import { slowDown } from "../errors.ts";
import { EMPTY_FORM, errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { emailLeavesLetter, emailLetter } from "../letters.ts";
import { requireLogin } from "../login-required.ts";
import { OPEN_TOO_LONG, proveOwner } from "../prove-owner.ts";
import type { Words } from "../texts/words.ts";
import { linkOver } from "./password.ts";

const emailForm = z.object({ email: optionalEmail });
const token = z.string().regex(/^[\w-]{20,100}$/);

/** Another e-mail address: taken once a link sent to it was opened, or at once where there is no mail. */
export function emailRoutes(services: Services): Router {
  const { pool, page, mail } = services;
  const show = async (request: Request, response: Response, form: FormState, status = 200) => {
    const account = response.locals.account!;
    const { email } = await readProfile(pool, account.id);
    page(request, response, "account-email", { account, email, mail: mail.enabled, form }, status);
  };
  const refuse = (request: Request, response: Response, errors: Record<string, string>, status: number) =>
    show(request, response, typedForm(request.body, ["email"], errors), status);
  const tooLong = (request: Request, response: Response) =>
    refuse(request, response, { form: OPEN_TOO_LONG }, 403);

  const router = Router();
  router.get("/account/email", requireLogin(pool), (request, response) =>
    show(request, response, EMPTY_FORM),
  );
  router.post("/account/email", requireLogin(pool), requireFormToken(tooLong), async (request, response) => {
    const account = response.locals.account!;
    const parsed = emailForm.safeParse(request.body);
    if (!parsed.success) return refuse(request, response, errorsByField(parsed.error), 422);
    const doubt = await proveOwner(services, account, request.body.current, response);
    if (doubt) return refuse(request, response, { current: doubt.message }, doubt.status);
    const { email } = parsed.data;
    if (email === undefined || !mail.enabled) {
      await changeEmail(pool, account.id, email ?? null);
      return response.redirect(303, `/account?notice=email-${email === undefined ? "removed" : "changed"}`);
    }
    try {
      await askAddress(services, response.locals.words, account, email);
    } catch (error) {
      return refuse(request, response, { form: slowDown(error, response) }, 429);
    }
    response.redirect(303, "/account?notice=email-asked");
  });

  // Opened from the mail, in whichever browser; programs that look at mails open links too, so it asks.
  router.get("/confirm-email", async (request, response) => {
    const link = await linkOf(services, request.query.token);
    page(request, response, "confirm-email", link);
  });
  router.post("/confirm-email", requireFormToken(confirmAgain), async (request, response) => {
    const { token: good } = await linkOf(services, request.body.token);
    if (!(await confirmEmail(pool, good))) throw linkOver();
    response.redirect(
      303,
      request.session.accountId ? "/account?notice=email-changed" : "/?notice=email-changed",
    );
  });
  return router;
}

async function askAddress(
  { pool, throttle, mail, siteUrl }: Services,
  words: Words,
  account: Account,
  email: string,
): Promise<void> {
  await throttle.admitMailTo(account.id);
  const before = (await readProfile(pool, account.id)).email;
  const link = `${siteUrl}/confirm-email?token=${await issueLink(pool, account.id, "email", email)}`;
  mail.post(emailLetter(words, email, account.name, link));
  if (before !== null && before !== email) mail.post(emailLeavesLetter(words, before, account.name));
}

async function linkOf({ pool }: Services, given: unknown) {
  const parsed = token.safeParse(given);
  const link = parsed.success ? await findLink(pool, parsed.data, "email") : null;
  if (!parsed.success || !link) throw linkOver();
  return { token: parsed.data, name: link.name, email: link.email };
}

function confirmAgain(request: Request, response: Response): void {
  const parsed = token.safeParse(request.body?.token);
  if (!parsed.success) throw linkOver();
  response.redirect(303, `/confirm-email?token=${parsed.data}`);
}
