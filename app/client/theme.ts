/** Light or dark: the site's choice, kept in a cookie so that the server draws each page in it at once. */
export const THEMES = ["device", "dark", "light", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

const COOKIE = "__Host-theme";
const YEAR_SECONDS = 31_536_000;

export function themeOf(page: Document): Theme {
  return THEMES.find((theme) => theme === page.documentElement.dataset.theme) ?? "device";
}

export function setTheme(page: Document, theme: Theme): void {
  if (theme === "device") delete page.documentElement.dataset.theme;
  else page.documentElement.dataset.theme = theme;
  const age = theme === "device" ? 0 : YEAR_SECONDS;
  page.cookie = `${COOKIE}=${theme}; Path=/; Secure; SameSite=Lax; Max-Age=${age}`;
}
