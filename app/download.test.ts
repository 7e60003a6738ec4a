import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { promisify } from "node:util";
import { Browser, startTestbed, type Testbed } from "./testbed.ts";

const run = promisify(execFile);
let bed: Testbed;
let folder: string;
before(async () => {
  bed = await startTestbed();
  folder = await mkdtemp(join(tmpdir(), "terminusa-download-"));
});
after(async () => {
  await bed?.stop();
  await rm(folder, { recursive: true });
});

async function download(name: string): Promise<string> {
  const answer = await new Browser(bed.url).get(`/download/${name}`);
  assert.equal(answer.status, 302);
  const file = await fetch(bed.url + answer.headers.get("location"), {
    headers: { "x-forwarded-proto": "https" },
  });
  const path = join(folder, name);
  await writeFile(path, Buffer.from(await file.arrayBuffer()));
  return path;
}

it("the page names the server, the file and the package", async () => {
  const { status, text } = await new Browser(bed.url).get("/download");
  assert.equal(status, 200);
  assert.match(text, /node terminusa-play\.mjs --host 127\.0\.0\.1:6789/);
  assert.match(text, /download="terminusa-play\.tgz"/);
});

it("the downloaded file runs by itself, without anything beside it", async () => {
  const { stdout } = await run(process.execPath, [await download("terminusa-play.mjs"), "--help"], {
    cwd: folder,
  });
  assert.match(stdout, /Play Terminusa Online in this terminal/);
});

it("npx runs the downloaded package", async () => {
  await download("terminusa-play.tgz");
  const { stdout } = await run("npx", ["--yes", "--offline", "./terminusa-play.tgz", "--help"], {
    cwd: folder,
    env: { ...process.env, npm_config_cache: join(folder, "cache") },
  });
  assert.match(stdout, /--host <host\[:port\]>/);
});
