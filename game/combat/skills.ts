/** Which skills a hunter has, and whether one can be used now. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Skill } from "../catalog/schemas.ts";
import type { BaseClass, Job } from "../catalog/words.ts";
import type { Stance } from "./fight.ts";

type Learner = { base: BaseClass | null; job: Job | null; level: number };

const byOwner = new WeakMap<Catalog["skills"], Map<string, Skill[]>>();

/** The skills of a class or a job, by level. */
export function skillsFor(catalog: Catalog, owner: BaseClass | Job): readonly Skill[] {
  let owners = byOwner.get(catalog.skills);
  if (!owners) {
    owners = new Map();
    for (const skill of catalog.skills.values()) {
      const list = owners.get(skill.of) ?? [];
      owners.set(skill.of, [...list, skill]);
    }
    for (const list of owners.values()) list.sort((a, b) => a.level - b.level || a.id.localeCompare(b.id));
    byOwner.set(catalog.skills, owners);
  }
  return owners.get(owner) ?? [];
}

/** What a hunter has learned: of the class and of the job, by level. */
export function skillsOf(catalog: Catalog, { base, job, level }: Learner): Skill[] {
  const own = base ? skillsFor(catalog, base) : [];
  const later = job ? skillsFor(catalog, job) : [];
  return [...own, ...later].filter((skill) => skill.level <= level);
}

/** Whether the hunter has that skill; cheaper than listing all. */
export function knows({ base, job, level }: Learner, skill: Skill): boolean {
  return (skill.of === base || skill.of === job) && skill.level <= level;
}

/** Rounds until it can be used again in `round`; 0: now. */
export function waitFor({ ready }: Stance, skill: string, round: number): number {
  return Math.max(0, (ready[skill] ?? 0) - round);
}
