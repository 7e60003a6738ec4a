import { Router } from "express";
import type { Services } from "../app.ts";
import { requireLogin } from "../login-required.ts";
import { allowComputedStyles } from "../security-headers.ts";

export function playRoutes({ page, pool }: Services): Router {
  const router = Router();
  router.get("/play", requireLogin(pool), (request, response) => {
    const styleNonce = allowComputedStyles(response, request.get("host"));
    page(request, response, "play", { styleNonce });
  });
  return router;
}
