// Every setting of a stack: its default, its check and its one-line meaning, in one table.
import { z } from "zod";

/** A setting that can't be used: which one, why, and what to do about it. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

const port = z.coerce.number().int().min(1).max(65535);
const portOrOff = z.coerce.number().int().min(0).max(65535);
const mebibytes = (min: number) => z.coerce.number().int().min(min).max(1_048_576);
const cpus = z
  .string()
  .regex(/^(0\.[1-9]\d*|[1-9]\d*(\.\d+)?)$/, "a decimal number of cores without trailing zeros, as 0.5 or 2");
const replicas = z.coerce.number().int().min(1).max(16);
const image = z.string().regex(/^[a-z0-9][\w.\-/:@]*$/, "an image name, as postgres:17.11-trixie");
const url = (protocol: RegExp, what: string) =>
  z.union([z.literal(""), z.string().regex(protocol, what).refine(URL.canParse, what)]);
const postgresUrl = url(/^postgres(ql)?:\/\//, "a postgres:// URL");
const hostName =
  /^(?:(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*|\[?[0-9a-f]*:[0-9a-f:.]+\]?)$/;
const hosts = z
  .string()
  .transform(splitList)
  .pipe(z.array(z.string().regex(hostName, "host names or addresses, as play.example.org")).min(1));

const table = {
  hosts: row(
    hosts,
    "localhost",
    "Public host names and addresses, comma separated; the first is printed as the place to play. They go into the certificate; a request for another name is refused. Loopback names always work.",
  ),
  bindAddress: row(
    z.ipv4(),
    "0.0.0.0",
    "Address of the machine on which Nginx publishes its ports; 127.0.0.1 keeps the game private.",
  ),
  httpPort: row(port, "80", "Published port of plain HTTP, which only redirects."),
  httpsPort: row(port, "443", "Published port of the site and of browser play."),
  gamePort: row(portOrOff, "6789", "Published TLS port of the terminal clients; 0 turns it off."),
  telnetPort: row(
    portOrOff,
    "0",
    "Published TLS port of MUD clients (Telnet), usually 4000; 0 turns it off.",
  ),
  tls: row(
    z.enum(["own-ca", "files"]),
    "own-ca",
    "`own-ca`: a certificate authority of the stack's own, renewed by `up`; `files`: your certificate and key.",
  ),
  tlsCertificateFile: row(z.string(), "", "With `tls: files`: path of the certificate chain (PEM)."),
  tlsKeyFile: row(z.string(), "", "With `tls: files`: path of the private key (PEM)."),
  webReplicas: row(replicas, "1", "Number of web containers."),
  terminalReplicas: row(replicas, "1", "Number of terminal containers."),
  nodeImage: row(image, "node:26.7.0-trixie-slim", "Base of the web, terminal and migration images."),
  postgresImage: row(image, "postgres:17.11-trixie", "PostgreSQL 17 image (Debian variant)."),
  redisImage: row(image, "redis:8.10.1-trixie", "Redis 8 image (Debian variant)."),
  nginxImage: row(image, "nginx:1.30.4-trixie", "Nginx image (Debian variant, 1.25.1 or newer)."),
  webMemory: row(mebibytes(96), "256", "Memory limit of a web container, MiB."),
  terminalMemory: row(mebibytes(96), "768", "Memory limit of a terminal container, MiB."),
  postgresMemory: row(
    mebibytes(128),
    "768",
    "Memory limit of PostgreSQL, MiB; a quarter becomes its buffers.",
  ),
  redisMemory: row(mebibytes(32), "192", "Memory limit of Redis, MiB; three quarters are for data."),
  nginxMemory: row(mebibytes(48), "256", "Memory limit of Nginx, MiB."),
  webCpus: row(cpus, "1", "Processor limit of a web container, cores."),
  terminalCpus: row(cpus, "1", "Processor limit of a terminal container, cores."),
  postgresCpus: row(cpus, "1", "Processor limit of PostgreSQL, cores."),
  redisCpus: row(cpus, "1", "Processor limit of Redis, cores."),
  nginxCpus: row(cpus, "1", "Processor limit of Nginx, cores."),
  openFiles: row(
    z.coerce.number().int().min(1024).max(1_048_576),
    "16384",
    "Most open files of a terminal container and of an Nginx worker, of which a player takes one and two. The engine's own limit bounds it.",
  ),
  requestsPerSecond: row(
    z.coerce.number().int().min(1).max(100_000),
    "100",
    "Requests per second from one address before they are slowed and refused (429).",
  ),
  // Nginx counts them in 16 bits.
  connectionsPerAddress: row(
    z.coerce.number().int().min(1).max(65_535),
    "200",
    "Open connections from one address; raise it where many players share one.",
  ),
  logMaxMiB: row(z.coerce.number().int().min(1).max(1024), "20", "Size at which a log file is rotated, MiB."),
  logKeep: row(z.coerce.number().int().min(2).max(50), "5", "Rotated files kept of each log."),
  chatDays: row(
    z.coerce.number().int().min(1).max(3650),
    "30",
    "Days after which what was said is deleted; lines around a report stay until half a year after it was closed.",
  ),
  secretsVersion: row(
    z.coerce.number().int().min(1),
    "1",
    "Raise it to generate every password anew and restart the services with them.",
  ),
  dockerHost: row(
    z.union([z.literal(""), z.string().regex(/^(unix|tcp|ssh):\/\//, "unix://, tcp:// or ssh://")]),
    "",
    "The Docker engine to deploy to, as ssh://user@host; empty: DOCKER_HOST, else the local engine.",
  ),
  smtpUrl: secret(
    url(/^smtps?:\/\//, "an smtp:// or smtps:// URL"),
    "Where mail is handed in, as smtp://name:password@mail.example.org:587; without it, lost passwords are the operator's to mend.",
  ),
  mailFrom: row(
    z.union([
      z.literal(""),
      z.string().regex(/^[^\s@<>]+@[^\s@<>]+$/, "an e-mail address"),
      z.string().regex(/^[^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>$/, "an e-mail address"),
    ]),
    "",
    "With smtpUrl: the sender of mails, as `Terminusa <game@example.org>`.",
  ),
  externalPostgresUrl: secret(
    postgresUrl,
    "A PostgreSQL of your own: URL of the role the servers use. No PostgreSQL container is made.",
  ),
  externalPostgresOwnerUrl: secret(
    postgresUrl,
    "With externalPostgresUrl: URL of the role that owns the schema; migrations run as it.",
  ),
  externalRedisUrl: secret(
    url(/^rediss?:\/\//, "a redis:// or rediss:// URL"),
    "A Redis of your own. No Redis container is made.",
  ),
} as const;

type Table = typeof table;
export type SettingName = keyof Table;
/** The settings of one stack, checked and typed. */
export type Settings = { [K in SettingName]: z.output<Table[K]["schema"]> };
/** One line of docs/settings.md. */
export type SettingRow = { name: SettingName; default: string; meaning: string; secret: boolean };

/** The settings in the order of the documentation. */
export const SETTINGS: readonly SettingRow[] = Object.entries(table).map(([name, entry]) => ({
  name: name as SettingName,
  default: entry.default,
  meaning: entry.meaning,
  secret: entry.secret,
}));

/**
 * Checks a stack's configuration. `raw` holds the values by their name without the `terminusa:` prefix,
 * each as text (a list may be comma separated or JSON). Throws SettingsError that names the setting.
 */
export function parseSettings(raw: Readonly<Record<string, string>>): Settings {
  for (const name of Object.keys(raw)) if (!(name in table)) throw unknownSetting(name);
  const settings = Object.fromEntries(
    Object.entries(table).map(([name, entry]) => [name, parseOne(name, entry, raw[name])]),
  ) as Settings;
  refuseContradictions(settings);
  return settings;
}

function parseOne(name: string, entry: Table[SettingName], text: string | undefined): unknown {
  const result = entry.schema.safeParse(text ?? entry.default);
  if (result.success) return result.data;
  const value = entry.secret ? "(secret)" : JSON.stringify(text ?? entry.default);
  const why = result.error.issues.map((issue) => issue.message).join("; ");
  throw new SettingsError(
    `setting ${name} = ${value}: ${why}\n` +
      `  ${entry.meaning}\n` +
      `  Set it with: ./terminusa config set ${name} ${entry.default || "VALUE"}`,
  );
}

function refuseContradictions(s: Settings): void {
  const files = s.tlsCertificateFile !== "" || s.tlsKeyFile !== "";
  if (s.tls === "files" && (s.tlsCertificateFile === "" || s.tlsKeyFile === ""))
    throw contradiction("tls is files, so tlsCertificateFile and tlsKeyFile must both be set");
  if (s.tls === "own-ca" && files)
    throw contradiction(
      "tlsCertificateFile or tlsKeyFile is set, but tls is own-ca: set tls to files, or unset them",
    );
  const { httpPort, httpsPort, gamePort, telnetPort } = s;
  const ports = Object.entries({ httpPort, httpsPort, gamePort, telnetPort }).filter(([, p]) => p !== 0);
  if (new Set(ports.map(([, p]) => p)).size !== ports.length)
    throw contradiction(`the ports ${ports.map((pair) => pair.join(" ")).join(", ")} must differ`);
  if (s.smtpUrl !== "" && s.mailFrom === "")
    throw contradiction("smtpUrl is set, so mailFrom must say who the mails are from");
  if ((s.externalPostgresUrl === "") !== (s.externalPostgresOwnerUrl === ""))
    throw contradiction("externalPostgresUrl and externalPostgresOwnerUrl must be set together");
}

function contradiction(text: string): SettingsError {
  return new SettingsError(
    `settings contradict each other: ${text}\n  See docs/settings.md, or ./terminusa config`,
  );
}

function unknownSetting(name: string): SettingsError {
  const [nearest] = Object.keys(table)
    .map((known) => ({ known, slips: differentLetters(known.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
  const hint = nearest && nearest.slips <= 2 ? ` Did you mean ${nearest.known}?` : "";
  return new SettingsError(
    `unknown setting "${name}".${hint}\n` +
      "  See docs/settings.md for every setting.\n" +
      `  Remove it with: ./terminusa config rm ${name}`,
  );
}

// How many letters one has and the other hasn't, wherever they stand: counts slips of the fingers.
function differentLetters(known: string, given: string): number {
  const rest = [...known];
  const missing = [...given].filter((letter) => {
    const at = rest.indexOf(letter);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return missing.length + rest.length;
}

function splitList(text: string): string[] {
  const items: unknown =
    text.trim().startsWith("[") && text.includes('"') ? JSON.parse(text) : text.split(",");
  return (items as unknown[]).map((item) => String(item).trim().toLowerCase()).filter((item) => item !== "");
}

function row<S extends z.ZodType>(schema: S, fallback: string, meaning: string) {
  return { schema, default: fallback, meaning, secret: false };
}

function secret<S extends z.ZodType>(schema: S, meaning: string) {
  return { schema, default: "", meaning, secret: true };
}
