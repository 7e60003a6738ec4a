import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type pg from "pg";
import { createAccount } from "../store/accounts.ts";
import { findSession, openSession, touchSessions } from "../store/game-sessions.ts";
import { findLink, LINK_MINUTES as MAILED_MINUTES, resetPassword } from "../store/one-time-links.ts";
import { openPool } from "../store/postgres.ts";
import { enableSecondFactor, hasSecondFactor, newTotpSecret } from "../store/second-factor.ts";
import { staffAccount } from "../store/staff.ts";
import { totpCode } from "../store/test-totp.ts";
import { eventually } from "../test/patience.ts";
import { type Services, startServices } from "../test/services.ts";
import { LINK_MINUTES, LIST_SQL, operator, operatorSql } from "./operator.ts";
import { OperatorError } from "./operator-error.ts";
import { IDLE, Testbed } from "./testbed.ts";

const PASSWORD = "gravel kettle moth 9";
let services: Services;
let pool: pg.Pool;
before(async () => {
  services = await startServices();
  pool = openPool((await services.freshDatabase()).url, { max: 2, applicationName: "test" });
});
after(async () => {
  await pool?.end();
  await services?.stop();
});

const run = async (...[action, name, more]: Parameters<typeof operatorSql>) =>
  (await pool.query(operatorSql(action, name, more))).rows.map((row) => row.name);
const PLAIN = { token: "t", secondFactor: false };

describe("the statements of an operator's command", () => {
  it("change the role, whatever capitals are typed, and leave a trace in the audit", async () => {
    await createAccount(pool, { name: "Alba", password: PASSWORD });
    assert.deepEqual(await run("add", "aLBA", PLAIN), ["Alba"]);
    const role = async () => (await pool.query("SELECT role FROM accounts WHERE name = 'Alba'")).rows[0].role;
    assert.equal(await role(), "operator");
    assert.deepEqual(await run("remove", "Alba", PLAIN), ["Alba\tlast"]);
    assert.equal(await role(), "player");
    const { rows } = await pool.query("SELECT via, action, about_name FROM audit ORDER BY id");
    assert.deepEqual(
      rows.map((row) => Object.values(row).join(" ")),
      ["console operator add Alba", "console operator remove Alba"],
    );
    const { rows: about } = await pool.query(
      "SELECT 1 FROM audit u JOIN accounts a ON a.id = u.about_account WHERE a.name = 'Alba'",
    );
    assert.equal(about.length, 2);
  });

  it("end the game that was opened under the old role, and say when no operator is left", async () => {
    const { id } = await createAccount(pool, { name: "Dora", password: PASSWORD });
    await createAccount(pool, { name: "Emil", password: PASSWORD });
    await run("add", "Dora", PLAIN);
    await run("add", "Emil", PLAIN);
    const game = await openSession(pool, id, "test");
    assert.ok(game);
    assert.deepEqual(await run("remove", "Dora", PLAIN), ["Dora"], "Emil is left");
    assert.equal(await findSession(pool, game.secret), null);
    assert.deepEqual(await touchSessions(pool, [game]), [id], "the server that has it hears so");
    assert.deepEqual(await run("remove", "Emil", PLAIN), ["Emil\tlast"]);
  });

  it("open /admin's door: who is added works there, who is removed does not", async () => {
    const { id } = await createAccount(pool, { name: "Fiona", password: PASSWORD });
    await run("add", "fiona", PLAIN);
    assert.equal((await staffAccount(pool, id))?.role, "operator");
    const { rows } = await pool.query({ text: LIST_SQL, rowMode: "array" });
    assert.match(rows.join("\n"), /^Fiona\toperator\tsince \d{4}-\d\d-\d\d$/m);
    await run("remove", "fiona", PLAIN);
    assert.equal(await staffAccount(pool, id), null);
  });

  it("make a link that sets a password once, and can turn the second factor off", async () => {
    const { id } = await createAccount(pool, { name: "Bruno", password: PASSWORD });
    const secret = newTotpSecret();
    await enableSecondFactor(pool, id, { secret, code: totpCode(secret), now: Date.now() });
    await run("reset", "Bruno", { token: "first-token-first-token", secondFactor: false });
    await run("reset", "Bruno", { token: "second-token-second-token", secondFactor: false });
    assert.equal(await findLink(pool, "first-token-first-token", "password"), null);
    assert.ok(await hasSecondFactor(pool, id));
    assert.equal((await resetPassword(pool, "second-token-second-token", "nine moths in a kettle"))?.id, id);
    assert.equal(await resetPassword(pool, "second-token-second-token", "ten moths in a kettle"), null);
    await run("reset", "Bruno", { token: "t", secondFactor: true });
    assert.equal(await hasSecondFactor(pool, id), false);
    assert.equal(LINK_MINUTES, MAILED_MINUTES);
  });

  it("answer nothing for a name that nobody has", async () => {
    for (const action of ["add", "remove", "reset"] as const)
      assert.deepEqual(await run(action, "Nobody", PLAIN), []);
  });
});

/** A database container whose psql knows one account, and keeps what it was asked. */
const DATABASE = `cat > /usr/local/bin/psql <<'END'
#!/bin/bash
echo "\${@: -1}" > /asked
[[ "\${@: -1}" == *"'Alba'"* ]] && echo Alba
exit 0
END
chmod +x /usr/local/bin/psql
touch /made
${IDLE}`;

describe("./terminusa operator", () => {
  it("prints a link at the stack's address, and what became of a role", async () => {
    await using bed = new Testbed({ hosts: "play.example.org", httpsPort: "8443" });
    await bed.make("postgres", { script: DATABASE });
    await eventually(() => operator(bed.context, "add", "Alba"));
    assert.match(bed.said, /Alba is an operator/);
    await operator(bed.context, "list");
    assert.match(bed.said, /none yet: .* operator add NAME/);
    await operator(bed.context, "reset", "Alba", { secondFactor: true });
    assert.match(bed.said, /the second factor of Alba is off/);
    assert.match(bed.said, /^https:\/\/play\.example\.org:8443\/reset\?token=[\w-]{43}$/m);
  });

  it("refuses what is no name, an unknown account and an unknown action, each with a remedy", async () => {
    await using bed = new Testbed();
    await bed.make("postgres", { script: DATABASE });
    const refusal = async (...words: [string, string]) => {
      const error = await operator(bed.context, ...words).catch((thrown) => thrown);
      assert.ok(error instanceof OperatorError, String(error));
      assert.ok(error.remedy);
      return error.what;
    };
    assert.match(await refusal("add", "x'; DROP TABLE accounts; --"), /can't be an account's name/);
    assert.match(await refusal("promote", "Alba"), /doesn't know "promote"/);
    await eventually(async () => assert.match(await refusal("add", "Nobody"), /there is no account Nobody/));
  });
});
