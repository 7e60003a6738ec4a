/** For tests: a TLS front for a plain port, as Nginx is, with an authority of its own. */
import { webcrypto } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createServer } from "node:tls";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 3600_000;

export type TlsFront = { port: number; authority: string; close(): void };

/** `target` is asked at each connection: what is behind the front may be replaced. */
export async function tlsFront(target: () => number): Promise<TlsFront> {
  const { authority, certificate, key } = await makeCertificate();
  const sockets = new Set<Socket>();
  const server = createServer({ cert: `${certificate}\n${authority}`, key }, (near) => {
    const far = connect(target(), "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => other.destroy());
      socket.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, authority, close };
}

async function makeCertificate() {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const dates = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) };
  const authorityKeys = await generateKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=Test Authority",
    keys: authorityKeys,
    signingAlgorithm: ALGORITHM,
    ...dates,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=localhost",
    issuer: authority.subject,
    signingKey: authorityKeys.privateKey,
    publicKey: keys.publicKey,
    signingAlgorithm: ALGORITHM,
    ...dates,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "localhost" }])],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
  return { authority: authority.toString("pem"), certificate: certificate.toString("pem"), key };
}

function generateKeys() {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}
