import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { Engine } from "./engine.ts";
import { handlers } from "./handlers.ts";
import { type Plugin, ProviderError } from "./provider.ts";
import { providerGrpc } from "./stubs.ts";

/** How long running work may take to react to an abort before the process ends anyway. */
const SHUTDOWN_GRACE_MS = 4_000;

/**
 * Runs a resource plugin: prints its port as the first line on stdout and serves until the engine interrupts it or
 * disappears. Resolves once it serves.
 */
export async function serve(plugin: Plugin): Promise<void> {
  const engine = new Engine();
  const cancelled = new AbortController();
  await serveUntilStopped(
    providerGrpc.ResourceProviderService,
    handlers(plugin, engine, cancelled),
    engine,
    cancelled,
  );
}

/** Serves one gRPC service for the life of the process; `cancelled` aborts when it has to end. */
export async function serveUntilStopped(
  service: ServiceDefinition,
  implementation: UntypedServiceImplementation,
  engine: Engine,
  cancelled: AbortController,
): Promise<void> {
  engine.attach(engineAddress(process.argv.slice(2)));
  const server = new Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(service, implementation);
  await listen(server);
  const shutdown = stopOnce(server, cancelled);
  process.on("SIGINT", () => shutdown("interrupted"));
  process.on("SIGTERM", () => shutdown("terminated"));
  engine.watch(() => shutdown("the engine is gone"));
}

/** Binds to a free port of the loopback interface and prints it. */
function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error !== null) return reject(error);
      process.stdout.write(`${port}\n`);
      resolve(port);
    });
  });
}

/** The engine's address is the last argument; "" when the plugin was started by hand. */
export function engineAddress(args: string[]): string {
  const last = args.at(-1) ?? "";
  return /^[^\s-][^\s]*:\d+$/.test(last) && !last.includes("://") ? last : "";
}

function stopOnce(server: Server, cancelled: AbortController): (why: string) => void {
  let stopping = false;
  return (why) => {
    if (stopping) return;
    stopping = true;
    cancelled.abort(new ProviderError("CANCELLED", `the plugin was stopped: ${why}`));
    const end = (): never => process.exit(0);
    setTimeout(end, SHUTDOWN_GRACE_MS).unref();
    server.tryShutdown(end);
  };
}
