import { Router } from "express";
import type { Services } from "../app.ts";
import { requireLogin } from "../login-required.ts";
import { allowComputedStyles } from "../security-headers.ts";
import { perLanguage } from "../texts/per-language.ts";

export function playRoutes({ page, pool }: Services): Router {
  const textsIn = perLanguage((words) => asData(words.area("play-script")));
  const router = Router();
  router.get("/play", requireLogin(pool), (request, response) => {
    const styleNonce = allowComputedStyles(response, request.get("host"));
    page(request, response, "play", { styleNonce, texts: textsIn(response.locals.words) });
  });
  return router;
}

/** JSON within a page: nothing in it can end its element. */
const asData = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
