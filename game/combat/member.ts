/** Between a hunter and a member of a fight. */
import type { Catalog } from "../catalog/catalog.ts";
import { bodyOf } from "../hunter/body.ts";
import type { Hunter } from "../hunter/hunter.ts";
import type { Member } from "./fight.ts";

export function memberOf(hunter: Hunter, catalog: Catalog): Member {
  const { sheet } = hunter;
  return {
    id: hunter.id,
    name: hunter.name,
    base: sheet.base ?? "fighter",
    job: sheet.job,
    level: sheet.level,
    hp: sheet.hp,
    mp: sheet.mp,
    afflictions: sheet.afflictions,
    body: bodyOf(hunter, catalog),
  };
}

/** The hunter with what a member has after a round. */
export function withMember(hunter: Hunter, { hp, mp, afflictions }: Member): Hunter {
  return { ...hunter, sheet: { ...hunter.sheet, hp, mp, afflictions } };
}

export const isUp = ({ hp, afflictions }: Pick<Member, "hp" | "afflictions">): boolean =>
  hp > 0 && !afflictions.some(({ status }) => status === "shadow");
