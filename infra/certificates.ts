import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { runCommand } from "./job.ts";
import { publicHosts } from "./servers.ts";
import { SettingsError } from "./settings.ts";
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
  const chain = readPem(stack, "tlsCertificateFile");
  const key = readPem(stack, "tlsKeyFile");
  checkPair(chain, key, stack);
  return { chain: pulumi.output(chain), key: pulumi.secret(key), authority: pulumi.output(chain) };
}

function readPem(stack: Stack, setting: "tlsCertificateFile" | "tlsKeyFile"): string {
  const file = resolve(stack.root, stack.settings[setting]);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new SettingsError(`setting ${setting} = "${file}": can't be read (${(error as Error).message})`);
  }
}

/** Throws SettingsError when the key isn't the certificate's, or the certificate isn't valid now. */
export function checkPair(chain: string, key: string, stack: Pick<Stack, "settings">): void {
  const { tlsCertificateFile, tlsKeyFile } = stack.settings;
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(chain);
  } catch {
    throw new SettingsError(`setting tlsCertificateFile = "${tlsCertificateFile}": holds no PEM certificate`);
  }
  let matches: boolean;
  try {
    matches = leaf.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new SettingsError(
      `setting tlsKeyFile = "${tlsKeyFile}": holds no PEM private key without a passphrase`,
    );
  }
  if (!matches)
    throw new SettingsError(
      `tlsKeyFile "${tlsKeyFile}" is not the key of tlsCertificateFile "${tlsCertificateFile}": give the pair that was issued together`,
    );
  if (Date.parse(leaf.validTo) <= Date.now())
    throw new SettingsError(
      `tlsCertificateFile "${tlsCertificateFile}" expired on ${leaf.validTo}: renew it, or run ./terminusa config set tls own-ca`,
    );
  if (Date.parse(leaf.validFrom) > Date.now())
    throw new SettingsError(
      `tlsCertificateFile "${tlsCertificateFile}" is not valid before ${leaf.validFrom}: check the machine's clock`,
    );
}
