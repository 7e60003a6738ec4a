// Prints a certificate for HOSTS as JSON {certificate, key}, PEM, signed by the authority on standard input.
import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { text } from "node:stream/consumers";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { ALGORITHM, exportKey, newKeys, serialNumber } from "./keys.ts";

// Mozilla's guideline allows 366 days at most.
const DAYS = 365;
const hosts = (process.env.HOSTS ?? "").split(",").filter((host) => host !== "");
if (hosts.length === 0) throw new Error("certificate: HOSTS is not set");

x509.cryptoProvider.set(webcrypto as Crypto);
const authority = JSON.parse(await text(process.stdin)) as { certificate: string; key: string };
const issuer = new x509.X509Certificate(authority.certificate);
const signingKey = await webcrypto.subtle.importKey(
  "pkcs8",
  x509.PemConverter.decodeFirst(authority.key),
  ALGORITHM,
  false,
  ["sign"],
);
const keys = await newKeys();
const notBefore = new Date(Date.now() - 3_600_000);
const certificate = await x509.X509CertificateGenerator.create({
  serialNumber: serialNumber(),
  subject: `CN=${hosts[0]}`,
  issuer: issuer.subject,
  notBefore,
  notAfter: new Date(notBefore.getTime() + DAYS * 86_400_000),
  publicKey: keys.publicKey,
  signingKey: signingKey as CryptoKey,
  signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
  extensions: [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(
      hosts.map((value) => ({ type: isIP(value) ? ("ip" as const) : ("dns" as const), value })),
    ),
    await x509.AuthorityKeyIdentifierExtension.create(issuer),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
  ],
});
process.stdout.write(
  JSON.stringify({
    certificate: `${certificate.toString("pem")}\n${authority.certificate}`,
    key: await exportKey(keys),
  }),
);
