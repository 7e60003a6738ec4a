import { consume } from "../combat/consume.ts";
import { memberOf, withMember } from "../combat/member.ts";
import { count } from "../hunter/counters.ts";
import { findCarried, isGear, takeCarried } from "../things/pack.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";
import { useInFight } from "./fighting.ts";

/** Uses a carried thing on oneself; in a fight it takes the round. */
export function use(turn: Turn, words: string): Outcome {
  if (turn.hunter.run?.fight) return useInFight(turn, words);
  const { hunter, catalog } = turn;
  const found = findCarried(hunter, catalog, words, { verb: "use", among: "carried" });
  if (!found.ok) return refuse(found.text);
  const { thing, item } = found;
  if (isGear(item)) return refuse(`${item.name} is worn, not used up. equip ${thing.id}`);
  if (!item.use) return refuse(`${item.name} is nothing to use. look ${thing.id} tells what it is for.`);
  if (item.use.escapes)
    return refuse(
      hunter.run
        ? `Nothing holds you here: leave does the same for nothing. Keep the ${item.name} for a fight.`
        : `${item.name} leads out of a gate, and you are outside.`,
    );
  if (item.use.damage || item.use.buff)
    return refuse(`${item.name} is for a fight: keep it until something stands in front of you.`);
  const consumed = consume(memberOf(hunter, catalog), item);
  if (!consumed.ok) return refuse(consumed.text);
  const less = takeCarried(withMember(hunter, consumed.member), thing.id, 1);
  if (!less) return refuse(`The ${item.name} is gone. inventory`);
  const after = count(less, ["used", 1], ["cures", consumed.cures.length]);
  return { hunter: after, text: `${item.use.text}\n${effect(consumed, after)}` };
}

function effect(
  { hp, mp, cures }: { hp: number; mp: number; cures: readonly string[] },
  { sheet }: Turn["hunter"],
): string {
  const parts = [
    ...(hp > 0 ? [`health +${hp} (${sheet.hp})`] : []),
    ...(mp > 0 ? [`mana +${mp} (${sheet.mp})`] : []),
    ...(cures.length > 0 ? [`ended: ${cures.join(", ")}`] : []),
  ];
  return `[System] ${parts.join(" · ")}`;
}
