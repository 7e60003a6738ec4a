/** For tests: a few entries of each kind whose numbers never change. Add what a test needs; change nothing. */
import type { Catalog } from "./catalog/catalog.ts";
import { TEST_BEASTS, TEST_ITEMS, TEST_SKILLS, TEST_THEMES } from "./test-gate-content.ts";

const byId = <T extends { id: string }>(entries: readonly T[]) =>
  new Map(entries.map((one) => [one.id, one]));

export const TEST_CONTENT: Omit<Catalog, "town"> = {
  beasts: byId(TEST_BEASTS),
  items: byId(TEST_ITEMS),
  skills: byId(TEST_SKILLS),
  themes: byId(TEST_THEMES),
  recipes: new Map(),
  quests: new Map(),
  achievements: new Map(),
};
