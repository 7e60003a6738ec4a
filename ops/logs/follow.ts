import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Context } from "../context.ts";
import { LABEL_STACK } from "../engine.ts";
import { inspectContainer, type StackContainer } from "../services.ts";
import { followAccessLog } from "./access-log.ts";
import { followOutput } from "./container-log.ts";
import type { LogLine } from "./line.ts";

/**
 * Listens to the engine from now on. The function that it returns calls back for each container of the stack
 * that started since, until `stop` is aborted; it rejects when the engine ends the stream.
 */
export async function watchStarts(
  context: Context,
  stop: AbortSignal,
): Promise<(started: (container: StackContainer) => void) => Promise<void>> {
  const filters = { type: ["container"], event: ["start"], label: [`${LABEL_STACK}=${context.stack}`] };
  const options = { filters, abortSignal: stop };
  const stream = (await context.docker.getEvents(options as never)) as unknown as Readable;
  return async (started) => {
    try {
      for await (const text of createInterface({ input: stream })) {
        const { id } = JSON.parse(text) as { id: string };
        const container = await inspectContainer(context, id);
        if (container) started(container);
      }
    } catch (error) {
      if (!stop.aborted) throw error;
    }
    if (!stop.aborted) throw new Error("the Docker engine closed the stream of events");
  };
}

/** Attaches to each container once while it runs, and remembers how far each was read. */
export class Follower {
  readonly #context: Context;
  readonly #stop: AbortSignal;
  readonly #take: (line: LogLine) => void;
  readonly #failed: (error: unknown) => void;
  readonly #attached = new Set<string>();
  readonly #again = new Map<string, StackContainer>();
  readonly #last = new Map<string, string>();
  #access: LogLine[];

  /** `history` holds what was read of each container's output, `access` the access log's lines, in order. */
  constructor(
    context: Context,
    stop: AbortSignal,
    history: ReadonlyMap<string, readonly LogLine[]>,
    access: readonly LogLine[],
    take: (line: LogLine) => void,
    failed: (error: unknown) => void,
  ) {
    this.#context = context;
    this.#stop = stop;
    this.#take = take;
    this.#failed = failed;
    this.#access = [...access];
    for (const [id, lines] of history) if (lines.length > 0) this.#last.set(id, lines.at(-1)!.at);
  }

  /**
   * Follows a container's logs until it stops: from the last line that is known, else from its start if it is
   * `new`, else from now. One that is followed already is looked at again when it has stopped.
   */
  attach(container: StackContainer, isNew: boolean): void {
    const { id, service } = container;
    if (this.#stop.aborted) return;
    if (this.#attached.has(id)) {
      this.#again.set(id, container);
      return;
    }
    this.#attached.add(id);
    const last = this.#last.get(id);
    const from = last ? { after: last } : isNew ? { start: container.info.State.StartedAt } : "now";
    const following = [
      followOutput(this.#context, container, from, this.#stop, (line) => {
        this.#last.set(id, line.at);
        this.#take(line);
      }),
    ];
    if (service === "nginx" && container.info.State.Running) following.push(this.#followAccess(container));
    Promise.all(following)
      .catch((error) => this.#gone(error))
      .finally(() => this.#ended(id));
  }

  #ended(id: string): void {
    this.#attached.delete(id);
    const container = this.#again.get(id);
    this.#again.delete(id);
    if (container) this.attach(container, true);
  }

  #followAccess(nginx: StackContainer): Promise<void> {
    return followAccessLog(this.#context, nginx, this.#access, this.#stop, (line) => {
      if (line.at !== this.#access.at(-1)?.at) this.#access = [];
      this.#access.push(line);
      this.#take(line);
    });
  }

  // 404, 409: it went between its start and our look at it.
  #gone(error: { statusCode?: number }): void {
    if (this.#stop.aborted || error.statusCode === 404 || error.statusCode === 409) return;
    this.#failed(error);
  }
}
