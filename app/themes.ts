/** The site's colours: as the device wants them, or as the visitor chose in this browser. The play page knows them too. */
export const THEMES = ["device", "dark", "light", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

/** Not of the session: the choice is the browser's, before and after a log-in. */
export const THEME_COOKIE = "__Host-theme";
export const THEME_SECONDS = 31_536_000;

export function themeNamed(name: unknown): Theme {
  return THEMES.find((theme) => theme === name) ?? "device";
}
