import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { type Account, changePassword, verifyLogin } from "../../store/accounts.ts";
import { newPasswordFor } from "../../store/credentials.ts";
import { announceRevoked, listSessions, revokeSessions } from "../../store/sessions.ts";
import { Throttled } from "../../store/throttle.ts";
import { listTokens, revokeAllTokens, revokeTokenById } from "../../store/tokens.ts";
import type { Services } from "../app.ts";
import { refusalFrom } from "../errors.ts";
import { EMPTY_FORM, errorsByField, type FormState } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { requireLogin } from "../login-required.ts";
import { Refusal } from "../refusal.ts";
import { logIn, logOut } from "../session.ts";

const tokenForm = z.object({ id: z.string().regex(/^\d{1,18}$/) });

export function accountRoutes(services: Services): Router {
  const { pool, redis, page } = services;
  const show = async (request: Request, response: Response, form: FormState, status = 200) => {
    const account = response.locals.account!;
    const [tokens, sessions] = await Promise.all([
      listTokens(pool, account.id),
      listSessions(redis, account.id),
    ]);
    const browsers = sessions.map(({ sid, loggedInAt }) => ({ loggedInAt, here: sid === request.sessionID }));
    page(request, response, "account", { account, tokens, browsers, form }, status);
  };
  const guard = [requireLogin(pool), requireFormToken(openTooLong)];

  const router = Router();
  router.get("/account", requireLogin(pool), (request, response) => show(request, response, EMPTY_FORM));

  router.post("/account/password", guard, async (request: Request, response: Response) => {
    const account = response.locals.account!;
    const { errors, status, password } = await checkPasswords(services, account, request);
    if (errors) return show(request, response, { values: {}, errors }, status);
    // Before, so that a Redis that is away leaves all as it was; after, for who logged in meanwhile.
    await revokeSessions(redis, account.id, request.sessionID);
    await changePassword(pool, account.id, password);
    await revokeAllTokens(pool, account.id);
    await revokeSessions(redis, account.id);
    await announceRevoked(redis, account.id, "The password was changed.");
    await logIn(request, redis, account);
    response.redirect(303, "/account?notice=password-changed");
  });

  router.post("/account/tokens/revoke", guard, async (request: Request, response: Response) => {
    const parsed = tokenForm.safeParse(request.body);
    if (!parsed.success) throw new Refusal(422, "No such client", "That terminal client isn't on your list.");
    await revokeTokenById(pool, response.locals.account!.id, parsed.data.id);
    response.redirect(303, "/account?notice=token-revoked");
  });

  router.post("/account/log-out-everywhere", guard, async (request: Request, response: Response) => {
    const { id } = response.locals.account!;
    await revokeAllTokens(pool, id);
    await revokeSessions(redis, id);
    await announceRevoked(redis, id, "You logged out everywhere.");
    await logOut(request);
    response.redirect(303, "/login?notice=everywhere");
  });
  return router;
}

type Checked =
  | { errors: Record<string, string>; status: number; password?: never }
  | { errors: null; status?: never; password: string };

/** The old password is guessed no faster here than at the login page. */
async function checkPasswords(
  { pool, throttle }: Services,
  account: Account,
  request: Request,
): Promise<Checked> {
  const form = z.object({
    current: z
      .string({ error: "Give your current password." })
      .min(1, "Give your current password.")
      .max(400),
    password: newPasswordFor(account.name),
  });
  const parsed = form.safeParse(request.body);
  if (!parsed.success) return { errors: errorsByField(parsed.error), status: 422 };
  const address = request.ip ?? "";
  try {
    await throttle.admitLogin(account.name, address);
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    return { errors: { current: error.message }, status: refusalFrom(error).status };
  }
  if (!(await verifyLogin(pool, account.name, parsed.data.current)))
    return { errors: { current: "That is not your current password." }, status: 422 };
  await throttle.loginSucceeded(account.name, address);
  return { errors: null, password: parsed.data.password };
}

function openTooLong(): never {
  throw new Refusal(
    403,
    "Open too long",
    "The page was open too long, so nothing was done. Open it anew and try again.",
  );
}
