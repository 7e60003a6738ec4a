import { type Request, type Response, Router } from "express";
import type * as z from "zod";
import { createAccount, NameTaken } from "../../store/accounts.ts";
import { newAccount } from "../../store/credentials.ts";
import { registerGuest } from "../../store/guests.ts";
import { NotInvited, RegistrationClosed } from "../../store/registration.ts";
import { announceRevoked, revokeSessions } from "../../store/sessions.ts";
import type { Services } from "../app.ts";
import { refusalFrom, slowDown } from "../errors.ts";
import { EMPTY_FORM, errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { returnPath } from "../return-path.ts";
import { logIn } from "../session.ts";
import type { Words } from "../texts/words.ts";

const AFTER_REGISTRATION = "/play";

export function registerRoutes({ pool, redis, throttle, page, mail, switches }: Services): Router {
  const show = async (request: Request, response: Response, form: FormState, status = 200) => {
    const next = returnPath(request.body?.next ?? request.query.next, AFTER_REGISTRATION);
    const { registration } = await switches();
    page(request, response, "register", { form, next, mail: mail.enabled, registration }, status);
  };
  const refuse = (request: Request, response: Response, errors: Record<string, string>, status: number) =>
    show(request, response, typedForm(request.body, ["name", "email", "invitation"], errors), status);
  const tokenMissing = (request: Request, response: Response) =>
    refuse(request, response, { form: "This page was open too long. Nothing was sent; try once more." }, 403);

  /** The guest's account with its hunter; null for who is none. The game goes on under the new name. */
  const fromGuest = async ({ session }: Request, words: Words, data: z.infer<typeof newAccount>) => {
    const { accountId, guest } = session;
    const account = accountId && guest ? await registerGuest(pool, accountId, data) : null;
    if (!account) return null;
    await revokeSessions(redis, account.id);
    await announceRevoked(redis, account.id, words.t("register.game-ends"));
    return account;
  };

  const router = Router();
  router.get("/register", (request, response) => {
    if (request.session.accountId && !request.session.guest)
      return response.redirect(303, AFTER_REGISTRATION);
    return show(request, response, EMPTY_FORM);
  });

  router.post("/register", requireFormToken(tokenMissing), async (request, response) => {
    const parsed = newAccount.safeParse(request.body ?? {});
    if (!parsed.success) return refuse(request, response, errorsByField(parsed.error), 422);
    const { words } = response.locals;
    try {
      await throttle.admitRegistration(request.ip ?? "");
      const account =
        (await fromGuest(request, words, parsed.data)) ?? (await createAccount(pool, parsed.data));
      await logIn(request, redis, account);
    } catch (error) {
      if (error instanceof NameTaken)
        return refuse(request, response, { name: words.t("register.taken", parsed.data) }, 409);
      if (error instanceof NotInvited)
        return refuse(request, response, { invitation: error.message }, refusalFrom(error).status);
      if (error instanceof RegistrationClosed)
        return refuse(request, response, { form: error.message }, refusalFrom(error).status);
      return refuse(request, response, { form: slowDown(error, response) }, 429);
    }
    response.redirect(303, returnPath(request.body.next, AFTER_REGISTRATION));
  });
  return router;
}
