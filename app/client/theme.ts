/** Light or dark: the site's choice, kept in a cookie so that the server draws each page in it at once. */
import { THEME_COOKIE, THEME_SECONDS, type Theme, themeNamed } from "../themes.ts";

export function themeOf(page: Document): Theme {
  return themeNamed(page.documentElement.dataset.theme);
}

export function setTheme(page: Document, theme: Theme): void {
  if (theme === "device") delete page.documentElement.dataset.theme;
  else page.documentElement.dataset.theme = theme;
  const age = theme === "device" ? 0 : THEME_SECONDS;
  page.cookie = `${THEME_COOKIE}=${theme}; Path=/; Secure; SameSite=Lax; Max-Age=${age}`;
}
