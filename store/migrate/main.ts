import { configFromEnv } from "./config.ts";
import { migrate } from "./migrate.ts";

const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const { databaseUrl, directory } = configFromEnv(process.env);
  await migrate({ databaseUrl, directory, print });
} catch (error) {
  print({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
