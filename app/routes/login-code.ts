import { type Request, type Response, Router } from "express";
import * as z from "zod";
import { findAccount } from "../../store/accounts.ts";
import { keepAccount } from "../../store/deletion.ts";
import { proveCode } from "../../store/login.ts";
import type { Services } from "../app.ts";
import { slowDown } from "../errors.ts";
import { EMPTY_FORM, errorsByField, type FormState } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { AFTER_LOGIN, AFTER_RETURN, returnPath } from "../return-path.ts";
import { halfwayAccount, logIn } from "../session.ts";

const CODE_MOST = 40;

/** A code of an authenticator app, or a recovery code: what is wrong with it is only known by trying. */
export const codeForm = z.object({
  code: z
    .string({ error: "Give the code." })
    .trim()
    .min(1, "Give the code.")
    .max(CODE_MOST, "No code is that long."),
});

/** The second step of a login: the code, after the password was right. */
export function loginCodeRoutes({ pool, redis, throttle, page }: Services): Router {
  const show = (request: Request, response: Response, form: FormState, status = 200) => {
    const next = returnPath(request.body?.next ?? request.query.next, AFTER_LOGIN);
    page(request, response, "login-code", { form, next }, status);
  };
  const refuse = (request: Request, response: Response, errors: Record<string, string>, status: number) =>
    show(request, response, { values: {}, errors }, status);
  const startAgain = (_request: Request, response: Response) => response.redirect(303, "/login");

  const router = Router();
  router.get("/login/code", (request, response) => {
    if (halfwayAccount(request) === null) return startAgain(request, response);
    show(request, response, EMPTY_FORM);
  });

  router.post("/login/code", requireFormToken(startAgain), async (request, response) => {
    const id = halfwayAccount(request);
    const account = id === null ? null : await findAccount(pool, id);
    if (!account) return startAgain(request, response);
    const parsed = codeForm.safeParse(request.body);
    if (!parsed.success) return refuse(request, response, errorsByField(parsed.error), 422);
    try {
      if (!(await proveCode(pool, throttle, account.id, parsed.data.code)))
        return refuse(request, response, { code: "That code isn't good, or was used already." }, 401);
    } catch (error) {
      return refuse(request, response, { form: slowDown(error, response) }, 429);
    }
    const kept = await keepAccount(pool, account.id);
    await logIn(request, redis, account);
    response.redirect(303, kept ? AFTER_RETURN : returnPath(request.body.next, AFTER_LOGIN));
  });
  return router;
}
