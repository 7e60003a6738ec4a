/** A certificate for localhost of the bench's own, which lives as long as the bench. */
import { webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { exportKey, newKeys, serialNumber } from "../../infra/commands/keys.ts";

const HOUR_MS = 3_600_000;

/** Both PEM; the certificate is its own authority. */
export async function localhostCertificate(): Promise<{ chain: string; key: string }> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: "CN=localhost",
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + 24 * HOUR_MS),
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "localhost" }])],
  });
  return { chain: `${certificate.toString("pem")}\n`, key: await exportKey(keys) };
}
