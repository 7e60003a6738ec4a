/** The admin pages: all behind the same door, each area a router of its own. */
import { Router } from "express";
import type { Services } from "../app.ts";
import { announcementRoutes } from "./announcements.ts";
import type { Lookout } from "./attention.ts";
import { auditRoutes } from "./audit.ts";
import { contentLookout } from "./content.ts";
import { deskRoutes } from "./desk.ts";
import { economyLookout, economyRoutes } from "./economy.ts";
import { invitationRoutes } from "./invitations.ts";
import { ledgerRoutes } from "./ledger.ts";
import { monitoringLookout, monitoringRoutes } from "./monitoring.ts";
import { newsRoutes } from "./news.ts";
import { adminPages } from "./office.ts";
import { playerRoutes } from "./player.ts";
import { playersRoutes } from "./players.ts";
import { reportsLookout, reportsRoutes } from "./reports.ts";
import { requireStaff } from "./staff.ts";
import { switchesLookout, switchesRoutes } from "./switches.ts";

/** What the desk asks for things to look at. */
const LOOKOUTS: readonly Lookout[] = [
  switchesLookout,
  reportsLookout,
  contentLookout,
  economyLookout,
  monitoringLookout,
];

/** Routers name their whole paths; what operators alone may open asks for that again with requireStaff. */
export function adminRoutes(services: Services): Router {
  const show = adminPages(services);
  const router = Router();
  router.use("/admin", requireStaff(services.pool, "moderator"));
  router.use(deskRoutes(services, show, LOOKOUTS));
  router.use(playersRoutes(services, show), playerRoutes(services, show), reportsRoutes(services, show));
  router.use(auditRoutes(services, show), announcementRoutes(services, show), newsRoutes(services, show));
  router.use(switchesRoutes(services, show), invitationRoutes(services, show));
  router.use(economyRoutes(services, show), ledgerRoutes(services, show));
  router.use(monitoringRoutes(services, show));
  return router;
}
