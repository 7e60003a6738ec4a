import { parseCookie } from "cookie";
import type { Request } from "express";
import { THEME_COOKIE, type Theme, themeNamed } from "./themes.ts";

/** What this browser chose; anything else that it sends is as if it had chosen nothing. */
export function themeOf(request: Request): Theme {
  return themeNamed(parseCookie(request.get("cookie") ?? "")[THEME_COOKIE]);
}
