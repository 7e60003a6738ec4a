import { type Request, type Response, Router } from "express";
import * as z from "zod";
import { accountsToMail } from "../../store/accounts.ts";
import { newPasswordFor } from "../../store/credentials.ts";
import { findLink, issueLink, resetPassword } from "../../store/one-time-links.ts";
import { revokeEverything } from "../../store/revoke.ts";
import { Throttled } from "../../store/throttle.ts";
import type { Services } from "../app.ts";
import { slowDown } from "../errors.ts";
import { EMPTY_FORM, errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { passwordLetter } from "../letters.ts";
import { OPEN_TOO_LONG } from "../prove-owner.ts";
import { Refusal } from "../refusal.ts";
import { logOut } from "../session.ts";
import { text } from "../texts/said.ts";
import type { Words } from "../texts/words.ts";

const forgotForm = z.object({
  who: z
    .string({ error: "Give your name or your e-mail address." })
    .trim()
    .min(1, "Give your name or your e-mail address.")
    .max(254, "That is too long for a name or an address."),
});
const token = z.string().regex(/^[\w-]{20,100}$/);

/** A forgotten password: a link by mail, or one that the operator makes. */
export function passwordRoutes(services: Services): Router {
  const { pool, page, throttle, mail } = services;
  const show = (request: Request, response: Response, form: FormState, status = 200) =>
    page(request, response, "forgot", { form, mail: mail.enabled }, status);
  const refuse = (request: Request, response: Response, errors: Record<string, string>, status: number) =>
    show(request, response, typedForm(request.body, ["who"], errors), status);
  const tooLong = (request: Request, response: Response) =>
    refuse(request, response, { form: OPEN_TOO_LONG }, 403);

  const router = Router();
  router.get("/forgot", (request, response) => show(request, response, EMPTY_FORM));
  router.post("/forgot", requireFormToken(tooLong), async (request, response) => {
    const parsed = forgotForm.safeParse(request.body);
    if (!parsed.success) return refuse(request, response, errorsByField(parsed.error), 422);
    if (!mail.enabled) return show(request, response, EMPTY_FORM, 409);
    try {
      await throttle.admitMailFrom(request.ip ?? "");
    } catch (error) {
      return refuse(request, response, { form: slowDown(error, response) }, 429);
    }
    // Not waited for: whether there is such an account must not show in the answer, nor in its time.
    services.later(() => sendLinks(services, response.locals.words, parsed.data.who));
    response.redirect(303, "/login?notice=mail-sent");
  });

  const showReset = (request: Request, response: Response, form: FormState, data: object, status = 200) =>
    page(request, response, "reset", { form, ...data }, status);
  router.get("/reset", async (request, response) => {
    const link = await linkOf(services, request.query.token);
    showReset(request, response, EMPTY_FORM, link);
  });
  router.post("/reset", requireFormToken(resetAgain), async (request, response) => {
    const link = await linkOf(services, request.body.token);
    const parsed = z.object({ password: newPasswordFor(link.name) }).safeParse(request.body);
    if (!parsed.success) {
      const form = { values: {}, errors: errorsByField(parsed.error) };
      return showReset(request, response, form, link, 422);
    }
    const owner = await resetPassword(pool, link.token, parsed.data.password);
    if (!owner) throw linkOver();
    await revokeEverything(services, owner.id, response.locals.words.t("account.ended-password"));
    await logOut(request);
    response.redirect(303, "/login?notice=password-reset");
  });
  return router;
}

async function sendLinks(
  { pool, throttle, mail, siteUrl }: Services,
  words: Words,
  who: string,
): Promise<void> {
  for (const { id, name, email } of await accountsToMail(pool, who)) {
    try {
      await throttle.admitMailTo(id);
    } catch (error) {
      // Enough letters for now; whoever asks is not told.
      if (error instanceof Throttled) continue;
      throw error;
    }
    const link = `${siteUrl}/reset?token=${await issueLink(pool, id, "password")}`;
    mail.post(passwordLetter(words, email, name, link));
  }
}

async function linkOf({ pool }: Services, given: unknown): Promise<{ token: string; name: string }> {
  const parsed = token.safeParse(given);
  const link = parsed.success ? await findLink(pool, parsed.data, "password") : null;
  if (!parsed.success || !link) throw linkOver();
  return { token: parsed.data, name: link.name };
}

/** Looking at the page again costs nothing: only a new password uses the link up. */
function resetAgain(request: Request, response: Response): void {
  const parsed = token.safeParse(request.body?.token);
  if (!parsed.success) throw linkOver();
  response.redirect(303, `/reset?token=${parsed.data}`);
}

/** One answer for links that are unknown, used or too old. */
export function linkOver(): Refusal {
  return new Refusal(410, text("refusals.link-over"), text("refusals.link-over-detail"));
}
