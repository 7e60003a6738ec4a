import { existsSync } from "node:fs";
import { join } from "node:path";
import { readSecretFile } from "../secret-file.ts";

export type MigrateConfig = { databaseUrl: string; directory: string };

/** Throws naming the variable that is missing. */
export function configFromEnv(env: NodeJS.ProcessEnv): MigrateConfig {
  const file = env.MIGRATE_DATABASE_URL_FILE;
  if (!file)
    throw new Error("MIGRATE_DATABASE_URL_FILE is not set: name the file with the owner's database URL");
  return { databaseUrl: readSecretFile(file), directory: migrationsDirectory(import.meta.dirname) };
}

/** The migrations lie beside the bundle's one file, and one up from this one in the source tree. */
export function migrationsDirectory(here: string): string {
  const bundled = join(here, "migrations");
  return existsSync(bundled) ? bundled : join(here, "../migrations");
}
