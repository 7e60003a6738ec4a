// Starts the one-shot container CONTAINER, waits for its end, prints what it said and fails as it fails.
import { engine } from "./engine.ts";

const LIMIT_MS = 10 * 60_000;
const { CONTAINER, JOB } = process.env;
if (!CONTAINER || !JOB) throw new Error("run-job: CONTAINER and JOB must be set");

const container = engine().getContainer(CONTAINER);
const since = Math.floor(Date.now() / 1000);
await container.start();
const limit = setTimeout(() => void container.kill(), LIMIT_MS);
const { StatusCode: code } = (await container.wait()) as { StatusCode: number };
clearTimeout(limit);
const said = demultiplex(await container.logs({ stdout: true, stderr: true, since }));
if (code === 0) process.stdout.write(said);
else {
  process.stderr.write(`The ${JOB} job failed with exit code ${code}. It said:\n${said}`);
  process.exitCode = 1;
}

// The engine frames each piece of output: 1 byte stream, 3 bytes zero, 4 bytes length, then the piece.
function demultiplex(raw: Buffer): string {
  let text = "";
  for (let at = 0; at + 8 <= raw.length; ) {
    const length = raw.readUInt32BE(at + 4);
    text += raw.subarray(at + 8, at + 8 + length).toString("utf8");
    at += 8 + length;
  }
  return text;
}
