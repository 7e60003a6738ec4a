import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "yaml";
import { parseSettings } from "../infra/settings.ts";
import type { Context } from "../ops/context.ts";
import { Checkout } from "./checkout.ts";
import { Commands } from "./commands.ts";

const base = await mkdtemp(join(tmpdir(), "terminusa-checkout-"));
after(() => rm(base, { recursive: true, force: true }));

// A work tree whose launcher prints what it was called with.
async function workTree(name: string): Promise<Context> {
  const root = join(base, name);
  const home = join(root, ".terminusa");
  delete process.env.TERMINUSA_CACHE;
  await mkdir(join(root, "node_modules"), { recursive: true });
  await mkdir(join(root, "app"));
  await mkdir(join(root, ".git"));
  await mkdir(join(home, "cache/tool"), { recursive: true });
  await writeFile(join(home, "cache/tool/binary"), "shared");
  await writeFile(join(home, "toolchain"), "airgap\n");
  await writeFile(join(home, "passphrase"), "the operator's own");
  await writeFile(join(root, "package-lock.json"), "{}");
  await writeFile(join(root, "node_modules/.terminusa"), "3332656686 2\n");
  await writeFile(join(root, "app/main.ts"), "one line\n");
  await writeFile(join(root, "terminusa"), '#!/bin/sh\necho "$@"\n');
  await chmod(join(root, "terminusa"), 0o755);
  return { root, home, settings: parseSettings({ redisImage: "redis:mine" }) } as unknown as Context;
}

function copyOf(context: Context): Promise<Checkout> {
  return Checkout.make(context, join(context.home, "bench-1"), "bench-1", new Commands());
}

test("the copy has the sources and the toolchain's cache, and neither history nor secrets", async () => {
  const { root } = await copyOf(await workTree("copied"));
  assert.equal(await readFile(join(root, "app/main.ts"), "utf8"), "one line\n");
  assert.equal(await readFile(join(root, ".terminusa/cache/tool/binary"), "utf8"), "shared");
  assert.equal(await readFile(join(root, ".terminusa/toolchain"), "utf8"), "airgap\n");
  await assert.rejects(stat(join(root, ".git")), { code: "ENOENT" });
  await assert.rejects(stat(join(root, ".terminusa/passphrase")), { code: "ENOENT" });
  assert.equal((await stat(root)).mode & 0o777, 0o700);
});

test("the copy's stack has three ports of its own on the loopback address, and the operator's images", async () => {
  const { root } = await copyOf(await workTree("settings"));
  const { config } = parse(await readFile(join(root, "Pulumi.bench-1.yaml"), "utf8")) as {
    config: Record<string, string>;
  };
  const raw = Object.entries(config).map(([key, value]) => [key.replace("terminusa:", ""), value]);
  const settings = parseSettings(Object.fromEntries(raw));
  assert.equal(settings.bindAddress, "127.0.0.1");
  assert.equal(settings.redisImage, "redis:mine");
  const ports = [settings.httpPort, settings.httpsPort, settings.gamePort];
  assert.ok(
    ports.every((port) => port > 1024 && port < 32_768),
    "outside the range of the kernel's own choice",
  );
});

test("commands run in the copy, on its stack", async () => {
  const checkout = await copyOf(await workTree("run"));
  assert.equal((await checkout.terminusa("up")).stdout, "--stack bench-1 up\n");
});

test("the Pulumi CLI runs on the copy's stack and state", async (t) => {
  const checkout = await copyOf(await workTree("plain"));
  const bin = join(checkout.root, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "pulumi"), '#!/bin/sh\necho "$PULUMI_STACK $PULUMI_BACKEND_URL $*"\n', {
    mode: 0o755,
  });
  const { PATH, TERMINUSA_TOOLCHAIN, PULUMI_BACKEND_URL, PULUMI_HOME } = process.env;
  t.after(() => Object.assign(process.env, { PATH, TERMINUSA_TOOLCHAIN, PULUMI_BACKEND_URL, PULUMI_HOME }));
  Object.assign(process.env, { PATH: `${bin}:${PATH}`, TERMINUSA_TOOLCHAIN: "installed", PULUMI_HOME: bin });
  delete process.env.PULUMI_BACKEND_URL;
  const { stdout } = await checkout.pulumi("up", "--yes");
  assert.equal(stdout, `bench-1 file://${checkout.root}/.terminusa/state up --yes\n`);
});

test("a line is added to the copy's source, not to the original", async () => {
  const context = await workTree("edited");
  const checkout = await copyOf(context);
  await checkout.addLine("app/main.ts");
  const edited = await readFile(join(checkout.root, "app/main.ts"), "utf8");
  assert.match(edited, /^one line\n\nglobalThis\.name = "bench \d+";\n$/);
  assert.equal(await readFile(join(context.root, "app/main.ts"), "utf8"), "one line\n");
});

test("removing the copy leaves the work tree and what its links point to", async () => {
  const context = await workTree("removed");
  const checkout = await copyOf(context);
  await mkdir(join(checkout.root, ".terminusa/state"));
  await Checkout.remove(checkout.root, checkout.stack);
  await assert.rejects(stat(checkout.root), { code: "ENOENT" });
  assert.equal(await readFile(join(context.home, "cache/tool/binary"), "utf8"), "shared");
  assert.ok((await stat(join(context.root, "node_modules"))).isDirectory());
});

test("a work tree whose packages are not installed is refused before anything is copied", async () => {
  const context = await workTree("stale");
  await writeFile(join(context.root, "package-lock.json"), "{ }");
  await assert.rejects(copyOf(context), /packages are not those of package-lock.json/);
  await assert.rejects(stat(join(context.home, "bench-1")), { code: "ENOENT" });
});
