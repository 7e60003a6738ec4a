// A running Nginx in a container, with small upstreams behind it, as the stack has them. For the tests only.
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE_MS } from "../test/patience.ts";
import { healthcheck } from "./healthcheck.ts";
import { type NginxSettings, renderNginx } from "./render.ts";
import { type Certificate, selfSigned } from "./testbed-certificate.ts";

const NGINX_IMAGE = process.env.TEST_NGINX_IMAGE ?? "nginx:1.30.4-trixie";
const NODE_IMAGE = process.env.TEST_NODE_IMAGE ?? "node:26.7.0-trixie-slim";
const PUBLISHED = { http: "8080", https: "8443", game: "6789", telnet: "4000" };
/** As the stack's containers run. */
const HARDENED = [
  "--cap-drop",
  "ALL",
  "--security-opt",
  "no-new-privileges",
  "--read-only",
  "--tmpfs",
  "/tmp",
];

export const defaults: NginxSettings = {
  hosts: ["play.example.org", "2001:DB8::1"],
  httpsPort: 443,
  gamePort: 6789,
  telnetPort: 4000,
  webAlias: "web",
  webPort: 5000,
  terminalAlias: "terminal",
  terminalPort: 6789,
  terminalTelnetPort: 4000,
  limits: { requestsPerSecond: 1000, requestBurst: 2000, connectionsPerAddress: 100, bodyBytes: 65_536 },
  logMaxMiB: 20,
  logKeep: 3,
};

/** The files of the test settings with some of them changed. */
export function rendered(settings: Partial<NginxSettings> = {}): Record<string, string> {
  return renderNginx({ ...defaults, ...settings }, import.meta.dirname);
}

/** Runs `docker` and returns its output and exit code; throws only if it can't be run at all. */
export function tryDocker(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile("docker", args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** Runs `docker` and returns its output without the last line's end; throws its error output. */
export async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tryDocker(...args);
  if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr.trim() || `exit code ${code}`}`);
  return stdout.trimEnd();
}

/** Waits until `check` returns something other than false or undefined; throws after a minute. */
export async function until<T>(what: string, check: () => Promise<T>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const result = await check().catch((error: Error) => {
      if (performance.now() > end) throw new Error(`waited in vain for ${what}`, { cause: error });
    });
    if (result) return result;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(50);
  }
}

/** One Nginx with its network and volumes; `close` removes all of it. */
export class Testbed {
  readonly name = `t-nginx-${randomBytes(4).toString("hex")}`;
  readonly nginx = `${this.name}-nginx`;
  readonly certificate: Certificate;
  /** The published ports on 127.0.0.1. */
  ports = { http: 0, https: 0, game: 0, telnet: 0 };
  #containers: string[] = [];

  private constructor(certificate: Certificate) {
    this.certificate = certificate;
  }

  /** Makes network and volumes, writes the configuration and starts Nginx; waits until it is healthy. The logs' volume holds `logKiB`. */
  static async open(settings: Partial<NginxSettings> = {}, logKiB?: number): Promise<Testbed> {
    const bed = new Testbed(await selfSigned("localhost"));
    try {
      await docker("network", "create", bed.name);
      if (logKiB) await docker(...limitedVolume(`${bed.name}-log`, logKiB));
      await bed.#root("chgrp 10000 /var/log/terminusa && chmod 2775 /var/log/terminusa");
      const written = await bed.write(rendered(settings), bed.certificate);
      if (written.code !== 0) throw new Error(written.stderr);
      await bed.start();
    } catch (error) {
      await bed.close();
      throw error;
    }
    return bed;
  }

  /** Starts the Nginx container as the stack does, and waits until its health check passes. */
  async start(): Promise<void> {
    const health = `exec ${healthcheck.slice(1).map(shellQuoted).join(" ")}`;
    const publish = Object.values(PUBLISHED).flatMap((port) => ["-p", `127.0.0.1::${port}`]);
    await docker(
      ...["run", "-d", "--name", this.nginx, "--network", this.name, "--stop-signal", "SIGQUIT"],
      ...["--user", "101:101", "--group-add", "10000", ...HARDENED, ...this.#volumes(":ro"), ...publish],
      ...[
        "--health-cmd",
        health,
        "--health-interval",
        "1s",
        "--health-timeout",
        "5s",
        "--health-retries",
        "3",
      ],
      ...[NGINX_IMAGE, "bash", "/etc/nginx/terminusa/current/start.sh"],
    );
    this.#containers.push(this.nginx);
    await until("Nginx to be healthy", async () => (await this.health()) === "healthy").catch(
      async (error) => {
        const { stdout, stderr } = await tryDocker("logs", this.nginx);
        throw new Error(`${error.message}\n${stdout}${stderr}`);
      },
    );
    for (const [name, port] of Object.entries(PUBLISHED)) {
      const address = await docker("port", this.nginx, `${port}/tcp`);
      this.ports[name as keyof typeof PUBLISHED] = Number(address.split(":").at(-1));
    }
  }

  health(): Promise<string> {
    return docker("inspect", "-f", "{{.State.Health.Status}}", this.nginx);
  }

  /** Uploads a configuration and a certificate and runs write-config.sh on them, as the stack does. */
  async write(files: Record<string, string>, { chain, key }: Certificate) {
    const conf = digest(Object.entries(files).flat());
    const cert = digest([chain, key]);
    const folder = mkdtempSync(join(tmpdir(), "t-nginx-"));
    const put = (path: string, text: string) => writeFileSync(join(folder, path), text);
    for (const part of ["conf", `conf/${conf}`, "tls", `tls/${cert}`]) mkdirSync(join(folder, part));
    for (const [name, text] of Object.entries(files)) put(`conf/${conf}/${name}`, text);
    put(`tls/${cert}/fullchain.pem`, chain);
    put(`tls/${cert}/privkey.pem`, key);
    const writer = `${this.name}-writer-${randomBytes(2).toString("hex")}`;
    const caps = ["CHOWN", "DAC_OVERRIDE", "FOWNER"].flatMap((cap) => ["--cap-add", cap]);
    try {
      await docker(
        ...["create", "--name", writer, "--user", "0:0", "--network", "none", "--cap-drop", "ALL", ...caps],
        ...["--security-opt", "no-new-privileges", ...this.#volumes("").slice(0, 4), NGINX_IMAGE],
        ...["bash", "/write-config.sh", conf, cert],
      );
      await docker("cp", join(import.meta.dirname, "write-config.sh"), `${writer}:/write-config.sh`);
      await docker("cp", `${folder}/conf/.`, `${writer}:/etc/nginx/terminusa/`);
      await docker("cp", `${folder}/tls/.`, `${writer}:/etc/nginx/tls/`);
      return { ...(await tryDocker("start", "-a", writer)), conf, cert };
    } finally {
      rmSync(folder, { recursive: true });
      await docker("rm", "-f", "-v", writer);
    }
  }

  /** Starts testbed-upstream.ts, or `program`, under a network alias; returns the container's name. */
  async upstream(
    alias: string,
    port: number,
    env: Record<string, string> = {},
    program = "testbed-upstream.ts",
  ): Promise<string> {
    const name = `${this.name}-${alias}-${randomBytes(2).toString("hex")}`;
    const variables = Object.entries(env).flatMap(([key, value]) => ["-e", `${key}=${value}`]);
    await docker(
      ...["create", "--init", "--name", name, "--network", this.name, "--network-alias", alias],
      ...["-e", `PORT=${port}`, ...variables, NODE_IMAGE, "node", "/upstream.ts"],
    );
    this.#containers.push(name);
    await docker("cp", join(import.meta.dirname, program), `${name}:/upstream.ts`);
    await docker("start", name);
    await until("the upstream to listen", async () => (await docker("logs", name)).includes("listening"));
    return name;
  }

  /** Runs a bash script inside the Nginx container, as its user. */
  inside(script: string): Promise<string> {
    return docker("exec", this.nginx, "bash", "-c", script);
  }

  /** Runs a bash script as root with the volumes writable, in a container of its own. */
  root(script: string): Promise<string> {
    return this.#root(script);
  }

  async lines(log: "access" | "error"): Promise<Record<string, unknown>[]> {
    const text = await this.inside(`cat /var/log/terminusa/${log}.log 2>/dev/null || true`);
    return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line));
  }

  async close(): Promise<void> {
    const leftovers = (await docker("ps", "-aq", "--filter", `name=${this.name}`))
      .split("\n")
      .filter(Boolean);
    if (leftovers.length > 0) await docker("rm", "-f", "-v", ...leftovers);
    for (const part of ["conf", "tls", "log", "assets"])
      await tryDocker("volume", "rm", `${this.name}-${part}`);
    await tryDocker("network", "rm", this.name);
  }

  #root(script: string): Promise<string> {
    return docker(
      "run",
      "--rm",
      "--network",
      "none",
      ...this.#volumes(""),
      NGINX_IMAGE,
      "bash",
      "-c",
      script,
    );
  }

  #volumes(mode: ":ro" | ""): string[] {
    return [
      ...[
        "-v",
        `${this.name}-conf:/etc/nginx/terminusa${mode}`,
        "-v",
        `${this.name}-tls:/etc/nginx/tls${mode}`,
      ],
      ...["-v", `${this.name}-assets:/srv/assets${mode}`, "-v", `${this.name}-log:/var/log/terminusa`],
    ];
  }
}

function limitedVolume(name: string, kibibytes: number): string[] {
  const options = ["type=tmpfs", "device=tmpfs", `o=size=${kibibytes}k`].flatMap((option) => ["-o", option]);
  return ["volume", "create", "-d", "local", ...options, name];
}

function digest(parts: string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}

function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
