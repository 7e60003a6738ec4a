import * as pulumi from "@pulumi/pulumi";
import { runCommand } from "./job.ts";
import { readOwnCertificate } from "./own-certificate.ts";
import { publicHosts } from "./servers.ts";
import type { Stack } from "./stack.ts";

/** A certificate chain and its private key, both PEM. */
export interface Certificate {
  chain: pulumi.Output<string>;
  key: pulumi.Output<string>;
  /** What a client must trust, PEM; for a certificate of the operator's own, the chain itself. */
  authority: pulumi.Output<string>;
}

const DAY_MS = 86_400_000;
const RENEW_DAYS = 30;

/** The certificate that Nginx serves: of the stack's own authority, or the operator's files. */
export class Certificates extends pulumi.ComponentResource implements Certificate {
  readonly chain: pulumi.Output<string>;
  readonly key: pulumi.Output<string>;
  readonly authority: pulumi.Output<string>;

  constructor(stack: Stack, opts?: pulumi.ComponentResourceOptions) {
    super("terminusa:infra:Certificates", "certificates", {}, opts);
    const certificate = stack.settings.tls === "files" ? fromFiles(stack) : ownAuthority(stack, this);
    this.chain = certificate.chain;
    this.key = certificate.key;
    this.authority = certificate.authority;
    this.registerOutputs();
  }
}

// The first `up` in each period of 30 days issues a new certificate, so that an operator who deploys
// at least once in the certificate's 365 days never sees it expire.
function ownAuthority(stack: Stack, parent: pulumi.Resource): Certificate {
  const period = String(Math.floor(Date.now() / DAY_MS / RENEW_DAYS));
  const hosts = publicHosts(stack).join(",");
  const authority = runCommand(
    stack,
    "authority",
    "authority",
    { STACK: stack.name },
    { parent, triggers: [stack.name] },
  );
  const issued = runCommand(
    stack,
    "certificate",
    "certificate",
    { HOSTS: hosts },
    {
      parent,
      triggers: [hosts, period, authority.id],
      stdin: authority.stdout,
    },
  );
  const part = (output: pulumi.Output<string>, name: "certificate" | "key") =>
    output.apply((json) => (JSON.parse(json) as Record<"certificate" | "key", string>)[name]);
  return {
    chain: pulumi.unsecret(part(issued.stdout, "certificate")),
    key: part(issued.stdout, "key"),
    authority: pulumi.unsecret(part(authority.stdout, "certificate")),
  };
}

function fromFiles(stack: Stack): Certificate {
  const { chain, key } = readOwnCertificate(stack.root, stack.settings);
  return { chain: pulumi.output(chain), key: pulumi.secret(key), authority: pulumi.output(chain) };
}
