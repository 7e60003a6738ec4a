import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import type { Engine } from "./engine.ts";
import { toServiceError } from "./failure.ts";
import { ProviderError } from "./provider.ts";

export type Handler<Request, Response> = (request: Request, signal: AbortSignal) => Promise<Response>;

export type Unary = <Q, R>(
  handler: Handler<Q, R>,
) => (call: ServerUnaryCall<Q, R>, done: sendUnaryData<R>) => void;

/** Adapts an async function to a gRPC method: errors become statuses, and `signal` follows both ways to cancel. */
export function unaryCall<Q, R>(handler: Handler<Q, R>, engine: Engine, cancelled: AbortSignal) {
  return (call: ServerUnaryCall<Q, R>, done: sendUnaryData<R>): void => {
    const dropped = new AbortController();
    call.on("cancelled", () => dropped.abort(new ProviderError("CANCELLED", "the engine dropped the call")));
    // Log lines first: the engine closes a resource's row when its answer arrives.
    const flushed = async (): Promise<R> => {
      try {
        return await handler(call.request, AbortSignal.any([cancelled, dropped.signal]));
      } finally {
        await engine.flush();
      }
    };
    flushed().then(
      (response) => done(null, response),
      (error: unknown) => done(toServiceError(error)),
    );
  };
}
