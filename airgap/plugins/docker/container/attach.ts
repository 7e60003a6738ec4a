import { buffer } from "node:stream/consumers";
import type { Bag } from "../../sdk/values.ts";
import type { Engine } from "../engine.ts";
import { engineError } from "../engine-error.ts";

/** Waits until the container has ended, whatever its exit code; with `logs` it returns what the container wrote. */
export async function attach(engine: Engine, id: string, inputs: Bag, signal: AbortSignal): Promise<Bag> {
  const isTty = inputs.tty === true;
  // A container that removes itself takes its logs along; only following them gets them.
  const followed = inputs.logs === true && inputs.rm === true ? follow(engine, id, isTty, signal) : undefined;
  // An early failure of the logs is told after the wait; unhandled until then it would end the process.
  followed?.catch(() => undefined);
  try {
    await engine.docker.getContainer(id).wait({ condition: "not-running", abortSignal: signal });
  } catch (error) {
    throw engineError("Unable to wait container end of execution", error);
  }
  if (inputs.logs !== true) return {};
  return { containerLogs: await (followed ?? readLogs(engine, id, isTty, signal)) };
}

async function follow(engine: Engine, id: string, isTty: boolean, signal: AbortSignal): Promise<string> {
  try {
    const container = engine.docker.getContainer(id);
    const options = { stdout: true, stderr: true, follow: true as const, abortSignal: signal };
    return text(await buffer(await container.logs(options)), isTty);
  } catch (error) {
    throw engineError("unable to read container logs", error);
  }
}

/** The whole log of a container that has ended. Following it instead can lose a last line without a line end. */
async function readLogs(engine: Engine, id: string, isTty: boolean, signal: AbortSignal): Promise<string> {
  try {
    const container = engine.docker.getContainer(id);
    const options = { stdout: true, stderr: true, follow: false as const, abortSignal: signal };
    return text(await container.logs(options), isTty);
  } catch (error) {
    throw engineError("unable to read container logs", error);
  }
}

const FRAME_HEADER_BYTES = 8;

/** Without a terminal the Engine puts stdout and stderr into frames: stream, length, payload. */
function text(log: Buffer, isTty: boolean): string {
  if (isTty) return log.toString("utf8");
  const payloads: Buffer[] = [];
  for (let at = 0; at + FRAME_HEADER_BYTES <= log.length; ) {
    const start = at + FRAME_HEADER_BYTES;
    at = start + log.readUInt32BE(at + 4);
    payloads.push(log.subarray(start, at));
  }
  return Buffer.concat(payloads).toString("utf8");
}
