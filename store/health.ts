import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A dependency that hasn't answered by then counts as down. */
const CHECK_TIMEOUT_MS = 1_500;
/** Answers are reused so long, so that asking often costs the dependencies nothing. */
const FRESH_MS = 500;

/** Each resolves if the dependency is good, and rejects with the reason if not. */
export type Checks = Record<string, () => Promise<void>>;
/** `ready` if all are `ok`; others carry their reason. */
export type Readiness = { ready: boolean; checks: Record<string, string> };

/** Runs all checks at once, each bounded in time; calls while one run is under way or fresh share it. */
export function readiness(checks: Checks): () => Promise<Readiness> {
  let shared: { at: number; result: Promise<Readiness> } | null = null;
  return () => {
    if (!shared || Date.now() - shared.at > FRESH_MS) shared = { at: Date.now(), result: runAll(checks) };
    return shared.result;
  };
}

async function runAll(checks: Checks): Promise<Readiness> {
  const names = Object.keys(checks);
  const outcomes = await Promise.all(names.map((name) => runOne(checks[name]!)));
  return {
    ready: outcomes.every((outcome) => outcome === "ok"),
    checks: Object.fromEntries(names.map((name, i) => [name, outcomes[i]!])),
  };
}

async function runOne(check: () => Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), late]);
    return "ok";
  } catch (error) {
    return error instanceof Error && error.message ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

export type HealthServer = { port: number; close: () => Promise<void> };

/**
 * Listens on `port` (0: any): GET /healthz answers 200 while the process lives, GET /readyz answers 200 or
 * 503 with each dependency by name. A port of its own, as the service's port only listens when ready.
 */
export async function healthServer({
  port,
  host,
  checks,
}: {
  port: number;
  host?: string | undefined;
  checks: Checks;
}): Promise<HealthServer> {
  const ask = readiness(checks);
  const server = createServer(async (request, response) => {
    const path = request.url?.split("?")[0];
    if (request.method !== "GET" && request.method !== "HEAD")
      return answer(response, 405, { error: "GET only" });
    if (path === "/healthz") return answer(response, 200, { alive: true });
    if (path !== "/readyz") return answer(response, 404, { error: "try /healthz or /readyz" });
    const state = await ask();
    answer(response, state.ready ? 200 : 503, state);
  });
  await listen(server, port, host);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(`${JSON.stringify(body)}\n`);
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
