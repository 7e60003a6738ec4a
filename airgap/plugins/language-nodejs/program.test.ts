import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { type ProgramRun, programArguments, programEnvironment, sdkScript } from "./program.ts";

const run: ProgramRun = {
  organization: "organization",
  project: "shop",
  stack: "dev",
  rootDirectory: "/shop",
  programDirectory: "/shop/infra",
  pwd: "/shop/infra",
  entryPoint: "main.cjs",
  args: ["--own"],
  dryRun: true,
  parallel: 16,
  monitorAddress: "127.0.0.1:1",
  engineAddress: "127.0.0.1:2",
  config: { "shop:size": "3", "docker:config:host": "unix:///x:y" },
  configSecretKeys: ["shop:key"],
  options: { typescript: false, tsconfig: "t.json", nodeArgs: ["--title=x"], production: false },
};

test("the command line is what the SDK's run script reads", () => {
  const [require, preload, ...args] = programArguments(run, "/sdk/run");
  assert.deepEqual([require, existsSync(preload!)], ["--require", true]);
  assert.equal(
    args.join(" "),
    "--title=x /sdk/run --monitor 127.0.0.1:1 --engine 127.0.0.1:2 --organization organization --project shop " +
      "--root-directory /shop --stack dev --pwd /shop/infra --parallel 16 --dry-run main.cjs --own",
  );
});

test("a real run has no dry-run flag, and what is empty is left out", () => {
  const args = programArguments({ ...run, dryRun: false, organization: "" }, "/sdk/run");
  assert.ok(!args.includes("--dry-run") && !args.includes("--organization"));
});

test("configuration goes by the environment, under the keys of the SDK", () => {
  assert.deepEqual(programEnvironment(run), {
    PULUMI_CONFIG: '{"shop:config:size":"3","docker:config:host":"unix:///x:y"}',
    PULUMI_CONFIG_SECRET_KEYS: '["shop:key"]',
    PULUMI_NODEJS_TYPESCRIPT: "false",
    PULUMI_NODEJS_TSCONFIG_PATH: "t.json",
  });
});

test("a program without the SDK is told how to get it", () => {
  assert.throws(() => sdkScript("/", "run"), /@pulumi\/pulumi isn't installed.*npm ci/);
});
