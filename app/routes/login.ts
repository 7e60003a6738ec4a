import { type Request, type Response, Router } from "express";
import * as z from "zod";
import { PASSWORD_MAX } from "../../store/credentials.ts";
import { attemptLogin } from "../../store/login.ts";
import { endGameOf } from "../../store/revoke.ts";
import { sessionMark } from "../../store/sessions.ts";
import type { Services } from "../app.ts";
import { slowDown } from "../errors.ts";
import { EMPTY_FORM, errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { AFTER_LOGIN, AFTER_RETURN, returnPath } from "../return-path.ts";
import { goHalfway, logIn, logOut } from "../session.ts";
import { loginCodeRoutes } from "./login-code.ts";

const loginForm = z.object({
  name: z
    .string({ error: "Give your name." })
    .trim()
    .min(1, "Give your name.")
    .max(64, "No name is that long."),
  password: z
    .string({ error: "Give your password." })
    .min(1, "Give your password.")
    .max(PASSWORD_MAX * 2, "No password is that long."),
});

/** The form's page of its own, also for what is wrong with it. */
export function loginRoutes(services: Services): Router {
  const { pool, redis, throttle, page } = services;
  const show = (request: Request, response: Response, form: FormState, status = 200) => {
    const next = returnPath(request.body?.next ?? request.query.next, AFTER_LOGIN);
    page(request, response, "login", { form, next }, status);
  };
  const refuse = (request: Request, response: Response, errors: Record<string, string>, status: number) =>
    show(request, response, typedForm(request.body, ["name"], errors), status);
  const tokenMissing = (request: Request, response: Response) =>
    refuse(request, response, { form: "This page was open too long. Nothing was sent; try once more." }, 403);

  const router = Router();
  router.get("/login", (request, response) => {
    if (request.session.accountId) return response.redirect(303, returnPath(request.query.next, AFTER_LOGIN));
    show(request, response, EMPTY_FORM);
  });

  router.post("/login", requireFormToken(tokenMissing), async (request, response) => {
    const parsed = loginForm.safeParse(request.body);
    if (!parsed.success) return refuse(request, response, errorsByField(parsed.error), 422);
    const next = returnPath(request.body.next, AFTER_LOGIN);
    try {
      const outcome = await attemptLogin(pool, throttle, { ...parsed.data, address: request.ip ?? "" });
      if (outcome.result === "wrong")
        return refuse(request, response, { form: "That name and password don't belong together." }, 401);
      if (outcome.result === "banned") return refuse(request, response, { form: outcome.text }, 403);
      if (outcome.result === "code") {
        await goHalfway(request, outcome.account.id);
        return response.redirect(303, `/login/code?next=${encodeURIComponent(next)}`);
      }
      await logIn(request, redis, outcome.account);
      response.redirect(303, outcome.kept ? AFTER_RETURN : next);
    } catch (error) {
      refuse(request, response, { form: slowDown(error, response) }, 429);
    }
  });

  router.post("/logout", requireFormToken(toHome), async (request, response) => {
    const { accountId } = request.session;
    const mark = sessionMark(request.sessionID);
    await logOut(request);
    if (accountId) await endGameOf(services, accountId, mark);
    response.redirect(303, "/?notice=logged-out");
  });
  router.use(loginCodeRoutes(services));
  return router;
}

// Whoever has no session any more is logged out already.
function toHome(request: Request, response: Response): void {
  response.redirect(303, request.session.accountId ? "/account" : "/?notice=logged-out");
}
