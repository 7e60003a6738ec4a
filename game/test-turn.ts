/** For tests: the real content, a fixed small one, a hunter, and a turn of it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Catalog, parseCatalog } from "./catalog/catalog.ts";
import { type Hunter, newHunter } from "./hunter/hunter.ts";
import { TEST_CONTENT } from "./test-content.ts";
import type { Surroundings, Turn } from "./turn.ts";

const CONTENT = join(import.meta.dirname, "content");
let real: Catalog | undefined;
let small: Catalog | undefined;

/** All of game/content, read once. */
export function realCatalog(): Catalog {
  real ??= parseCatalog(
    readdirSync(CONTENT, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".yaml"))
      .sort()
      .map(fileOf),
  );
  return real;
}

/** The real town, and entries that tests rely on (test-content.ts): tuning the content breaks no test of a rule. */
export function testCatalog(): Catalog {
  small ??= { ...parseCatalog([fileOf("town.yaml")]), ...TEST_CONTENT };
  return small;
}

const fileOf = (path: string) => ({ path, text: readFileSync(join(CONTENT, path), "utf8") });

/** A new hunter in the hall, with what `more` says. */
export function testHunter(name: string, more: Partial<Hunter> = {}): Hunter {
  return { ...newHunter({ id: "1", name, role: "player", seed: "5eed" }, "hall"), ...more };
}

/** A turn at noon on a fixed day, with nobody else around unless given. */
export function testTurn(hunter: Hunter, around: Partial<Surroundings> = {}): Turn {
  return {
    hunter,
    catalog: testCatalog(),
    now: Date.UTC(2026, 0, 1, 12),
    around: {
      neighbours: () => [],
      online: () => ({ names: [hunter.name], complete: true }),
      ...around,
    },
  };
}
