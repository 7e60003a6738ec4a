/** Accounts of each role with a browser that is logged in. */
import type { AccountId, Role } from "../../store/accounts.ts";
import { createAccount } from "../../store/accounts.ts";
import { type Answer, Browser, PASSWORD, type Testbed } from "../testbed.ts";

export type Worker = { browser: Browser; id: AccountId; name: string };

let addresses = 0;

/** A new account of that role, logged in from an address of its own. */
export async function worker(bed: Testbed, name: string, role: Role): Promise<Worker> {
  const { id } = await createAccount(bed.pool, { name, password: PASSWORD });
  await bed.pool.query("UPDATE accounts SET role = $2 WHERE id = $1", [id, role]);
  const browser = new Browser(bed.url, `192.0.2.${++addresses}`);
  await browser.submit("/login", { name, password: PASSWORD });
  return { browser, id, name };
}

/** The hidden fields of the form with that action, as its page gave them. */
export function hiddenOf(html: string, action: string): Record<string, string> {
  const form = html.split(`action="${action}"`)[1]?.split("</form>")[0];
  if (form === undefined) throw new Error(`no form for ${action}`);
  const fields = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
}

/** Opens the page, fills in the form of that action, and sends it. */
export async function send(
  { browser }: Worker,
  page: string,
  action: string,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const { text } = await browser.get(page);
  return browser.post(action, { ...hiddenOf(text, action), ...fields });
}
