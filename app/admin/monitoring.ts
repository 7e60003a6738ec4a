/** How the stack is, on one page that keeps itself fresh and works without a script. */
import { Router } from "express";
import type { Services } from "../app.ts";
import { checklist, troubles, verdict } from "../monitoring/checklist.ts";
import { serviceRows } from "../monitoring/services.ts";
import type { Lookout } from "./attention.ts";
import type { AdminPage } from "./office.ts";
import { requireStaff } from "./staff.ts";

export function monitoringRoutes(services: Services, show: AdminPage): Router {
  const { pool, fragment } = services;
  const router = Router();
  router.use("/admin/monitoring", requireStaff(pool, "operator"));
  router.get("/admin/monitoring", async (request, response) => {
    await show(request, response, "admin-monitoring", await state(services));
  });
  router.get("/admin/monitoring/live", async (_request, response) => {
    response.json({ html: fragment(response.locals.words, "admin-vitals", await state(services)) });
  });
  return router;
}

/** What is wrong with the stack, for the desk. */
export const monitoringLookout: Lookout = {
  least: "operator",
  async look({ vitals }) {
    return troubles(checklist(await vitals())).map(({ name, level, text }) => ({
      text: `${name}: ${text}`,
      path: "/admin/monitoring",
      urgent: level === "fail",
    }));
  },
};

async function state({ vitals: read, online }: Services) {
  const [vitals, players] = await Promise.all([read(), online().catch(() => null)]);
  const checks = checklist(vitals);
  return {
    vitals,
    slow: vitals.postgres.ok ? vitals.postgres.found.slow : null,
    online: players,
    rows: serviceRows(vitals),
    checks,
    verdict: verdict(checks),
    wrong: troubles(checks).length > 0,
  };
}
