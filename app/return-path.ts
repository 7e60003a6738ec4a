const ANYWHERE = "http://return.invalid";

export const AFTER_LOGIN = "/play";
/** Where to go when the login has called off the account's deletion: it says so. */
export const AFTER_RETURN = "/account?notice=kept";

/** A path of this site to go to after login, or `otherwise`: never another site, whatever was asked for. */
export function returnPath(asked: unknown, otherwise: string): string {
  if (typeof asked !== "string" || !asked.startsWith("/") || asked.length > 200) return otherwise;
  if (!URL.canParse(asked, ANYWHERE)) return otherwise;
  const url = new URL(asked, ANYWHERE);
  // Browsers read //host, /\host and tabs in between as another site; the parser does as they do.
  if (url.origin !== ANYWHERE || url.pathname.startsWith("//")) return otherwise;
  return url.pathname + url.search;
}
