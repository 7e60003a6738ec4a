import { type Request, type Response, Router } from "express";
import * as z from "zod";
import { readProfile } from "../../store/accounts.ts";
import { revokeBrowser, revokeClient, revokeEverything } from "../../store/revoke.ts";
import { listSessions } from "../../store/sessions.ts";
import { listTokens } from "../../store/tokens.ts";
import { agentInWords } from "../agent.ts";
import type { Services } from "../app.ts";
import { requireFormToken } from "../form-token.ts";
import { requireLogin } from "../login-required.ts";
import { Refusal } from "../refusal.ts";
import { logOut } from "../session.ts";
import { text } from "../texts/said.ts";
import { deletionRoutes } from "./account-deletion.ts";
import { emailRoutes } from "./account-email.ts";
import { exportRoutes } from "./account-export.ts";
import { accountPasswordRoutes } from "./account-password.ts";
import { accountTokenRoutes } from "./account-tokens.ts";
import { secondFactorRoutes } from "./second-factor.ts";

const tokenForm = z.object({ id: z.string().regex(/^\d{1,18}$/) });
const browserForm = z.object({ mark: z.string().regex(/^browser:[\w-]{22}$/) });

/** The account page, which lists logins and ends them, and the pages that it leads to. */
export function accountRoutes(services: Services): Router {
  const { pool, redis, page } = services;
  const guard = [requireLogin(pool), requireFormToken(openTooLong)];

  const router = Router();
  router.get("/account", requireLogin(pool), async (request, response) => {
    const account = response.locals.account!;
    const [profile, tokens, sessions] = await Promise.all([
      readProfile(pool, account.id),
      listTokens(pool, account.id),
      listSessions(redis, account.id),
    ]);
    const browsers = sessions.map(({ sid, agent, ...times }) => {
      return { ...times, agent: agentInWords(response.locals.words, agent), here: sid === request.sessionID };
    });
    page(request, response, "account", { account, profile, tokens, browsers });
  });

  router.post("/account/browsers/revoke", guard, async (request: Request, response: Response) => {
    const parsed = browserForm.safeParse(request.body);
    if (!parsed.success)
      throw new Refusal(422, text("refusals.no-browser"), text("refusals.no-browser-detail"));
    await revokeBrowser(services, response.locals.account!.id, parsed.data.mark);
    response.redirect(303, "/account?notice=browser-revoked");
  });

  router.post("/account/tokens/revoke", guard, async (request: Request, response: Response) => {
    const parsed = tokenForm.safeParse(request.body);
    if (!parsed.success)
      throw new Refusal(422, text("refusals.no-client"), text("refusals.no-client-detail"));
    await revokeClient(services, response.locals.account!.id, parsed.data.id);
    response.redirect(303, "/account?notice=token-revoked");
  });

  router.post("/account/log-out-everywhere", guard, async (request: Request, response: Response) => {
    await revokeEverything(
      services,
      response.locals.account!.id,
      response.locals.words.t("account.ended-everywhere"),
    );
    await logOut(request);
    response.redirect(303, "/login?notice=everywhere");
  });
  router.use(accountPasswordRoutes(services), emailRoutes(services), secondFactorRoutes(services));
  router.use(accountTokenRoutes(services), exportRoutes(services), deletionRoutes(services));
  return router;
}

function openTooLong(): never {
  throw new Refusal(403, text("refusals.open-too-long"), text("refusals.open-too-long-detail"));
}
