import { Server, ServerCredentials } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import { emptyMessage } from "./stubs.ts";

/** An engine that only listens: it keeps the log lines that plugins send. */
export class TestEngine {
  readonly lines: { severity: number; message: string; urn: string }[] = [];
  readonly address: string;
  private readonly server: Server;

  private constructor(server: Server, port: number, lines: TestEngine["lines"]) {
    this.server = server;
    this.address = `127.0.0.1:${port}`;
    this.lines = lines;
  }

  static async start(): Promise<TestEngine> {
    const lines: TestEngine["lines"] = [];
    const server = new Server();
    server.addService(engineGrpc.EngineService, {
      log: ({ request }: { request: LogRequest }, done: (error: null, reply: unknown) => void) => {
        lines.push({ severity: request.getSeverity(), message: request.getMessage(), urn: request.getUrn() });
        done(null, emptyMessage());
      },
    } as never);
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return new TestEngine(server, port, lines);
  }

  stop(): void {
    this.server.forceShutdown();
  }
}
