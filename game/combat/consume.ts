/** What using a consumable does to a member: in a fight by the round, outside by `use`. Pure; the pack is the caller's. */
import type { Item } from "../catalog/schemas.ts";
import type { Status } from "../catalog/words.ts";
import type { Member } from "./fight.ts";
import { cured, has } from "./status.ts";

export type Consumed =
  | { ok: true; member: Member; hp: number; mp: number; cures: readonly Status[]; revived: boolean }
  /** One sentence on why nothing would happen: the item is kept. */
  | { ok: false; text: string };

/**
 * The member after the item's `use`: health, mana, cures and waking the dead. What needs a beast or a gate (damage,
 * buffs in a fight, escapes) is not done here. Refused where it would do nothing, so that no item is wasted.
 */
export function consume(member: Member, item: Item): Consumed {
  const { use } = item;
  if (!use) return { ok: false, text: `${item.name} is nothing to use up.` };
  if (item.level > member.level)
    return {
      ok: false,
      text: `${item.name} is for level ${item.level}; ${whose(member)} is ${member.level}.`,
    };
  const dead = member.hp <= 0;
  if (dead && use.revives === undefined)
    return { ok: false, text: `${item.name} does nothing for the dead.` };
  if (!dead && use.revives !== undefined && !use.cures?.some((status) => has(member.afflictions, status)))
    return { ok: false, text: `${item.name} is for the dead.` };
  if (dead && has(member.afflictions, "decapitated") && !use.cures?.includes("decapitated"))
    return { ok: false, text: `${item.name} can't put a head back. A higher one can.` };
  return taken(member, item, dead);
}

function taken(member: Member, item: Item, dead: boolean): Consumed {
  const use = item.use ?? { text: "" };
  const { values } = member.body;
  const cures = (use.cures ?? []).filter((status) => has(member.afflictions, status));
  const from = dead ? Math.max(1, Math.round(values.hp * (use.revives ?? 0))) : member.hp;
  const hp = Math.min(values.hp, from + Math.round(values.hp * (use.hp ?? 0)));
  const mp = Math.min(values.mp, member.mp + Math.round(values.mp * (use.mp ?? 0)));
  const after = { ...member, hp, mp, afflictions: cured(member.afflictions, cures) };
  const other = use.damage !== undefined || use.buff !== undefined || use.escapes !== undefined;
  if (hp === member.hp && mp === member.mp && cures.length === 0 && !other)
    return { ok: false, text: `${item.name} would change nothing now.` };
  return { ok: true, member: after, hp: hp - member.hp, mp: mp - member.mp, cures, revived: dead };
}

const whose = ({ name }: Member) => name;
