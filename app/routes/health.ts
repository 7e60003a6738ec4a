import { Router } from "express";
import type { Readiness } from "../../store/health.ts";

/** The same questions as on the health port, for whoever checks the whole path; reasons stay inside. */
export function healthRoutes(ready: () => Promise<Readiness>): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    response.set("Cache-Control", "no-store").json({ alive: true });
  });
  router.get("/readyz", async (_request, response) => {
    const state = await ready();
    const checks = Object.entries(state.checks).map(([name, outcome]) => [
      name,
      outcome === "ok" ? "ok" : "down",
    ]);
    if (!state.ready) response.set("Retry-After", "5");
    response
      .status(state.ready ? 200 : 503)
      .set("Cache-Control", "no-store")
      .json({ ready: state.ready, checks: Object.fromEntries(checks) });
  });
  return router;
}
