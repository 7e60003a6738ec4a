import { createHash } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const RETRY_MS = 200;

/**
 * Does work that writes to a folder while no other process does: two stacks may come up at once. The lock is a socket
 * in Linux's abstract namespace, which goes with its process however that ends: nothing stale can be left.
 */
export async function inTurn<T>(
  folder: string,
  log: (text: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const key = createHash("sha256")
    .update(await realpath(folder))
    .digest("hex");
  const lock = await takeLock(`\0terminusa-airgap-${key}`, log);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function takeLock(address: string, log: (text: string) => void): Promise<Server> {
  for (let told = false; ; await sleep(RETRY_MS)) {
    const lock = await listen(address);
    if (lock) return lock;
    if (!told) log("waiting for another run that fills the same cache");
    told = true;
  }
}

/** Undefined where another process listens there. */
async function listen(address: string): Promise<Server | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Server | undefined>();
  const server = createServer((socket) => socket.destroy());
  server.once("error", (error: NodeJS.ErrnoException) =>
    error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
  );
  server.listen(address, () => resolve(server));
  return await promise;
}
