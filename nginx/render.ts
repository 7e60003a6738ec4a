// The Nginx configuration directory of a stack, rendered from the files beside this one.
import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import { Eta } from "eta";
import { z } from "zod";
import { type ErrorPage, errorPages } from "./error-pages.ts";

/** Settings that can't be put into a configuration: which one and why. */
export class NginxSettingsError extends Error {
  override name = "NginxSettingsError";
}

const DNS_NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const MEBIBYTE = 1024 * 1024;

const port = z.int().min(1).max(65535);
const alias = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be a network alias, as web");
const count = (max: number) => z.int().min(1).max(max);
const host = z
  .string()
  .transform(serverName)
  .refine((name) => name !== "", "must be a DNS name, an IPv4 or an IPv6 address, without a port");

const schema = z.strictObject({
  hosts: z.array(host).min(1),
  httpsPort: port,
  gamePort: port.nullable(),
  telnetPort: port.nullable(),
  webAlias: alias,
  webPort: port,
  terminalAlias: alias,
  terminalPort: port,
  terminalTelnetPort: port,
  limits: z.strictObject({
    requestsPerSecond: count(100_000),
    requestBurst: count(1_000_000),
    connectionsPerAddress: count(100_000),
    bodyBytes: count(1_073_741_824),
  }),
  logMaxMiB: count(10_240),
  logKeep: count(100),
});

/**
 * What differs between stacks. `httpsPort`, `gamePort` and `telnetPort` are the published ports (null leaves the
 * TLS port of the terminal clients or of MUD clients out); the ports of web and terminal those behind the aliases. `bodyBytes` is
 * the largest request body; `logMaxMiB` the size at which a log is rotated; `logKeep` how many old ones stay.
 */
export type NginxSettings = z.input<typeof schema>;

/** Every file of the configuration directory, by file name; there are no subdirectories. */
export type ConfigFiles = Record<string, string>;

const VERBATIM = [
  ...["headers.conf", "proxy.conf", "websocket.conf", "pages.conf", "tls.conf", "upstream-names.conf"],
  ...["log-time.conf", "mime.types", "error.css"],
];
const SCRIPTS = ["start.sh", "rotate.sh", "report.sh", "error-log.awk"];

/**
 * Renders the configuration directory: nginx.conf, what it includes, the error pages, start.sh and its parts.
 * `source` is this folder's path; a bundled caller has no other way to know it.
 * Throws NginxSettingsError naming the setting that can't be used.
 */
export function renderNginx(settings: NginxSettings, source: string): ConfigFiles {
  const checked = check(settings);
  const hosts = [...new Set([...LOOPBACK, ...checked.hosts])];
  const text = (name: string) => readFileSync(join(source, name), "utf8");
  const portSuffix = checked.httpsPort === 443 ? "" : `:${checked.httpsPort}`;
  const files: ConfigFiles = {
    "nginx.conf": fill(text("nginx.conf.eta"), { ...checked, hosts, portSuffix }, false),
    "log-limits": `max_bytes=${checked.logMaxMiB * MEBIBYTE}\nkeep=${checked.logKeep}\n`,
  };
  for (const name of [...VERBATIM, ...SCRIPTS]) files[name] = text(name);
  const pages = errorPages({ hosts: checked.hosts, ...checked.limits });
  for (const page of pages) files[`${page.status}.html`] = renderPage(text("page.html.eta"), page);
  return files;
}

function check(settings: NginxSettings): z.output<typeof schema> {
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new NginxSettingsError(`Nginx settings can't be used: ${problems.join("; ")}`);
}

/** The name as Nginx compares it (IPv6 compressed and in brackets), or "" if it is none. */
function serverName(text: string): string {
  const address = text.replace(/^\[(.*)\]$/, "$1");
  if (isIPv6(address) && !address.includes("%")) return new URL(`http://[${address}]`).hostname;
  const name = text.toLowerCase();
  return name.length <= 253 && DNS_NAME.test(name) ? name : "";
}

function renderPage(template: string, page: ErrorPage): string {
  return fill(template, page, true);
}

function fill(template: string, data: object, escapeHtml: boolean): string {
  return new Eta({ autoEscape: escapeHtml, autoTrim: ["nl", false] }).renderString(template, data);
}
