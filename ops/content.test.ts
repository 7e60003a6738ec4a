import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { examineContent } from "./content.ts";

const ROOT = join(import.meta.dirname, "..");

/** A folder of content with these files, for one test. */
function folderWith(files: Record<string, string>, work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "content-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const TORCH =
  "- {id: my-torch, name: My Torch, kind: material, rarity: common, look: It burns at both ends.}\n";

test("the game's own content is without a problem, and there is much of it", () => {
  const { ok, problems, beasts, places, quests, achievements, folders } = examineContent(ROOT);
  assert.deepEqual(problems, []);
  assert.equal(ok, true);
  assert.ok(beasts >= 40 && places >= 10 && quests > 0 && achievements > 0);
  assert.deepEqual(folders, ["game/content"]);
});

test("an operator's own content is added, folders within folders too", () => {
  folderWith({ "items/mine/torch.yaml": TORCH, "notes.txt": "not content" }, (folder) => {
    const report = examineContent(ROOT, folder);
    assert.deepEqual(report.problems, []);
    assert.equal(report.items, examineContent(ROOT).items + 1);
  });
});

test("what is wrong is named with the operator's own file, line and column", () => {
  const bad = {
    "items/torch.yaml": `${TORCH}- {id: my-torch, name: My Torch, kind: material, rarity: common, look: Two of a kind.}\n`,
    "beasts/empty.yaml": "- {id: nobody}\n",
    "weather/rain.yaml": "- {}\n",
    "items/broken.yaml": "- {id: [\n",
    "items/other.yml": TORCH,
  };
  folderWith(bad, (folder) => {
    const { ok, problems } = examineContent(ROOT, folder);
    assert.equal(ok, false);
    const all = problems.join("\n");
    assert.match(all, /items\/torch\.yaml:2:8: 1\.id: "my-torch" is used twice among the items/);
    assert.match(all, /beasts\/empty\.yaml:1:3: 0\.name/);
    assert.match(all, /weather\/rain\.yaml: content lies in town\.yaml or in a folder named beasts/);
    assert.match(all, /items\/broken\.yaml:\d+:\d+: /);
    assert.match(all, /items\/other\.yml: the name of a content file ends in \.yaml/);
    assert.ok(problems.every((problem) => problem.startsWith(folder)));
  });
});

test("the examples of docs/content.md are good content, each in the file that it names", () => {
  const guide = readFileSync(join(ROOT, "docs/content.md"), "utf8");
  const blocks = [...guide.matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)];
  const files = Object.fromEntries(blocks.map(([, path = "", text = ""]) => [path, text]));
  assert.equal(Object.keys(files).length, 4);
  folderWith(files, (folder) => {
    const { problems, items } = examineContent(ROOT, folder);
    assert.deepEqual(problems, []);
    assert.equal(items, examineContent(ROOT).items + 2);
  });
});

test("a quest that nobody could take or finish is a problem", () => {
  const words =
    "offer: An offer is made., waiting: Not yet., done: It is done., reward: {}, giver: {place: hall, person: oh}";
  const quests = [
    `- {id: chicken, name: Chicken, kind: story, after: [egg], goals: [{counter: "kills:dragon", count: 1, text: Slay it.}], ${words}}`,
    `- {id: egg, name: Egg, kind: story, after: [chicken], goals: [{counter: "bought:egg", count: 1, text: Buy it.}], ${words}}`,
  ];
  const feat = `- {id: feat, name: Feat, counter: "gates:Z", at: 1, reward: {}, text: It is never reached.}`;
  folderWith({ "quests/mine.yaml": quests.join("\n"), "achievements/mine.yaml": feat }, (folder) => {
    const all = examineContent(ROOT, folder).problems.join("\n");
    assert.match(all, /quests\/mine\.yaml:1:\d+: 0\.after: it waits for itself/);
    assert.match(
      all,
      /mine\.yaml:1:\d+: 0\.goals\.0\.counter: "dragon" is nothing that kills are counted of/,
    );
    assert.match(all, /mine\.yaml:2:\d+: 1\.goals\.0\.counter: "bought" is counted as a whole/);
    assert.match(all, /achievements\/mine\.yaml:1:\d+: 0\.counter: "Z" is nothing that gates are counted of/);
  });
});

test("a recipe that would pay is a problem", () => {
  const gold =
    "- {id: gold, name: Gold, kind: material, rarity: common, worth: 500, look: It shines at you.}\n";
  const recipe = "- {id: gold, makes: gold, fee: 10, needs: [{item: rat-tail, count: 1}]}\n";
  folderWith({ "items/gold.yaml": gold, "recipes/gold.yaml": recipe }, (folder) => {
    const { problems } = examineContent(ROOT, folder);
    assert.match(
      problems.join("\n"),
      /recipes\/gold\.yaml:1:21: 0\.makes: the shop would pay 500 for what costs 11/,
    );
  });
});
