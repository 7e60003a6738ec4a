/** TLS: whether the server is there and is who it says, and what to do when nobody vouches for it. */
import { X509Certificate } from "node:crypto";
import { connect as connectPlain } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import type { Address } from "./address.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** OpenSSL's words for a chain that ends at an authority which is not trusted. */
const UNKNOWN_AUTHORITY = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_SIGNATURE_FAILURE",
]);

export type Probe = { ok: true } | { ok: false; code: string; text: string; unknownAuthority: boolean };

/** Connects once, trusting `authority` (PEM) alone, or the system's when it is undefined. Never rejects. */
export async function probe(address: Address, authority: string | undefined): Promise<Probe> {
  try {
    const socket = await opened(address, authority === undefined ? {} : { ca: authority });
    socket.destroy();
    return { ok: true };
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return {
      ok: false,
      code,
      text: words(address, code, message),
      unknownAuthority: UNKNOWN_AUTHORITY.has(code),
    };
  }
}

export type Authority = { pem: string; name: string; fingerprint: string };

/** The authority at the top of the chain that the server shows; null when it shows none that can be trusted as one. */
export async function shownAuthority(address: Address): Promise<Authority | null> {
  const socket = (await opened(address, { rejectUnauthorized: false })) as TLSSocket;
  let top = socket.getPeerX509Certificate();
  socket.destroy();
  while (top?.issuerCertificate && top.issuerCertificate.fingerprint256 !== top.fingerprint256) {
    top = top.issuerCertificate;
  }
  if (!top?.checkIssued(top)) return null;
  return describeAuthority(top.toString());
}

/** The first certificate of a PEM text, to be shown to a person. */
export function describeAuthority(pem: string): Authority {
  const certificate = new X509Certificate(pem);
  const name = /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? certificate.subject.replaceAll("\n", ", ");
  return { pem, name, fingerprint: certificate.fingerprint256 };
}

function opened(address: Address, options: ConnectionOptions) {
  const host = address.host.replace(/^\[|\]$/g, "");
  // A server name must not be an address.
  const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
  return new Promise<ReturnType<typeof connectPlain>>((resolve, reject) => {
    const socket = address.tls
      ? connect({ host, port: address.port, ...servername, ...options }, () => resolve(socket))
      : connectPlain({ host, port: address.port }, () => resolve(socket));
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => {
      socket.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" }));
    });
    socket.once("error", reject);
  });
}

function words({ name, host }: Address, code: string, message: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return `Nothing listens at ${name}. Is the server up?`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `There is no host "${host}". Check its name.`;
    case "ETIMEDOUT":
      return `${name} does not answer. Check the address and the firewall.`;
    case "CERT_HAS_EXPIRED":
      return `The certificate of ${name} has expired. Tell its operator.`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `The certificate at ${name} is for another host. Use the name that the operator gave you.`;
    case "ECONNRESET":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
      return `${name} does not speak TLS there. Check the port.`;
    default:
      if (UNKNOWN_AUTHORITY.has(code)) return `Nobody that this machine knows vouches for ${name}.`;
      return `${name} can't be reached: ${message}.`;
  }
}
