/** Where moderators and operators begin: what needs them. */
import { Router } from "express";
import { listStaff } from "../../store/staff.ts";
import type { Services } from "../app.ts";
import { attentionFor, type Lookout } from "./attention.ts";
import { contentServed } from "./content.ts";
import type { AdminPage } from "./office.ts";
import { staffOf } from "./staff.ts";

export function deskRoutes(services: Services, show: AdminPage, lookouts: readonly Lookout[]): Router {
  const router = Router();
  router.get("/admin", async (request, response) => {
    const [attention, colleagues, online, served] = await Promise.all([
      attentionFor(services, staffOf(response).role, lookouts),
      listStaff(services.pool),
      services.online(),
      contentServed(services.redis, Date.now()),
    ]);
    await show(request, response, "admin-desk", { attention, colleagues, online, served });
  });
  return router;
}
