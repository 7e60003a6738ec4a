import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { bracketed } from "../infra/host.ts";
import type { PublicPath } from "../infra/verify.ts";
import type { Context } from "./context.ts";
import { OperatorError } from "./operator-error.ts";

/** Where the stack answers, and what to trust there. */
export function publicPath(context: Context): PublicPath {
  const { settings } = context;
  return {
    address: publishedAddress(context),
    serverName: publicHost(context),
    httpsPort: settings.httpsPort,
    gamePort: settings.gamePort,
    telnetPort: settings.telnetPort,
    authority: readFileSync(authorityFile(context), "utf8"),
  };
}

/** The first public host name, without brackets. */
export function publicHost(context: Context): string {
  return (context.settings.hosts[0] ?? "localhost").replace(/^\[|\]$/g, "");
}

/** The PEM file that a player's machine must trust: the stack's authority, or the operator's own chain. */
export function authorityFile(context: Context): string {
  const { settings, home, stack, root } = context;
  const file =
    settings.tls === "files"
      ? resolve(root, settings.tlsCertificateFile)
      : join(home, "stacks", stack, "authority.crt");
  if (existsSync(file)) return file;
  throw new OperatorError(
    `${file} is missing`,
    "the stack's certificate authority was made on another machine, or its file was removed",
    `./terminusa pulumi stack output authority > ${relative(process.cwd(), file)}`,
  );
}

/** The address at which this machine reaches the published ports. */
export function publishedAddress(context: Context): string {
  const { dockerHost, bindAddress } = context.settings;
  const host = dockerHost || process.env.DOCKER_HOST || "";
  if (host !== "" && !host.startsWith("unix:")) return new URL(host).hostname;
  return bindAddress === "0.0.0.0" ? "127.0.0.1" : bindAddress;
}

/** Prints where and how to play. */
export function welcome(context: Context, seconds: number): void {
  const { out, settings, stack, root } = context;
  const host = publicHost(context);
  const site = `https://${bracketed(host)}${settings.httpsPort === 443 ? "" : `:${settings.httpsPort}`}`;
  const file = authorityFile(context);
  const fingerprint = new X509Certificate(readFileSync(file)).fingerprint256;
  const flag = stack === "dev" ? "" : ` --stack ${stack}`;
  out.line();
  out.line(`Terminusa Online is up: stack ${stack}, ${seconds.toFixed(1)} s.`);
  out.line();
  out.line(`  Play in a browser    ${out.color.cyan(`${site}/play`)}`);
  if (settings.gamePort !== 0)
    out.line(`  Play in a terminal   ${out.color.cyan(`./terminusa${flag} play`)}`);
  if (settings.telnetPort !== 0)
    out.line(
      `  Play by MUD client   ${out.color.cyan(`${bracketed(host)}:${settings.telnetPort}`)}, with TLS`,
    );
  if (settings.tls === "own-ca") {
    out.line(`  Trust the site       import ${relative(root, file)} into the browser as an authority`);
    out.line(`                       SHA-256 ${fingerprint}`);
  }
  out.line(`  Look after it        ./terminusa${flag} status | logs | doctor`);
}
