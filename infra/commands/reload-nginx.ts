// Makes the running Nginx CONTAINER read its configuration and certificate anew. The files were tested by
// the job that wrote them. From inside, because the engine takes every signal that it sends itself for a
// manual stop, and would not restart the container after a later crash.
import { once } from "node:events";
import { engine } from "./engine.ts";

const { CONTAINER } = process.env;
if (!CONTAINER) throw new Error("reload-nginx: CONTAINER must be set");
const exec = await engine()
  .getContainer(CONTAINER)
  .exec({ Cmd: ["bash", "-c", "kill -HUP 1"], AttachStdout: true, AttachStderr: true });
const stream = await exec.start({});
await once(stream.resume(), "end");
const { ExitCode: code } = await exec.inspect();
if (code !== 0) throw new Error(`reload-nginx: the signal was refused (exit code ${code})`);
