import { Router } from "express";
import type { ApiDocument } from "../api/document.ts";
import { outlineOf } from "../api/outline.ts";
import type { Services } from "../app.ts";

/** What programs may ask for, to read: made of the document that they read themselves. */
export function apiPageRoutes({ page, siteUrl }: Services, document: ApiDocument): Router {
  const outline = outlineOf(document);
  const router = Router();
  router.get("/api", (request, response) => page(request, response, "api", { outline, siteUrl }));
  return router;
}
