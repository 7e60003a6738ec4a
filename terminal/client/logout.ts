/** `--logout`: the token dies on the server and is forgotten here. */
import { once } from "node:events";
import type { WebSocket } from "ws";
import { type ClientMessage, PROTOCOL_VERSION, parseServerMessage } from "../../game/protocol.ts";
import { Failure } from "./failure.ts";
import type { Keepsake } from "./keepsake.ts";

const PATIENCE_MS = 5_000;

/** Returns the exit code. Forgets here first, so that an unreachable server can't keep it. */
export async function logOut(open: () => WebSocket, keepsake: Keepsake): Promise<number> {
  const { token } = keepsake.read();
  if (!token) {
    process.stdout.write("No login is stored for this server.\n");
    return 0;
  }
  keepsake.write({ token: undefined, user: undefined });
  if (!(await revoke(open(), token))) {
    throw new Failure("Forgotten here, but the server did not answer. Remove the login on its account page.");
  }
  process.stdout.write("Logged out: the stored login is forgotten, here and on the server.\n");
  return 0;
}

async function revoke(socket: WebSocket, token: string): Promise<boolean> {
  const say = (message: ClientMessage) => socket.send(JSON.stringify(message));
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    await once(socket, "open", { signal: patience });
    say({ t: "hello", v: PROTOCOL_VERSION, client: "terminal client, logging out" });
    say({ t: "forget", token });
    for (;;) {
      const [data] = await once(socket, "message", { signal: patience });
      const message = parseServerMessage(String(data));
      if (message?.t === "forgotten") return true;
      if (message?.t === "bye") return false;
    }
  } catch {
    // Unreachable, cut or silent: the caller says what that means.
    return false;
  } finally {
    socket.on("error", () => {});
    socket.close();
  }
}
