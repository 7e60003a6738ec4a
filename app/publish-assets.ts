import { cp, readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

// The job that puts this version's assets beside those of earlier versions, for Nginx to serve: a page that
// the old server rendered still finds its own. Usage: node publish-assets.js FOLDER
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

const [target] = process.argv.slice(2);
if (!target) throw new Error("publish-assets: name the folder to publish to");
const source = join(import.meta.dirname, "public/assets");
const current = await readdir(source);
await cp(source, target, { recursive: true });
// An asset that is still in use must not look old.
const now = new Date();
for (const name of current) await utimes(join(target, name), now, now);

let removed = 0;
for (const name of await readdir(target)) {
  const file = join(target, name);
  if ((await stat(file)).mtimeMs > Date.now() - KEPT_DAYS * DAY_MS) continue;
  await rm(file, { recursive: true });
  removed += 1;
}
console.log(JSON.stringify({ published: current.length, removed }));
