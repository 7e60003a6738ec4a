import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Settings, SettingsError } from "./settings.ts";

type Files = Pick<Settings, "tlsCertificateFile" | "tlsKeyFile">;

const GIVE_ANOTHER = "Give another: ./terminusa config set tlsCertificateFile FILE tlsKeyFile FILE";

/**
 * The operator's certificate chain and key (PEM), of `tls: files`; paths are relative to `root`. Throws SettingsError
 * when one can't be read, the key isn't the certificate's, or the certificate isn't valid now.
 */
export function readOwnCertificate(root: string, files: Files): { chain: string; key: string } {
  const chain = readPem(root, files, "tlsCertificateFile");
  const key = readPem(root, files, "tlsKeyFile");
  const leaf = parseLeaf(chain, files);
  refuseOtherKey(leaf, key, files);
  refuseOutOfTime(leaf, files);
  return { chain, key };
}

function readPem(root: string, files: Files, setting: keyof Files): string {
  const file = resolve(root, files[setting]);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw refused(`${setting} "${file}" can't be read`, (error as Error).message);
  }
}

function parseLeaf(chain: string, { tlsCertificateFile }: Files): X509Certificate {
  try {
    return new X509Certificate(chain);
  } catch {
    throw refused(
      `tlsCertificateFile "${tlsCertificateFile}" holds no PEM certificate`,
      "It must begin with the server's own, followed by those that vouch for it.",
    );
  }
}

function refuseOtherKey(leaf: X509Certificate, key: string, { tlsCertificateFile, tlsKeyFile }: Files): void {
  let matches: boolean;
  try {
    matches = leaf.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw refused(
      `tlsKeyFile "${tlsKeyFile}" holds no PEM private key without a passphrase`,
      "Nginx could not read it.",
    );
  }
  if (!matches)
    throw refused(
      `tlsKeyFile "${tlsKeyFile}" is not the key of tlsCertificateFile "${tlsCertificateFile}"`,
      "Only the pair that was issued together can serve.",
    );
}

function refuseOutOfTime(leaf: X509Certificate, { tlsCertificateFile }: Files): void {
  if (Date.parse(leaf.validTo) <= Date.now())
    throw new SettingsError(
      `tlsCertificateFile "${tlsCertificateFile}" expired on ${leaf.validTo}\n` +
        "  No browser would take it.\n" +
        "  Renew it, or let the stack make its own: ./terminusa config set tls own-ca tlsCertificateFile '' tlsKeyFile ''",
    );
  if (Date.parse(leaf.validFrom) > Date.now())
    throw new SettingsError(
      `tlsCertificateFile "${tlsCertificateFile}" is not valid before ${leaf.validFrom}\n` +
        "  No browser would take it yet.\n" +
        "  Check the machine's clock, or wait",
    );
}

function refused(what: string, why: string): SettingsError {
  return new SettingsError(`${what}\n  ${why}\n  ${GIVE_ANOTHER}`);
}
