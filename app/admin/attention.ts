/** What the desk lists first: things that somebody should look at. */

import type { Role } from "../../store/accounts.ts";
import type { Services } from "../app.ts";
import { type Least, suffices } from "./staff.ts";

/** `urgent`: amber rather than a plain line. */
export type Attention = { text: string; path: string; urgent: boolean };
/** One area's look at itself; what can't be asked now says so instead of breaking the desk. */
export type Lookout = { least: Least; look(services: Services): Promise<Attention[]> };

/** All that the lookouts see for that role, the urgent first. */
export async function attentionFor(
  services: Services,
  role: Role,
  lookouts: readonly Lookout[],
): Promise<Attention[]> {
  const seen = await Promise.all(
    lookouts.filter(({ least }) => suffices(role, least)).map(({ look }) => look(services)),
  );
  return seen.flat().sort((a, b) => Number(b.urgent) - Number(a.urgent));
}
