import type { Server, ServerResponse } from "node:http";

/** Below the container's grace of 30 s, so that the end is told and not cut off. */
const GRACE_MS = 25_000;
const SWEEP_MS = 50;

/**
 * Watches the server's requests. The function that it returns closes the listener, finishes what is under way
 * and resolves with true; with false if requests were still unfinished after the grace and were cut off.
 */
export function drainable(server: Server, graceMs: number = GRACE_MS): () => Promise<boolean> {
  const underWay = new Set<ServerResponse>();
  let draining = false;
  // Whoever is still served is told to use another connection next.
  const turnAway = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader("Connection", "close");
  };
  server.prependListener("request", (_request, response) => {
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
    if (draining) turnAway(response);
  });
  return async () => {
    draining = true;
    for (const response of underWay) turnAway(response);
    // The kernel may have accepted connections that this process has not seen: they are taken first.
    await new Promise((resolve) => setImmediate(resolve));
    return server.listening ? closeServer(server, graceMs) : true;
  };
}

async function closeServer(server: Server, graceMs: number): Promise<boolean> {
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
