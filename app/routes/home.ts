import { Router } from "express";
import type { Services } from "../app.ts";

const ROBOTS = "User-agent: *\nDisallow: /account\nDisallow: /play\n";

export function homeRoutes({ page, online }: Services): Router {
  const router = Router();
  router.get("/", async (request, response) => page(request, response, "home", { online: await online() }));
  router.get("/robots.txt", (_request, response) => void response.type("text/plain").send(ROBOTS));
  // Browsers ask for it whatever the page says; the page's own icon is an asset.
  router.get("/favicon.ico", (_request, response) => void response.status(204).end());
  return router;
}
