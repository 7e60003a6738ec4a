// Pulumi's passphrase provider writes a line `encryptionsalt` into Pulumi.<stack>.yaml, which belongs to one
// installation. A git filter of this checkout drops that line when git compares or commits the file (see
// .gitattributes), and the index is told the file's new size, so that `git status` stays clean.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stamp } from "./stamp.mjs";

const FILTER = ["filter.pulumi-salt.clean", "sed /^encryptionsalt:/d"];

/** Sets the filter up and refreshes the index for Pulumi.dev.yaml; does nothing outside a git checkout. */
export function keepTreeClean(root) {
  const file = "Pulumi.dev.yaml";
  if (!existsSync(join(root, ".git")) || !readFileSync(join(root, file), "utf8").includes("encryptionsalt:"))
    return;
  // Once for each state of the file: starting git costs what a whole no-op update can't spare.
  const mark = join(root, ".build/clean-tree.stamp");
  const now = stamp(root, [file]);
  if (existsSync(mark) && readFileSync(mark, "utf8") === now) return;
  const git = (...args) => execFileSync("git", args, { cwd: root, stdio: "ignore" });
  try {
    git("config", "--local", ...FILTER);
    // Exits with 1 where the operator has changed something else: that stays theirs to commit.
    git("diff", "--quiet", "--", file);
    git("add", "--", file);
    mkdirSync(join(root, ".build"), { recursive: true });
    writeFileSync(mark, now);
  } catch (error) {
    // A checkout without git, or with changes: only the tidiness of `git status` is lost.
    if (error.code !== "ENOENT" && error.status === undefined) throw error;
  }
}
