/** The five base classes, and the jobs that they lead to. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Item } from "../catalog/schemas.ts";
import { BASE_CLASSES, type BaseClass, type Job } from "../catalog/words.ts";
import { counted } from "./counters.ts";
import type { Hunter } from "./hunter.ts";

/** What a newcomer reads before choosing. */
export const CLASS_HELP: Record<BaseClass, string> = {
  fighter: "Most health, thick armour. Forgives a misread beast.",
  mage: "Least health, most mana. The right element is worth half as much again.",
  assassin: "Fast and hard to hit. Criticals, and stopping what a beast has begun.",
  archer: "Strong single shots. Marks a beast, then finishes it.",
  healer: "Mends, cures, and shines on what stands open. Alone slower, never dry.",
};

/** The jobs of each class, and from which level; the Shadow Monarch is open to all who did what it takes. */
export const JOBS_OF: Record<BaseClass, readonly Job[]> = {
  fighter: ["berserker", "paladin"],
  mage: ["archmage", "elementalist"],
  assassin: ["shadow", "duelist"],
  archer: ["ranger", "sniper"],
  healer: ["priest", "exorcist"],
};
export const JOB_LEVEL = 50;
/** From here on a hunter may change into the class's other job. */
export const OTHER_JOB_LEVEL = 100;
export const MONARCH = { level: 100, gates: 100, bosses: 50 };

/** The class whose name begins so; undefined when none or several do. */
export function classNamed(words: string): BaseClass | undefined {
  const found = BASE_CLASSES.filter((base) => base.startsWith(words));
  return found.length === 1 ? found[0] : undefined;
}

/** Why this hunter can't take that job, in one sentence; null when it can. */
export function canTakeJob(hunter: Hunter, job: Job): string | null {
  const { base, level, job: now } = hunter.sheet;
  if (!base) return "Choose a class first: become";
  if (now === job) return `You are a ${jobName(job)} already.`;
  if (job === "shadow-monarch") return monarchProblem(hunter);
  if (!JOBS_OF[base].includes(job)) return `A ${base} becomes ${JOBS_OF[base].map(jobName).join(" or ")}.`;
  const least = now === null ? JOB_LEVEL : OTHER_JOB_LEVEL;
  if (level < least)
    return `${now === null ? "A" : "Another"} job asks for level ${least}; you are level ${level}.`;
  return null;
}

/** The hunter in that job. Job quests call it when they are done; `canTakeJob` is theirs to ask first. */
export function takeJob(hunter: Hunter, job: Job): Hunter {
  return { ...hunter, sheet: { ...hunter.sheet, job } };
}

function monarchProblem(hunter: Hunter): string | null {
  const { level } = hunter.sheet;
  const done =
    level >= MONARCH.level &&
    counted(hunter, "gates") >= MONARCH.gates &&
    counted(hunter, "kills:boss") >= MONARCH.bosses;
  return done ? null : "Nothing answers. Whatever it wants, you have not done it yet.";
}

/** `Shadow Monarch` */
export const jobName = (job: Job): string =>
  job
    .split("-")
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join(" ");

/** The weapon that the Association lends a newcomer: bound, of that class, the plainest; undefined in empty content. */
export function starterWeapon(catalog: Catalog, base: BaseClass): Item | undefined {
  const weapons = [...catalog.items.values()].filter(
    ({ kind, level, classes }) => kind === "weapon" && level === 1 && (!classes || classes.includes(base)),
  );
  weapons.sort((a, b) => Number(b.bound) - Number(a.bound) || a.worth - b.worth || a.id.localeCompare(b.id));
  return weapons[0];
}
