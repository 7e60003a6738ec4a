import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect } from "node:tls";
import type { Context } from "../context.ts";
import { publicHost, publishedAddress } from "../public-path.ts";

const LIMIT_MS = 1_000;
const DAY_MS = 86_400_000;

/** The certificate that the site shows, as players get it. */
export interface SiteCertificate {
  validFrom: string;
  validTo: string;
  /** Whole days until it ends; negative when it has ended. */
  daysLeft: number;
  issuer: string;
  /** Names and addresses that it is for. */
  names: string[];
  leaf: X509Certificate;
}

/** Reads the certificate by a TLS handshake on the published port. Rejects when nobody answers there. */
export async function readCertificate(context: Context): Promise<SiteCertificate> {
  const leaf = await shownLeaf(context);
  return {
    validFrom: new Date(leaf.validFrom).toISOString(),
    validTo: new Date(leaf.validTo).toISOString(),
    daysLeft: Math.floor((Date.parse(leaf.validTo) - Date.now()) / DAY_MS),
    issuer: /^CN=(.+)$/m.exec(leaf.issuer)?.[1] ?? leaf.issuer.replaceAll("\n", ", "),
    names: [...(leaf.subjectAltName ?? "").matchAll(/(?:DNS|IP Address):([^,]+)/g)].map(([, name]) =>
      shortened(name!),
    ),
    leaf,
  };
}

// IPv6 addresses are written out in certificates' text.
function shortened(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name;
}

function shownLeaf(context: Context): Promise<X509Certificate> {
  const { promise, resolve, reject } = Promise.withResolvers<X509Certificate>();
  const name = publicHost(context);
  const socket = connect({
    host: publishedAddress(context),
    port: context.settings.httpsPort,
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
    else reject(new Error("the site shows no certificate"));
  });
  socket.on("timeout", () => socket.destroy(new Error(`no answer within ${LIMIT_MS / 1_000} s`)));
  socket.on("error", reject);
  return promise;
}
