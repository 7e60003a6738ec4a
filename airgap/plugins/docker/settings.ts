import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Failure, ProviderError } from "../sdk/provider.ts";
import { refusal } from "../sdk/strict.ts";
import { type Bag, UNKNOWN, type Value } from "../sdk/values.ts";

export const DEFAULT_HOST = "unix:///var/run/docker.sock";

/** The provider's configuration, from its arguments and, where they are silent, from the environment. */
export interface Settings {
  /** unix://, tcp:// or ssh:// address; undefined when nobody chose one. */
  host: string | undefined;
  /** Name of a Docker context; wins over the host for everything but Image. */
  context: string | undefined;
  sshOptions: string[];
  /** PEM texts. */
  ca: string | undefined;
  cert: string | undefined;
  key: string | undefined;
  /** Folder with ca.pem, cert.pem and key.pem. */
  certPath: string | undefined;
  /** Where ~ is. */
  home: string;
}

const VARIABLES = {
  host: "DOCKER_HOST",
  context: "DOCKER_CONTEXT",
  caMaterial: "DOCKER_CA_MATERIAL",
  certMaterial: "DOCKER_CERT_MATERIAL",
  keyMaterial: "DOCKER_KEY_MATERIAL",
  certPath: "DOCKER_CERT_PATH",
} as const;

const ARGUMENTS: readonly string[] = [
  ...Object.keys(VARIABLES),
  "sshOpts",
  "disableDockerDaemonCheck",
  "version",
  "pluginDownloadURL",
];

/** One failure for each argument of the provider that the stand-in lacks or that is of the wrong type. */
export function checkSettings(args: Bag): Failure[] {
  return Object.entries(args).flatMap(([property, value]): Failure[] => {
    if (value === null || value === UNKNOWN || property.startsWith("__")) return [];
    if (!ARGUMENTS.includes(property)) return [{ property, reason: refusal(property) }];
    try {
      parseArgument(property, value);
      return [];
    } catch (error) {
      return [{ property, reason: (error as Error).message }];
    }
  });
}

/** Reads the arguments (nested ones are JSON texts, as the npm package sends them) over the environment. */
export function readSettings(
  args: Bag,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Settings {
  const failures = checkSettings(args);
  if (failures.length > 0) {
    const reasons = failures.map(({ property, reason }) => `docker:${property}: ${reason}`);
    throw new ProviderError("INVALID_ARGUMENT", reasons.join("\n"));
  }
  const text = (key: keyof typeof VARIABLES): string | undefined =>
    (args[key] as string | null | undefined) || env[VARIABLES[key]] || undefined;
  const sshOpts = args.sshOpts;
  return {
    host: text("host"),
    context: text("context"),
    sshOptions: sshOpts
      ? (parseArgument("sshOpts", sshOpts) as string[])
      : (env.DOCKER_SSH_OPTS?.split(/\s+/).filter(Boolean) ?? []),
    ca: text("caMaterial"),
    cert: text("certMaterial"),
    key: text("keyMaterial"),
    certPath: text("certPath"),
    home,
  };
}

function parseArgument(property: string, value: Value): unknown {
  const parsed = typeof value === "string" && isNested(property) ? parseJson(property, value) : value;
  const isRight =
    property === "sshOpts"
      ? Array.isArray(parsed) && parsed.every((item) => typeof item === "string")
      : typeof parsed === (property === "disableDockerDaemonCheck" ? "boolean" : "string");
  if (!isRight) throw new Error(`"${property}" has a value of the wrong type.`);
  return parsed;
}

function isNested(property: string): boolean {
  return property === "sshOpts" || property === "disableDockerDaemonCheck";
}

function parseJson(property: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`"${property}" must be JSON, is ${JSON.stringify(text)}.`);
  }
}

/** The host of a named Docker context in `<home>/.docker/contexts/meta`. */
export async function contextHost(name: string, home: string): Promise<string> {
  const folder = join(home, ".docker", "contexts", "meta");
  for (const entry of await readdir(folder).catch(() => [])) {
    const meta = await readContext(join(folder, entry, "meta.json"));
    const host = meta?.Name === name ? meta.Endpoints?.docker?.Host : undefined;
    if (host) return host;
  }
  throw new ProviderError(
    "FAILED_PRECONDITION",
    `Error loading Docker context '${name}': context '${name}' not found`,
  );
}

interface ContextMeta {
  Name?: string;
  Endpoints?: Record<string, { Host?: string }>;
}

/** Null for files that can't be read or aren't JSON: the official plugin skips them too. */
async function readContext(file: string): Promise<ContextMeta | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as ContextMeta;
  } catch {
    return null;
  }
}
