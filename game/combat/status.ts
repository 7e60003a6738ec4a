/** Statuses: how they take hold, what they do each round, how they end. */
import type { Inflicts } from "../catalog/schemas.ts";
import type { Status } from "../catalog/words.ts";
import type { Affliction } from "../hunter/hunter.ts";
import type { Random } from "../random.ts";
import { BURN_SHARE, POISON_SHARE, STATUS_ROUNDS } from "./tuning.ts";

export const has = (afflictions: readonly Affliction[], status: Status): boolean => {
  for (const one of afflictions) if (one.status === status) return true;
  return false;
};

/** With the status for so many rounds; the longer one counts where it was there already. */
export function afflict(
  afflictions: readonly Affliction[],
  status: Status,
  rounds: number | null = STATUS_ROUNDS[status],
): readonly Affliction[] {
  const known = afflictions.find((one) => one.status === status);
  const longer = !known || (known.rounds !== null && (rounds === null || rounds > known.rounds));
  if (!longer) return afflictions;
  return [...afflictions.filter((one) => one.status !== status), { status, rounds }];
}

/** Without those statuses. */
export function cured(
  afflictions: readonly Affliction[],
  statuses: readonly Status[],
): readonly Affliction[] {
  const left = afflictions.filter(({ status }) => !statuses.includes(status));
  return left.length === afflictions.length ? afflictions : left;
}

/** Whether it takes, against a resistance of 0–1. */
export function takes({ chance }: Inflicts, resistance: number, random: Random): boolean {
  return random.chance(chance * (1 - resistance));
}

/** A round passes: what still lasts, and what ended. */
export function passed(afflictions: readonly Affliction[]): {
  afflictions: readonly Affliction[];
  ended: readonly Status[];
} {
  if (afflictions.length === 0) return { afflictions, ended: [] };
  const after: Affliction[] = [];
  const ended: Status[] = [];
  for (const { status, rounds } of afflictions) {
    if (rounds === null) after.push({ status, rounds });
    else if (rounds > 1) after.push({ status, rounds: rounds - 1 });
    else ended.push(status);
  }
  return { afflictions: after, ended };
}

/** Shares of full health that statuses cost each round. */
export const HURTS: readonly (readonly [Status, number])[] = [
  ["burn", BURN_SHARE],
  ["poisoned", POISON_SHARE],
];

/** Each status in one sentence, for the sheet, the clinic and help. */
export const STATUS_HELP: Record<Status, string> = {
  burn: "costs 4 % of your health a round; a chill antidote ends it",
  poisoned: "costs 2.5 % of your health a round; a cleansing antidote ends it",
  frozen: "halves speed and evasion; a flame antidote ends it",
  feared: "halves accuracy; a shilajit antidote ends it",
  confused: "three blows in ten go astray; a shilajit antidote ends it",
  dismembered: "halves your damage until it is cured: regenerate salve, or a healer's Regenerate",
  decapitated: "is death; only a resurrection potion undoes it",
  shadow: "lets you do nothing while it lasts; a resurrection potion ends it",
};
