/** One account: all that is known of it, and what may be done about it. */
import { type Request, type Response, Router } from "express";
import { recordOf } from "../../store/audit.ts";
import { huntersOf, lastMovements, readDossier } from "../../store/people.ts";
import { whereabouts } from "../../store/presence.ts";
import { reportsAround } from "../../store/reports.ts";
import { listSessions } from "../../store/sessions.ts";
import { listTokens } from "../../store/tokens.ts";
import { agentInWords } from "../agent.ts";
import type { Services } from "../app.ts";
import type { FormState } from "../form.ts";
import { Refusal } from "../refusal.ts";
import type { AdminPage } from "./office.ts";
import { playerActRoutes } from "./player-acts.ts";
import { staffOf } from "./staff.ts";

const SHOWN = 30;

/** Which act's form was sent back, and how; the report that it was sent for. */
export type Failed = { act: string; form: FormState; report?: string | undefined };
export type ShowPlayer = (
  request: Request,
  response: Response,
  failed: Failed | null,
  status?: number,
) => Promise<void>;

export function playerRoutes(services: Services, show: AdminPage): Router {
  const { pool, redis, catalog } = services;
  const showPlayer: ShowPlayer = async (request, response, failed, status) => {
    const account = await dossierOf(pool, request.params.id);
    const [hunters, record, reports, browsers, tokens, here] = await Promise.all([
      huntersOf(pool, account.id, Date.now()),
      recordOf(pool, account.id, SHOWN),
      reportsAround(pool, account.id, SHOWN),
      listSessions(redis, account.id),
      listTokens(pool, account.id),
      whereabouts(redis, account.id),
    ]);
    const movements = await lastMovements(
      pool,
      hunters.map(({ id }) => id),
      SHOWN,
    );
    const staff = staffOf(response);
    await show(
      request,
      response,
      "admin-player",
      {
        account: staff.role === "operator" ? account : { ...account, email: null },
        hunters,
        record,
        reports,
        browsers: browsers.map(({ agent, ...times }) => ({
          ...times,
          agent: agentInWords(response.locals.words, agent),
        })),
        tokens,
        here,
        movements,
        failed,
        reach: reachOf(staff, account),
        place: (id: string) => catalog.town.places.get(id)?.name ?? id,
      },
      status,
    );
  };
  const router = Router();
  router.get("/admin/players/:id", (request, response) => showPlayer(request, response, null));
  router.use(playerActRoutes(services, showPlayer));
  return router;
}

type Ranked = { id: string; role: string };

/** What the page offers: acts only downwards, and a role to operators, also another's and their own. */
export function reachOf(staff: Ranked, account: Ranked): { acts: boolean; role: boolean } {
  const operator = staff.role === "operator";
  const below = account.role === "player" || (account.role === "moderator" && operator);
  return { acts: below && staff.id !== account.id, role: operator };
}

async function dossierOf(pool: Services["pool"], id: unknown) {
  const digits = String(id);
  const account = /^[1-9]\d{0,17}$/.test(digits) ? await readDossier(pool, digits) : null;
  if (!account) throw new Refusal(404, "No such account", "No account has that number. It may be deleted.");
  return account;
}
