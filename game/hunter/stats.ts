/** What each stat does: the numbers that the rules use, and the sentences that the help prints of them. */
import type { BaseClass, Stat } from "../catalog/words.ts";

/** Points of a value for each point of a stat. */
export const HP_OF_VITALITY = 6;
export const HP_OF_STRENGTH = 2;
export const DEFENSE_OF_VITALITY = 0.5;
export const DEFENSE_OF_INTELLIGENCE = 0.35;
export const MP_OF_INTELLIGENCE = 2;
export const SPEED_OF_AGILITY = 0.8;
/** Attack for each point of strength or agility, and magic for each point of intelligence, by class. */
export const HAND_OF: Record<BaseClass, { strength: number; agility: number; intelligence: number }> = {
  fighter: { strength: 1, agility: 0, intelligence: 0.6 },
  mage: { strength: 0.3, agility: 0, intelligence: 1 },
  assassin: { strength: 0.5, agility: 0.7, intelligence: 0.5 },
  archer: { strength: 0.2, agility: 0.9, intelligence: 0.5 },
  healer: { strength: 0.4, agility: 0, intelligence: 1 },
};

/** Half of the most is reached at `half` points: more always helps, and never without end. */
type Growing = { most: number; half: number };
/** Percent points. */
export const ACCURACY_OF_AGILITY: Growing = { most: 24, half: 150 };
export const EVASION_OF_AGILITY: Growing = { most: 20, half: 150 };
export const CRITICAL_OF_LUCK: Growing = { most: 30, half: 150 };
/** Shares. */
export const RESISTANCE_OF_VITALITY: Growing = { most: 0.6, half: 150 };
export const FINDS_OF_LUCK: Growing = { most: 1, half: 150 };

/** What `points` of a stat give of something that grows to a most. */
export function grown({ most, half }: Growing, points: number): number {
  return (most * points) / (points + half);
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
const growing = ({ most, half }: Growing, unit: string) =>
  `up to ${most}${unit}, half of it at ${half} points`;

/** One sentence a stat, with its numbers. */
export const STAT_HELP: Record<Stat, string> = {
  strength: `Attack, by class: ${handOf("strength")} a point. Health ${HP_OF_STRENGTH} a point.`,
  agility: `Attack, by class: ${handOf("agility")} a point. Speed ${SPEED_OF_AGILITY} a point: the faster strikes first. Accuracy ${growing(ACCURACY_OF_AGILITY, " %")}; evasion ${growing(EVASION_OF_AGILITY, " %")}. Traps.`,
  vitality: `Health ${HP_OF_VITALITY} and defense ${DEFENSE_OF_VITALITY} a point. Statuses take less often, by up to ${percent(RESISTANCE_OF_VITALITY.most)}, half of it at ${RESISTANCE_OF_VITALITY.half} points.`,
  intelligence: `Magic, by class: ${handOf("intelligence")} a point. Mana ${MP_OF_INTELLIGENCE} and defense ${DEFENSE_OF_INTELLIGENCE} a point.`,
  luck: `Criticals ${growing(CRITICAL_OF_LUCK, " %")}. What beasts leave: up to ${percent(FINDS_OF_LUCK.most)} of the extra that luck can find, half of it at ${FINDS_OF_LUCK.half} points.`,
};

function handOf(stat: "strength" | "agility" | "intelligence"): string {
  return Object.entries(HAND_OF)
    .filter(([, hand]) => hand[stat] > 0)
    .map(([base, hand]) => `${base} ${hand[stat]}`)
    .join(", ");
}
