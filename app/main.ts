import { openLog } from "../store/log.ts";
import { startHeartbeat } from "../store/vitals/heartbeat.ts";
import { configFromEnv } from "./config.ts";
import { serve } from "./serve.ts";

const config = configFromEnv(process.env);
let errors = 0;
const log = openLog({
  service: "web",
  file: config.logFile,
  maxMiB: config.logMaxMiB,
  keep: config.logKeep,
  onError: () => errors++,
});
const server = serve(config, log);
const contentFolder = config.contentDirectory;
const heart = startHeartbeat({ ...config, service: "web", contentFolder, errors: () => errors, log });

process.on("uncaughtException", (error) => {
  log.fatal({ err: error }, "the web server broke");
  process.exit(1);
});

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "draining");
    server.drain().then(async (exitCode) => {
      process.exitCode = exitCode;
      await heart.stop();
      // With everything closed the process ends by itself, and its last lines reach the log file.
      setTimeout(() => process.exit(), 1_000).unref();
    });
  });

server.failed.catch((error) => {
  log.fatal({ err: error }, "the web server can't start");
  process.exit(1);
});
