import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { bundleMigrate } from "../../bundles/migrate.ts";
import { type Services, startServices } from "../../test/services.ts";
import { openPool } from "../postgres.ts";
import { readRevision, requireSchema, SCHEMA_REVISION, SchemaMismatch, understands } from "../schema.ts";
import { migrate, newestRevision } from "./migrate.ts";

const MIGRATIONS = join(import.meta.dirname, "../migrations");
const LOCK_ID = "7241865325823964";

let services: Services;
let scratch: string;
before(async () => {
  services = await startServices();
  scratch = await mkdtemp(join(tmpdir(), "terminusa-migrations-"));
});
after(async () => {
  await services?.stop();
  await rm(scratch, { recursive: true });
});

/** Our migrations and these more, in a folder of their own. */
async function withMore(name: string, files: Record<string, string>): Promise<string> {
  const folder = join(scratch, name);
  await cp(MIGRATIONS, folder, { recursive: true });
  for (const [file, sql] of Object.entries(files)) await writeFile(join(folder, file), sql);
  return folder;
}

async function run(databaseUrl: string, directory: string, options: object = {}) {
  const lines: Record<string, unknown>[] = [];
  const print = (line: object) => void lines.push(line as Record<string, unknown>);
  const revision = await migrate({ databaseUrl, directory, print, ...options });
  return { revision, lines };
}

async function query(databaseUrl: string, sql: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const next = String(SCHEMA_REVISION + 1).padStart(4, "0");
const afterNext = String(SCHEMA_REVISION + 2).padStart(4, "0");

describe("migrating", () => {
  it("brings an empty database to this code's revision, then finds nothing to do", async () => {
    const { ownerUrl, url } = await services.freshDatabase({ migrated: false });
    const first = await run(ownerUrl, MIGRATIONS);
    assert.equal(first.revision, SCHEMA_REVISION);
    assert.equal(first.lines[0]!.migration, "0001_accounts_and_characters");
    const second = await run(ownerUrl, MIGRATIONS);
    assert.deepEqual(second.lines, [
      { revision: SCHEMA_REVISION, compatibleSince: second.lines[0]!.compatibleSince },
    ]);
    const pool = openPool(url, { max: 1, applicationName: "test" });
    assert.equal(await requireSchema(pool), SCHEMA_REVISION);
    await pool.end();
  });

  it("rolls everything back when one fails, and names the file", async () => {
    const { ownerUrl } = await services.freshDatabase();
    const folder = await withMore("failing", {
      [`${next}_fine.sql`]: "CREATE TABLE fine ();",
      [`${afterNext}_broken.sql`]: "CREATE TABLE half (); SELECT 1 / 0;",
    });
    await assert.rejects(
      run(ownerUrl, folder),
      new RegExp(`migration ${afterNext}_broken\\.sql failed, all was rolled back: .*division by zero`),
    );
    assert.deepEqual(
      await query(ownerUrl, "SELECT to_regclass('fine') AS fine, to_regclass('half') AS half"),
      [{ fine: null, half: null }],
    );
    const rows = await query(ownerUrl, "SELECT count(*)::int AS n FROM schema_migrations");
    assert.equal(rows[0].n, SCHEMA_REVISION);
    await rm(join(folder, `${afterNext}_broken.sql`));
    await writeFile(
      join(folder, `${next}_fine.sql`),
      `CREATE TABLE fine (); UPDATE schema_state SET revision = ${Number(next)};`,
    );
    assert.equal((await run(ownerUrl, folder)).revision, Number(next));
  });

  it("waits for another holder of the lock", async () => {
    const { ownerUrl } = await services.freshDatabase({ migrated: false });
    const holder = new pg.Client({ connectionString: ownerUrl });
    await holder.connect();
    await holder.query(`SELECT pg_advisory_lock(${LOCK_ID})`);
    const waiting = run(ownerUrl, MIGRATIONS);
    const early = await Promise.race([
      waiting,
      new Promise((resolve) => setTimeout(() => resolve("still waiting"), 500)),
    ]);
    assert.equal(early, "still waiting");
    await holder.end();
    assert.equal((await waiting).revision, SCHEMA_REVISION);
  });

  it("gives up on a lock that is never released, and says so", async () => {
    const { ownerUrl } = await services.freshDatabase();
    const holder = new pg.Client({ connectionString: ownerUrl });
    await holder.connect();
    await holder.query(`SELECT pg_advisory_lock(${LOCK_ID})`);
    await assert.rejects(
      run(ownerUrl, MIGRATIONS, { lockWaitMs: 300 }),
      /another migration has held the lock for 0.3 s/,
    );
    await holder.end();
  });

  it("done by two at once happens once", async () => {
    const { ownerUrl } = await services.freshDatabase({ migrated: false });
    const both = await Promise.all([run(ownerUrl, MIGRATIONS), run(ownerUrl, MIGRATIONS)]);
    const applied = both.flatMap(({ lines }) => lines.filter((line) => "migration" in line));
    assert.equal(applied.length, SCHEMA_REVISION);
  });

  it("waits for a database that is away, with a bound", async () => {
    const start = Date.now();
    const nowhere = run("postgres://terminusa_owner@127.0.0.1:1/none", MIGRATIONS, { databaseWaitMs: 1_200 });
    await assert.rejects(nowhere, /the database is not reachable: .*ECONNREFUSED/);
    assert.ok(Date.now() - start >= 1_200);
  });

  it("refuses a gap: a file that was added before one that ran", async () => {
    const { ownerUrl } = await services.freshDatabase();
    const folder = await withMore("gap", { "0001_a_late_comer.sql": "SELECT 1;" });
    await assert.rejects(run(ownerUrl, folder), /nothing was migrated: .*0001_a_late_comer/);
  });
});

describe("the migration files", () => {
  it("are numbered without gaps, and the last is this code's revision", async () => {
    const files = (await readdir(MIGRATIONS)).sort();
    assert.deepEqual(
      files.map((name) => Number(/^(\d{4})_[a-z_]+\.sql$/.exec(name)?.[1])),
      files.map((_, i) => i + 1),
    );
    assert.equal(newestRevision(MIGRATIONS), SCHEMA_REVISION);
  });

  it("each set their own number, and leave no schema to chance", async () => {
    for (const name of (await readdir(MIGRATIONS)).slice(1)) {
      const sql = await readFile(join(MIGRATIONS, name), "utf8");
      assert.match(
        sql,
        new RegExp(`UPDATE schema_state SET revision = ${Number(name.slice(0, 4))}\\b`),
        name,
      );
    }
  });
});

describe("the schema check", () => {
  it("accepts the same revision, and a newer one that still works for this code", () => {
    assert.equal(understands({ revision: 5, compatibleSince: 3 }, 5), true);
    assert.equal(understands({ revision: 7, compatibleSince: 5 }, 5), true);
    assert.equal(understands({ revision: 7, compatibleSince: 6 }, 5), false);
    assert.equal(understands({ revision: 4, compatibleSince: 1 }, 5), false);
  });

  it("names both revisions and what to do, for an older and a newer database", async () => {
    const { url, ownerUrl } = await services.freshDatabase();
    const pool = openPool(url, { max: 1, applicationName: "test" });
    await assert.rejects(requireSchema(pool, 99), (error) => {
      assert.ok(error instanceof SchemaMismatch);
      assert.match(
        error.message,
        new RegExp(`at schema revision ${SCHEMA_REVISION}, this server needs 99: run the migration job`),
      );
      return true;
    });
    await query(ownerUrl, "UPDATE schema_state SET revision = 50, compatible_since = 40");
    await assert.rejects(
      requireSchema(pool),
      new RegExp(`at schema revision 50, this server needs ${SCHEMA_REVISION}: .* from revision 40 on`),
    );
    await query(ownerUrl, "UPDATE schema_state SET compatible_since = 1");
    assert.equal(await requireSchema(pool), 50);
    await pool.end();
  });

  it("reads an empty database as revision 0", async () => {
    const { url } = await services.freshDatabase({ migrated: false });
    const pool = openPool(url, { max: 1, applicationName: "test" });
    assert.deepEqual(await readRevision(pool), { revision: 0, compatibleSince: 0 });
    await pool.end();
  });
});

describe("the bundled job", () => {
  it("prints one JSON line a migration and the revision, and exits 0; without its variable 1", async () => {
    const folder = join(scratch, "bundle");
    await bundleMigrate({ outDir: folder });
    const { ownerUrl } = await services.freshDatabase({ migrated: false });
    await writeFile(join(folder, "url"), `${ownerUrl}\n`);
    const done = await job(folder, { MIGRATE_DATABASE_URL_FILE: join(folder, "url") });
    assert.equal(done.code, 0, done.output);
    const lines = done.output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(lines.length, SCHEMA_REVISION + 1);
    assert.equal(lines.at(-1).revision, SCHEMA_REVISION);
    const failed = await job(folder, {});
    assert.equal(failed.code, 1);
    assert.match(failed.output, /MIGRATE_DATABASE_URL_FILE is not set/);
  });
});

function job(folder: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(folder, "main.js")], { env, cwd: "/" }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}
