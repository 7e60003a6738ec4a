// Prints the stack's certificate authority as JSON {certificate, key}, PEM. It is kept in a file of mode
// 0600 below .terminusa/, so that players who trust it need not trust another after `destroy` and `up`.
import { webcrypto } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { exportKey, newKeys, serialNumber } from "./keys.ts";

const YEARS = 10;
const stack = process.env.STACK;
if (!stack) throw new Error("authority: STACK is not set");

x509.cryptoProvider.set(webcrypto as Crypto);
const folder = join(fileURLToPath(import.meta.url), "../../..", ".terminusa/stacks", stack);
const file = join(folder, "authority.json");
if (!existsSync(file)) await create();
const json = readFileSync(file, "utf8");
// For players to trust; the key stays in the other file.
writeFileSync(join(folder, "authority.crt"), (JSON.parse(json) as { certificate: string }).certificate);
process.stdout.write(json);

async function create(): Promise<void> {
  const keys = await newKeys();
  const notBefore = new Date(Date.now() - 3_600_000);
  const notAfter = new Date(notBefore);
  notAfter.setFullYear(notAfter.getFullYear() + YEARS);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=Terminusa ${stack} authority ${serialNumber().slice(0, 8)}`,
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const json = JSON.stringify({
    certificate: `${certificate.toString("pem")}\n`,
    key: await exportKey(keys),
  });
  writeFileSync(`${file}.new`, json, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
