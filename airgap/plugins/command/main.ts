import sdk from "@pulumi/command/package.json" with { type: "json" };
import { serve } from "../sdk/serve.ts";
import { localCommand, localRun } from "./local.ts";

serve({
  name: "command",
  version: sdk.version,
  resources: [localCommand(process.env)],
  invokes: { "command:local:run": localRun(process.env) },
  // stdout can repeat what a secret input said.
  secretsSpread: true,
  configure: async () => {},
});
