import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Bag } from "../../sdk/values.ts";
import type { Engine } from "../engine.ts";
import { engineError } from "../engine-error.ts";

/** Waits until the container has ended, whatever its exit code; with `logs` it returns what the container wrote. */
export async function attach(engine: Engine, id: string, inputs: Bag, signal: AbortSignal): Promise<Bag> {
  const logs = inputs.logs === true ? collectLogs(engine, id, inputs.tty === true, signal) : undefined;
  // An early failure of the logs is told after the wait; unhandled until then it would end the process.
  logs?.catch(() => undefined);
  try {
    await engine.docker.getContainer(id).wait({ condition: "not-running", abortSignal: signal });
  } catch (error) {
    throw engineError("Unable to wait container end of execution", error);
  }
  return logs ? { containerLogs: await logs } : {};
}

async function collectLogs(engine: Engine, id: string, isTty: boolean, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  try {
    const container = engine.docker.getContainer(id);
    const stream = await container.logs({ stdout: true, stderr: true, follow: true, abortSignal: signal });
    if (isTty) stream.on("data", (chunk: Buffer) => sink.write(chunk));
    else engine.docker.modem.demuxStream(stream, sink, sink);
    await finished(stream as NodeJS.ReadableStream, { writable: false });
  } catch (error) {
    throw engineError("unable to read container logs", error);
  }
  return Buffer.concat(chunks).toString("utf8");
}
