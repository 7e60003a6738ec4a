// For `node --test --test-global-setup`: one Postgres for all files of a run, see test/services.ts.
import { SHARED_POSTGRES, startSharedPostgres } from "./services.ts";

let stop: (() => Promise<void>) | undefined;

export async function globalSetup(): Promise<void> {
  const postgres = await startSharedPostgres();
  stop = postgres.stop;
  process.env[SHARED_POSTGRES] = postgres.host;
}

export async function globalTeardown(): Promise<void> {
  await stop?.();
}
