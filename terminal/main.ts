import { openLog } from "../store/log.ts";
import { startHeartbeat } from "../store/vitals/heartbeat.ts";
import { configFromEnv } from "./config.ts";
import { startServer } from "./server.ts";

const config = readConfig();
const { logFile: file, logMaxMiB: maxMiB, logKeep: keep, logLevel: level } = config;
let errors = 0;
const log = openLog({ service: "terminal", file, maxMiB, keep, level, onError: () => errors++ });

process.on("uncaughtException", (error) => {
  log.fatal({ err: error }, "the terminal server broke");
  process.exit(1);
});

const server = startServer(config, log);
const contentFolder = config.contentDir;
const heart = startHeartbeat({ ...config, service: "terminal", contentFolder, errors: () => errors, log });
let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, async () => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "draining");
    await server.close();
    await heart.stop();
    log.info("drained");
    // With everything closed the process ends by itself, and its last lines reach the log file.
    setTimeout(() => process.exit(), 1_000).unref();
  });
}

server.ready.catch((error) => {
  if (stopping) return;
  log.fatal({ err: error }, "the terminal server can't start");
  process.exit(1);
});

function readConfig() {
  try {
    return configFromEnv(process.env);
  } catch (error) {
    // Where the log would be is not known yet, and a stack says less than the sentence.
    process.stderr.write(
      `${JSON.stringify({ level: 60, service: "terminal", msg: (error as Error).message })}\n`,
    );
    process.exit(1);
  }
}
