/** The certificate that players are shown, read from Nginx itself by a handshake: so it tells that Nginx serves, too. */
import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect } from "node:tls";

const LIMIT_MS = 2_000;
const DAY_MS = 86_400_000;

export type Certificate = {
  validTo: Date;
  /** Whole days; negative when it has ended. */
  daysLeft: number;
  issuer: string;
};

/** Rejects when nobody answers there. `name`: as players ask for it. */
export async function readCertificate(host: string, port: number, name: string): Promise<Certificate> {
  const leaf = await shownLeaf(host, port, name);
  const validTo = new Date(leaf.validTo);
  return {
    validTo,
    daysLeft: Math.floor((validTo.getTime() - Date.now()) / DAY_MS),
    issuer: /^CN=(.+)$/m.exec(leaf.issuer)?.[1] ?? leaf.issuer.replaceAll("\n", ", "),
  };
}

function shownLeaf(host: string, port: number, name: string): Promise<X509Certificate> {
  const { promise, resolve, reject } = Promise.withResolvers<X509Certificate>();
  const socket = connect({
    host,
    port,
    // An address can't be asked for by name.
    ...(isIP(name) === 0 && { servername: name }),
    // It is looked at, not trusted: an expired one must be seen too.
    rejectUnauthorized: false,
    timeout: LIMIT_MS,
  });
  socket.on("secureConnect", () => {
    const leaf = socket.getPeerX509Certificate();
    socket.destroy();
    if (leaf) resolve(leaf);
    else reject(new Error("it shows no certificate"));
  });
  socket.on("timeout", () => socket.destroy(new Error(`no answer within ${LIMIT_MS / 1_000} s`)));
  socket.on("error", reject);
  return promise;
}
