import sdk from "@pulumi/random/package.json" with { type: "json" };
import { serve } from "../sdk/serve.ts";
import { randomBytes, randomId, randomUuid } from "./bytes.ts";
import { randomPassword, randomString } from "./password.ts";

serve({
  name: "random",
  version: sdk.version,
  resources: [randomPassword, randomString, randomBytes, randomId, randomUuid],
  configure: async () => {},
});
