/** For tests: a few entries of each kind whose numbers never change. Add what a test needs; change nothing. */
import type { Catalog } from "./catalog/catalog.ts";

export const TEST_CONTENT: Omit<Catalog, "town"> = {
  beasts: new Map(),
  items: new Map(),
  skills: new Map(),
  themes: new Map(),
  recipes: new Map(),
  quests: new Map(),
  achievements: new Map(),
};
