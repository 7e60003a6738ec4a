import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ContentError } from "../game/catalog/source.ts";
import { contentFolders, readCatalog } from "./content.ts";

const OURS = join(import.meta.dirname, "../game/content");
const TORCH =
  "- {id: my-torch, name: My Torch, kind: material, rarity: common, look: It burns at both ends.}\n";

/** A place like an image: content/ and the operator's my-content/ beside it, with this file. */
function imageWith(path: string, text: string, work: (ours: string) => void): void {
  const image = mkdtempSync(join(tmpdir(), "image-"));
  try {
    cpSync(OURS, join(image, "content"), { recursive: true });
    mkdirSync(join(image, "my-content", path, ".."), { recursive: true });
    writeFileSync(join(image, "my-content", path), text);
    work(join(image, "content"));
  } finally {
    rmSync(image, { recursive: true });
  }
}

test("an operator's own content, in folders within folders, is read after ours", () => {
  imageWith("items/light/torch.yaml", TORCH, (ours) => {
    const folders = contentFolders(ours);
    assert.equal(folders.length, 2);
    const { items, beasts } = readCatalog(folders);
    assert.equal(items.get("my-torch")?.name, "My Torch");
    assert.ok(beasts.size > 40);
  });
});

test("a problem in it is named with its folder, file, line and column", () => {
  imageWith("items/torch.yaml", TORCH.replace("my-torch", "rat-tail"), (ours) => {
    assert.throws(
      () => readCatalog(contentFolders(ours)),
      (error) =>
        error instanceof ContentError &&
        error.problems.every((problem) =>
          /my-content\/items\/torch\.yaml:1:8: 0\.id: "rat-tail" is used twice/.test(problem),
        ),
    );
  });
});
