/** The record of who did what, page by page. */
import { Router } from "express";
import { readAudit } from "../../store/audit.ts";
import type { Services } from "../app.ts";
import type { AdminPage } from "./office.ts";
import { auditQuery, nextAddress } from "./reading.ts";

const SHOWN = 50;
/** How entries' actions begin, for the list to choose from. */
const ACTIONS = [
  "announce",
  "appoint",
  "ban",
  "claim",
  "grant",
  "invitation",
  "kick",
  "maintenance",
  "mute",
  "news",
  "note",
  "operator",
  "registration",
  "release",
  "report",
  "unban",
  "unmute",
];

export function auditRoutes({ pool }: Services, show: AdminPage): Router {
  const router = Router();
  router.get("/admin/audit", async (request, response) => {
    const query = auditQuery.parse({ ...request.query });
    const found = await readAudit(pool, query, SHOWN + 1);
    const entries = found.slice(0, SHOWN);
    const last = found.length > SHOWN ? entries.at(-1) : undefined;
    const next = last ? nextAddress("/admin/audit", query, last.id) : null;
    await show(request, response, "admin-audit", { entries, query, next, actions: ACTIONS });
  });
  return router;
}
