import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface Certificate {
  chain: string;
  key: string;
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "-"];

/** A certificate for one name, good for a day, and its key; both PEM. Needs the openssl program. */
export async function selfSigned(name: string): Promise<Certificate> {
  const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
  const args = ["req", "-x509", "-days", "1", ...KEY, ...names];
  const { stdout } = await promisify(execFile)("openssl", args);
  const [key, chain] = stdout.split(/(?=-----BEGIN CERTIFICATE-----)/);
  return { chain: chain!, key: key! };
}
