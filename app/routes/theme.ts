import { type CookieOptions, type Request, Router } from "express";
import { returnPath } from "../return-path.ts";
import { THEME_COOKIE, THEME_SECONDS, themeNamed } from "../themes.ts";

// The play page's script sets it too, so it is not for the server alone.
const COOKIE: CookieOptions = { path: "/", secure: true, sameSite: "lax", httpOnly: false };

/** The buttons at each page's end. Nothing is anybody's here but the look of one browser, so there is no form token. */
export function themeRoutes(): Router {
  const router = Router();
  router.post("/theme", (request, response) => {
    const theme = themeNamed(request.body?.theme);
    if (theme === "device") response.clearCookie(THEME_COOKIE, COOKIE);
    else response.cookie(THEME_COOKIE, theme, { ...COOKIE, maxAge: THEME_SECONDS * 1_000 });
    response.redirect(303, cameFrom(request));
  });
  return router;
}

/** The page with the button, as the browser names it. */
function cameFrom(request: Request): string {
  const from = request.get("referer") ?? "";
  if (!URL.canParse(from)) return "/";
  const { pathname, search } = new URL(from);
  return returnPath(pathname + search, "/");
}
