import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { verifyLogin } from "../../store/accounts.ts";
import { PASSWORD_MAX } from "../../store/credentials.ts";
import { Throttled } from "../../store/throttle.ts";
import type { Services } from "../app.ts";
import { refusalFrom } from "../errors.ts";
import { EMPTY_FORM, errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { returnPath } from "../return-path.ts";
import { logIn, logOut } from "../session.ts";

const AFTER_LOGIN = "/play";

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
export function loginRoutes({ pool, redis, throttle, page }: Services): Router {
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
    const { name, password } = parsed.data;
    const address = request.ip ?? "";
    try {
      await throttle.admitLogin(name, address);
    } catch (error) {
      if (!(error instanceof Throttled)) throw error;
      response.set("Retry-After", String(refusalFrom(error).retryAfterSeconds));
      return refuse(request, response, { form: error.message }, 429);
    }
    const account = await verifyLogin(pool, name, password);
    if (!account)
      return refuse(request, response, { form: "That name and password don't belong together." }, 401);
    await throttle.loginSucceeded(name, address);
    await logIn(request, redis, account);
    response.redirect(303, returnPath(request.body.next, AFTER_LOGIN));
  });

  router.post("/logout", requireFormToken(toHome), async (request, response) => {
    await logOut(request);
    response.redirect(303, "/?notice=logged-out");
  });
  return router;
}

// Whoever has no session any more is logged out already.
function toHome(request: Request, response: Response): void {
  response.redirect(303, request.session.accountId ? "/account" : "/?notice=logged-out");
}
