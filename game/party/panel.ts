/** The party as clients draw it. */
import type { Catalog } from "../catalog/catalog.ts";
import { isUp } from "../combat/member.ts";
import { bodyOf } from "../hunter/body.ts";
import type { Hunter } from "../hunter/hunter.ts";
import type { Panel } from "../protocol.ts";
import type { Party } from "./party.ts";

/** Nobody, for who is in no party. */
export function partyPanel(
  party: Party | null,
  hunters: ReadonlyMap<string, Hunter>,
  catalog: Catalog,
): Panel {
  const members = party?.members.flatMap(({ id }) => hunters.get(id) ?? []) ?? [];
  return {
    kind: "party",
    members: members.map((hunter) => ({
      name: hunter.name,
      level: hunter.sheet.level,
      hp: hunter.sheet.hp,
      maxHp: bodyOf(hunter, catalog).values.hp,
      leads: party?.leader === hunter.id,
      note: noteOn(party, hunter),
    })),
  };
}

function noteOn(party: Party | null, { id, sheet }: Hunter): string {
  const gate = party?.gate;
  if (!gate) return party?.ready.includes(id) ? "ready" : "";
  if (!gate.inside.includes(id)) return "outside";
  if (!isUp(sheet)) return "down";
  if (gate.auto.includes(id)) return "auto";
  return gate.acts[id] ? "set" : "";
}
