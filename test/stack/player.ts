import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import type { Checkout } from "./checkout.ts";

export interface Answer {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

export const PASSWORD = "a lantern in the boiler room";

/** One HTTPS request to the stack, trusting its authority; rejects when the line breaks. */
export function call(checkout: Checkout, method: string, path: string, json?: unknown): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const body = json === undefined ? undefined : JSON.stringify(json);
  const outgoing = request(
    {
      host: "127.0.0.1",
      port: checkout.ports.httpsPort,
      method,
      path,
      servername: "localhost",
      ca: checkout.authority,
      agent: false,
      timeout: 15_000,
      headers: {
        host: `localhost:${checkout.ports.httpsPort}`,
        ...(body !== undefined && {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        }),
      },
    },
    (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
      );
    },
  );
  outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in 15 s")));
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}

/** Registers an account and returns a token for the terminal client. */
export async function register(checkout: Checkout, name: string): Promise<string> {
  const made = await call(checkout, "POST", "/api/v1/accounts", { name, password: PASSWORD });
  if (made.status !== 201) throw new Error(`registering ${name}: ${made.status} ${made.body}`);
  return token(checkout, name);
}

/** Logs in over the API; also the proof that an account is still there. */
export async function token(checkout: Checkout, name: string): Promise<string> {
  const answer = await call(checkout, "POST", "/api/v1/tokens", { name, password: PASSWORD, label: "test" });
  if (answer.status !== 201) throw new Error(`token for ${name}: ${answer.status} ${answer.body}`);
  return (JSON.parse(answer.body) as { token: string }).token;
}

/** Plays `lines` with the real command-line client through a pipe; returns what it printed. */
export function playLines(
  checkout: Checkout,
  name: string,
  lines: string[],
): Promise<{ code: number; output: string }> {
  const home = mkdtempSync(join(tmpdir(), "terminusa-player-"));
  const passwordFile = join(home, "password");
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 });
  const options = ["--user", name, "--password-file", passwordFile];
  const child = spawn(join(checkout.folder, "terminusa"), ["--stack", checkout.stack, "play", ...options], {
    env: { ...process.env, XDG_CONFIG_HOME: home },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  child.stdin.end(`${lines.join("\n")}\n`);
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; output: string }>();
  child.on("error", reject);
  child.on("close", (code) => {
    rmSync(home, { recursive: true, force: true });
    resolve({ code: code ?? 1, output });
  });
  return promise;
}

/** An open socket to the game's own port, for watching what it is told. */
export function openGame(checkout: Checkout): WebSocket {
  return new WebSocket(`wss://localhost:${checkout.ports.gamePort}/`, "terminusa.v1.json", {
    ca: checkout.authority,
  });
}
