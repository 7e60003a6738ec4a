import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { CERTIFICATE_SOON_DAYS } from "../../store/vitals/limits.ts";
import type { Context } from "../context.ts";
import { command } from "../services.ts";
import { readCertificate, type SiteCertificate } from "../status/certificate.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** What the site shows: still good, for the settings' names, and signed by the authority that players trust. */
export async function checkCertificate(context: Context): Promise<Check> {
  return certificateCheck(context, await readCertificate(context), authority(context));
}

/** Exported for tests. */
export function certificateCheck(
  context: Context,
  shown: SiteCertificate,
  trusted: X509Certificate | undefined,
): Check {
  const { daysLeft, validTo, leaf, issuer } = shown;
  const own = context.settings.tls === "own-ca";
  const remedy = own
    ? `${command(context)} up`
    : `put a new one at ${context.settings.tlsCertificateFile}, then ${command(context)} up`;
  if (daysLeft < 0) return fail("certificate", `it expired on ${validTo.slice(0, 10)}`, remedy);
  const unnamed = context.settings.hosts
    .map((host) => host.replace(/^\[|\]$/g, ""))
    .filter((host) => (isIP(host) ? leaf.checkIP(host) : leaf.checkHost(host)) === undefined);
  if (unnamed.length > 0)
    return fail("certificate", `it is not for ${unnamed.join(", ")} (setting hosts)`, remedy);
  if (own && trusted && !(leaf.checkIssued(trusted) && leaf.verify(trusted.publicKey)))
    return fail("certificate", `${issuer} signed it, not the authority in .terminusa/`, remedy);
  const detail = `${daysLeft} days left, for ${shown.names.join(", ")}`;
  return daysLeft < CERTIFICATE_SOON_DAYS ? warn("certificate", detail, remedy) : ok("certificate", detail);
}

function authority({ home, stack }: Context): X509Certificate | undefined {
  const file = join(home, "stacks", stack, "authority.crt");
  return existsSync(file) ? new X509Certificate(readFileSync(file)) : undefined;
}
