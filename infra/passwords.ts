import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Stack } from "./stack.ts";

const LENGTH = 40;

/** Every generated password of a stack. Letters and digits only: they stand in URLs, SQL and redis.conf. */
export class Passwords extends pulumi.ComponentResource {
  readonly superuser: pulumi.Output<string>;
  readonly owner: pulumi.Output<string>;
  readonly app: pulumi.Output<string>;
  readonly redis: pulumi.Output<string>;
  readonly session: pulumi.Output<string>;

  constructor(stack: Stack, opts?: pulumi.ComponentResourceOptions) {
    super("terminusa:infra:Passwords", "passwords", {}, opts);
    const keepers = { version: String(stack.settings.secretsVersion) };
    const password = (name: string) =>
      new random.RandomPassword(name, { length: LENGTH, special: false, keepers }, { parent: this }).result;
    this.superuser = password("postgres-superuser");
    this.owner = password("postgres-owner");
    this.app = password("postgres-app");
    this.redis = password("redis-password");
    this.session = password("session-secret");
    this.registerOutputs();
  }
}
