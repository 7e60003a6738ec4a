import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import Docker from "dockerode";

/** The engine that the program deploys to: DOCKER_HOST of the command's environment, else the local one. */
export function engine(): Docker {
  const host = process.env.DOCKER_HOST ?? "";
  if (!host.startsWith("tcp://") || !process.env.DOCKER_TLS_VERIFY) return new Docker();
  const folder = process.env.DOCKER_CERT_PATH ?? join(homedir(), ".docker");
  const url = new URL(host);
  return new Docker({
    protocol: "https",
    host: url.hostname,
    port: Number(url.port || 2376),
    ca: readFileSync(join(folder, "ca.pem")),
    cert: readFileSync(join(folder, "cert.pem")),
    key: readFileSync(join(folder, "key.pem")),
  });
}
