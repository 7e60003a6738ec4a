import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, it } from "node:test";
import { LEFT_OUT } from "./sdk.mjs";

const require = createRequire(import.meta.url);

/** Runs a script in a process of its own, with the SDK spared, and returns what it prints. */
function spared(script: string, env: NodeJS.ProcessEnv = {}): string {
  const source = `import { createRequire } from "node:module";
    import { spareTheSdk } from ${JSON.stringify(join(import.meta.dirname, "sdk.mjs"))};
    const require = createRequire(${JSON.stringify(import.meta.url)});
    spareTheSdk(require, process.env);
    ${script}`;
  const options = { encoding: "utf8", env: { ...process.env, ...env } } as const;
  return execFileSync(process.execPath, ["--input-type=module", "-e", source], options).trim();
}

describe("the Pulumi SDK", () => {
  it("has what is left out where it is looked for", () => {
    for (const name of LEFT_OUT) assert.ok(existsSync(require.resolve(`@pulumi/pulumi/${name}`)), name);
  });

  it("loads no compiler, no installer and no automation API, and works without them", () => {
    const script = `const pulumi = require("@pulumi/pulumi");
      require("@pulumi/docker"); require("@pulumi/random"); require("@pulumi/command");
      const heavy = Object.keys(require.cache).filter((file) => /arborist|typescript\\.js|automation.stack/.test(file));
      pulumi.output([1, 2]).apply((both) => console.log(heavy.length, both.join()));`;
    assert.equal(spared(script), "0 1,2");
  });

  it("is left as it is for debugging", () => {
    const script = `console.log(typeof require("@pulumi/pulumi").automation.LocalWorkspace, Error.stackTraceLimit);`;
    assert.equal(spared(script, { TERMINUSA_DEBUG: "1" }), "function 10");
  });
});
