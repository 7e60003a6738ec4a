import type { Server } from "node:http";

/** Below the container's grace of 30 s, so that the end is told and not cut off. */
const GRACE_MS = 25_000;
const SWEEP_MS = 50;

/**
 * Closes the listener, finishes what is under way and resolves with true; with false if requests were still
 * unfinished after the grace and were cut off.
 */
export async function drainServer(server: Server, graceMs: number = GRACE_MS): Promise<boolean> {
  if (!server.listening) return true;
  // Whoever comes on an open connection is served, and told to use another one next.
  server.prependListener("request", (_request, response) => response.setHeader("Connection", "close"));
  // The kernel may have accepted connections that this process has not seen: they are taken first.
  await new Promise((resolve) => setImmediate(resolve));
  let late = false;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const end = setTimeout(() => {
    late = true;
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(end);
  return !late;
}
