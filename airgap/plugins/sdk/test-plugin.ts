/** A plugin whose one resource does what its inputs say, to show what the engine gets to see of it. */
import { setTimeout as sleep } from "node:timers/promises";
import { InitFailed, ProviderError, type ResourceType } from "./provider.ts";
import { serve } from "./serve.ts";
import type { Bag } from "./values.ts";

async function act(inputs: Bag, signal: AbortSignal): Promise<void> {
  if (inputs.act === "init-failed") {
    throw new InitFailed("half-made", { ...inputs, state: "unwell" }, ["never healthy", "log: boom"]);
  }
  if (inputs.act === "refuse") throw new ProviderError("FAILED_PRECONDITION", "not on this machine");
  if (inputs.act === "crash") throw new TypeError("nobody foresaw this");
  if (inputs.act === "wait") await sleep(60_000, undefined, { signal });
}

const thing: ResourceType = {
  token: "test:index:Thing",
  check: async ({ news, autonaming, randomSeed }) => ({
    inputs: { ...news, seed: Buffer.from(randomSeed).toString(), naming: autonaming?.mode ?? "none" },
    failures: news.bad === undefined ? [] : [{ property: "bad", reason: "is bad" }],
  }),
  diff: async ({ olds, oldInputs, news, ignoreChanges }) => ({
    detailed:
      news.same === true
        ? {}
        : { 'tags["a.b"]': { kind: "add-replace" }, size: { kind: "update", inputDiff: true } },
    deleteBeforeReplace: olds.single === true && oldInputs.single === true,
    stables: ["id", ...ignoreChanges],
  }),
  create: async ({ name, inputs, preview, timeoutSeconds, signal, log }) => {
    log("info", "working");
    await act(inputs, signal);
    return { id: preview ? "" : name, outputs: { ...inputs, timeoutSeconds } };
  },
  read: async ({ id, outputs, inputs, signal }) => {
    await act(inputs, signal);
    return id === "gone" ? null : { id, outputs, inputs };
  },
  update: async ({ olds, news, signal }) => {
    await act(news, signal);
    return { outputs: { ...olds, ...news } };
  },
  delete: async ({ oldInputs, signal }) => act(oldInputs, signal),
};

await serve({
  name: "test",
  version: "1.2.3",
  resources: [thing],
  invokes: { "test:index:echo": async (args) => args },
  configure: async (args) => {
    if (args.host === "wrong") throw new ProviderError("INVALID_ARGUMENT", "host is wrong");
  },
});
