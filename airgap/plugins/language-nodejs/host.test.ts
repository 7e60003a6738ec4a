import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type * as pb from "@pulumi/pulumi/proto/language_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import { toStruct } from "../sdk/stubs.ts";
import { PluginUnderTest } from "../sdk/test-client.ts";
import type { Bag } from "../sdk/values.ts";
import { programDependencies, requiredPackages } from "./packages.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const NODE_MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

let host: PluginUnderTest;
let client: InstanceType<typeof languageGrpc.LanguageRuntimeClient>;
let dir: string;
before(async () => {
  host = await PluginUnderTest.start(MAIN);
  client = new languageGrpc.LanguageRuntimeClient(`127.0.0.1:${host.port}`, credentials.createInsecure());
  dir = await realpath(await mkdtemp(join(tmpdir(), "host-")));
});
after(async () => {
  client.close();
  await host.stop();
  await rm(dir, { recursive: true });
});

async function write(files: Record<string, string | object>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), typeof content === "string" ? content : JSON.stringify(content));
  }
}

function programInfo(folder: string, options: Bag = {}): pb.ProgramInfo {
  const info = new languagePb.ProgramInfo();
  info.setRootDirectory(folder);
  info.setProgramDirectory(folder);
  info.setEntryPoint(".");
  info.setOptions(toStruct(options));
  return info;
}

test("provider packages are found where Node finds them, nested ones too, once each", async () => {
  const provider = (name: string, version: string, pulumi: object = {}) => ({
    name,
    version,
    pulumi: { resource: true, ...pulumi },
  });
  await write({
    "packages/node_modules/@pulumi/random/package.json": provider("@pulumi/random", "4.0.0"),
    "packages/node_modules/own/package.json": provider("own", "1.0.0", {
      name: "renamed",
      version: "v2.0.0",
      server: "https://plugins.example",
    }),
    "packages/node_modules/own/node_modules/@pulumi/random/package.json": provider("@pulumi/random", "3.0.0"),
    "packages/node_modules/plain/package.json": { name: "plain", version: "1.0.0" },
    "packages/node_modules/sdk/package.json": { name: "sdk", version: "1.0.0", pulumi: { comment: "none" } },
    "packages/node_modules/.bin/tool": "",
    "packages/node_modules/empty/readme": "no manifest",
    "packages/infra/index.js": "",
  });
  assert.deepEqual(requiredPackages(join(dir, "packages/infra")), [
    { name: "random", version: "v3.0.0", server: "" },
    { name: "random", version: "v4.0.0", server: "" },
    { name: "renamed", version: "v2.0.0", server: "https://plugins.example" },
  ]);
});

test("dependencies are the manifest's, or all that is installed", async () => {
  await write({
    "deps/package.json": { dependencies: { a: "^1.0.0", missing: "^9.0.0" }, devDependencies: { b: "*" } },
    "deps/node_modules/a/package.json": { name: "a", version: "1.2.3" },
    "deps/node_modules/b/package.json": { name: "b", version: "2.0.0" },
    "deps/node_modules/c/package.json": { name: "c", version: "3.0.0" },
  });
  assert.deepEqual(programDependencies(join(dir, "deps"), false), [
    { name: "a", version: "1.2.3" },
    { name: "b", version: "2.0.0" },
    { name: "missing", version: "^9.0.0" },
  ]);
  const all = programDependencies(join(dir, "deps"), true);
  assert.deepEqual(
    all.map(({ name }) => name),
    ["a", "b", "c"],
  );
});

test("the packages of this repository are found with their exact versions", async () => {
  const found = requiredPackages(dirname(NODE_MODULES));
  assert.deepEqual(
    found.map(({ name }) => name),
    ["command", "docker", "random"],
  );
  assert.ok(found.every(({ version }) => /^v\d+\.\d+\.\d+$/.test(version)));
});

async function collect<R>(stream: AsyncIterable<R>): Promise<R[]> {
  const responses: R[] = [];
  for await (const response of stream) responses.push(response);
  return responses;
}

test("dependencies are installed by npm, and a failure says what failed", async () => {
  await write({
    "install/package.json": { name: "program", dependencies: { local: "file:../local" } },
    "local/package.json": { name: "local", version: "1.0.0" },
  });
  const request = new languagePb.InstallDependenciesRequest();
  request.setInfo(programInfo(join(dir, "install")));
  await collect<pb.InstallDependenciesResponse>(client.installDependencies(request));
  const installed = programDependencies(join(dir, "install"), true);
  assert.deepEqual(installed, [{ name: "local", version: "1.0.0" }]);

  await write({ "install/package.json": "{ broken" });
  await assert.rejects(
    collect(client.installDependencies(request)),
    (error: ServiceError) => error.code === 10 && /npm install .* exit code [1-9]/.test(error.details),
  );
});

test("a plugin program runs with its arguments, its output and its exit code", async () => {
  await write({
    "plugin/index.js":
      'console.log("args", process.argv.slice(2).join()); console.error(process.env.MARK); process.exit(5);',
    "plugin/package.json": { name: "plugin" },
  });
  await symlink(NODE_MODULES, join(dir, "plugin/node_modules"));
  const request = new languagePb.RunPluginRequest();
  request.setPwd(dir);
  request.setArgsList(["127.0.0.1:1"]);
  request.setEnvList([`PATH=${process.env.PATH}`, "MARK=a=b"]);
  request.setInfo(programInfo(join(dir, "plugin"), { typescript: false }));
  const responses = await collect<pb.RunPluginResponse>(client.runPlugin(request));
  const text = (bytes: (response: pb.RunPluginResponse) => Uint8Array): string =>
    Buffer.concat(responses.map(bytes)).toString();
  assert.match(
    text((response) => response.getStdout_asU8()),
    /^args 127\.0\.0\.1:1$/m,
  );
  assert.match(
    text((response) => response.getStderr_asU8()),
    /^a=b$/m,
  );
  assert.equal(responses.at(-1)?.getExitcode(), 5);
});

test("a debugger is refused clearly", async () => {
  const request = new languagePb.RunRequest();
  request.setInfo(programInfo(dir));
  request.setAttachDebugger(true);
  await assert.rejects(
    new Promise((resolve, reject) => {
      client.run(request, (error, response) => (error === null ? resolve(response) : reject(error)));
    }),
    (error: ServiceError) => error.code === 12 && /can't attach a debugger/.test(error.details),
  );
});
