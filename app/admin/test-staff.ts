/** Accounts of each role with a browser that is logged in. */
import type { AccountId, Role } from "../../store/accounts.ts";
import { createAccount } from "../../store/accounts.ts";
import { Browser, PASSWORD, type Testbed } from "../testbed.ts";

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
