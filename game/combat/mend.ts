/** A skill that mends, with nothing to fight: on oneself, for mana. */
import type { Skill } from "../catalog/schemas.ts";
import type { Status } from "../catalog/words.ts";
import { healing } from "./act.ts";
import type { Member } from "./fight.ts";
import { cured, has } from "./status.ts";

export type Mended =
  | { ok: true; member: Member; hp: number; cures: readonly Status[] }
  | { ok: false; text: string };

/** The member after it; a sentence where it can't be done or would change nothing. Mana is what limits it here. */
export function mend(member: Member, skill: Skill): Mended {
  const mends = skill.target !== "beast" && skill.target !== "all-beasts" && (skill.heals || skill.cures);
  if (!mends) return { ok: false, text: `${skill.name} is for a fight: there is nothing in front of you.` };
  if (member.mp < skill.mp)
    return { ok: false, text: `${skill.name} needs ${skill.mp} mana, you have ${member.mp}.` };
  const { values } = member.body;
  const hp = Math.min(
    values.hp - member.hp,
    Math.round(values.hp * (skill.heals ?? 0) * healing({ is: member })),
  );
  const cures = (skill.cures ?? []).filter((status) => has(member.afflictions, status));
  if (hp <= 0 && cures.length === 0) return { ok: false, text: `${skill.name} would change nothing now.` };
  const afflictions = cured(member.afflictions, cures);
  return {
    ok: true,
    member: { ...member, hp: member.hp + hp, mp: member.mp - skill.mp, afflictions },
    hp,
    cures,
  };
}
