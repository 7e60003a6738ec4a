import { connect } from "node:net";
import { type Client, credentials } from "@grpc/grpc-js";
import type { Log } from "./provider.ts";

const LIVENESS_INTERVAL_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_000;
const MISSES_UNTIL_GONE = 2;
const SEVERITY = { debug: 0, info: 1, warning: 2, error: 3 } as const;

interface LogClient extends Client {
  log(request: unknown, callback: (error: Error | null) => void): void;
}

/** The engine that started the plugin: it takes log lines, and when it is gone the plugin has no reason to live. */
export class Engine {
  private address: string | null = null;
  private client: Promise<LogClient> | null = null;
  private readonly pending = new Set<Promise<void>>();

  /** "" before the engine has told it. */
  get currentAddress(): string {
    return this.address ?? "";
  }

  attach(address: string): void {
    if (address === "" || address === this.address) return;
    this.address = address;
    this.client = null;
  }

  /** A function that logs under one resource. Lines for no engine go to stderr, so that none is lost. */
  logFor(urn: string): Log {
    return (severity, message, { transient = false } = {}) => {
      const sent = this.send(urn, severity, message, transient).catch((error: unknown) => {
        process.stderr.write(`${severity}: ${message} (the engine didn't take it: ${String(error)})\n`);
      });
      this.pending.add(sent);
      sent.finally(() => this.pending.delete(sent));
    };
  }

  /** Resolves when every line logged so far has reached the engine. */
  async flush(): Promise<void> {
    await Promise.all(this.pending);
  }

  /** Calls `onGone` once the engine's port no longer answers. */
  watch(onGone: () => void): NodeJS.Timeout {
    let misses = 0;
    const timer = setInterval(async () => {
      if (this.address === null) return;
      misses = (await answers(this.address)) ? 0 : misses + 1;
      if (misses === MISSES_UNTIL_GONE) onGone();
    }, LIVENESS_INTERVAL_MS);
    return timer.unref();
  }

  private async send(
    urn: string,
    severity: keyof typeof SEVERITY,
    message: string,
    transient: boolean,
  ): Promise<void> {
    if (this.address === null) {
      process.stderr.write(`${severity}: ${message}\n`);
      return;
    }
    // Loaded at the first line: most plugins never log, and start-up time is what everybody waits for.
    const { default: enginePb } = await import("@pulumi/pulumi/proto/engine_pb.js");
    this.client ??= connectTo(this.address);
    const client = await this.client;
    const request = new enginePb.LogRequest();
    request.setSeverity(SEVERITY[severity]);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(transient);
    await new Promise<void>((resolve, reject) => {
      client.log(request, (error) => (error === null ? resolve() : reject(error)));
    });
  }
}

async function connectTo(address: string): Promise<LogClient> {
  const { default: engineGrpc } = await import("@pulumi/pulumi/proto/engine_grpc_pb.js");
  return new engineGrpc.EngineClient(address, credentials.createInsecure(), {
    "grpc.max_send_message_length": -1,
  }) as unknown as LogClient;
}

function answers(address: string): Promise<boolean> {
  const separator = address.lastIndexOf(":");
  return new Promise((resolve) => {
    const socket = connect(Number(address.slice(separator + 1)), address.slice(0, separator));
    const settle = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => settle(false));
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}
