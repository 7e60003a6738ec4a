import { createHash, randomBytes } from "node:crypto";
import { bracketed } from "../infra/host.ts";
import { columns } from "./columns.ts";
import type { Context } from "./context.ts";
import { OperatorError } from "./operator-error.ts";
import { publicHost } from "./public-path.ts";
import { runInside } from "./run-inside.ts";
import { chooseServices, command } from "./services.ts";

const NAME = /^[A-Za-z0-9_]{3,20}$/;
const TOKEN_BYTES = 32;
/** As long as links by mail are good (store/one-time-links.ts). */
export const LINK_MINUTES = 30;

export type OperatorAction = "add" | "remove" | "reset";

/**
 * `list` prints who keeps order; `add` makes an account an operator's, `remove` a player's again; `reset` prints a link,
 * good once, to choose a new password, and with `secondFactor` turns the second factor off too. All but `list` are
 * written to the audit. Throws OperatorError when there is no such account, or the database can't be asked.
 */
export async function operator(
  context: Context,
  action: string,
  name = "",
  { secondFactor = false }: { secondFactor?: boolean } = {},
): Promise<void> {
  if (action === "list") return list(context);
  if (!isAction(action)) throw unknownAction(context, action);
  if (!NAME.test(name))
    throw new OperatorError(
      `"${name}" can't be an account's name`,
      "names are 3 to 20 letters, digits or underscores",
      `${command(context)} operator ${action} NAME`,
    );
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const known = await ask(context, operatorSql(action, name, { token, secondFactor }));
  if (known === "")
    throw new OperatorError(
      `there is no account ${name}`,
      "names are told apart without regard to capitals",
      "register it first, on the site's page /register",
    );
  for (const line of answer(context, action, known, { token, secondFactor })) context.out.line(line);
}

async function list(context: Context): Promise<void> {
  const found = await ask(context, LIST_SQL);
  const rows = found === "" ? [] : found.split("\n").map((row) => row.split("\t"));
  const none = [`none yet: ${command(context)} operator add NAME`];
  for (const line of rows.length === 0 ? none : columns(rows)) context.out.line(line);
}

/** Each account's name, role, and whether it is banned, parted by tabs. */
export const LIST_SQL = `SELECT concat_ws(E'\\t', name, role, 'since ' || to_char(created_at, 'YYYY-MM-DD'),
    CASE WHEN banned_until > now() THEN 'banned' END)
  FROM accounts WHERE role <> 'player' ORDER BY role DESC, lower(name)`;

function answer(
  context: Context,
  action: OperatorAction,
  known: string,
  { token, secondFactor }: { token: string; secondFactor: boolean },
): string[] {
  const [name = "", last] = known.split("\t");
  if (action === "add")
    return [
      `ok      ${name} is an operator: on the site's /admin at once, in the game from the next login on`,
    ];
  if (action === "remove")
    return [
      `ok      ${name} is a player: on the site at once, in the game within 15 seconds`,
      ...(last === "last" ? [`        no operator is left: ${command(context)} operator add NAME`] : []),
    ];
  const { httpsPort } = context.settings;
  const port = httpsPort === 443 ? "" : `:${httpsPort}`;
  return [
    ...(secondFactor ? [`ok      the second factor of ${name} is off`] : []),
    `ok      a link for ${name}, good once within ${LINK_MINUTES} minutes; whoever has it can play as ${name}:`,
    "",
    `https://${bracketed(publicHost(context))}${port}/reset?token=${token}`,
  ];
}

/**
 * The one statement of an action; it answers the account's name, or nothing if there is none. `remove` adds a tab and
 * `last` when no other operator is left.
 */
export function operatorSql(
  action: OperatorAction,
  name: string,
  { token, secondFactor }: { token: string; secondFactor: boolean },
): string {
  const which = `lower(name) = lower('${name}')`;
  const note = secondFactor ? "with the second factor" : "";
  const audit = `noted AS (INSERT INTO audit (by_name, via, action, about_name, about_account, reason)
    SELECT 'console', 'console', 'operator ${action}', name, id, '${note}' FROM found)`;
  if (action !== "reset") {
    const role = action === "add" ? "operator" : "player";
    // What was opened under the old role must not go on under it.
    return `WITH found AS (UPDATE accounts SET role = '${role}' WHERE ${which} RETURNING id, name), ${audit},
      cut AS (UPDATE game_sessions SET fence = fence + 1, secret_sha256 = sha256(gen_random_uuid()::text::bytea)
        WHERE account_id IN (SELECT id FROM found)),
      unleased AS (UPDATE game_leases SET fence = fence + 1 WHERE account_id IN (SELECT id FROM found))
      SELECT name${action === "add" ? "" : LAST} FROM found`;
  }
  const digest = createHash("sha256").update(token).digest("hex");
  const off = secondFactor
    ? `, off AS (UPDATE accounts SET totp_secret = NULL, totp_step = 0 WHERE id IN (SELECT id FROM found)),
      codes AS (DELETE FROM recovery_codes WHERE account_id IN (SELECT id FROM found))`
    : "";
  return `WITH found AS (SELECT id, name FROM accounts WHERE ${which}), ${audit},
    gone AS (DELETE FROM one_time_links WHERE purpose = 'password' AND account_id IN (SELECT id FROM found)),
    made AS (INSERT INTO one_time_links (token_sha256, account_id, purpose, expires_at)
      SELECT decode('${digest}', 'hex'), id, 'password', now() + interval '${LINK_MINUTES} minutes' FROM found)${off}
    SELECT name FROM found`;
}

const LAST = ` || CASE WHEN EXISTS (SELECT 1 FROM accounts WHERE role = 'operator' AND id NOT IN (SELECT id FROM found))
        THEN '' ELSE E'\\tlast' END AS name`;

/** Runs the statement as the superuser through the database container's own socket. */
async function ask(context: Context, sql: string): Promise<string> {
  if (context.settings.externalPostgresUrl !== "") throw external(context);
  const [[, containers = []] = []] = await chooseServices(context, ["postgres"]);
  const psql = ["psql", "-U", "postgres", "-d", "terminusa", "-AtXq", "-v", "ON_ERROR_STOP=1", "-c", sql];
  const { code, stdout, stderr } = await runInside(context, containers[0]?.id ?? "", psql);
  if (code === 0) return stdout.trim();
  throw new OperatorError(
    "the database did not do it",
    stderr.trim() || stdout.trim() || `psql ended with exit code ${code}`,
    `${command(context)} doctor`,
  );
}

function external(context: Context): OperatorError {
  return new OperatorError(
    "the database is outside this stack",
    "its accounts are changed where it runs",
    `as its owner: UPDATE accounts SET role = 'operator' WHERE name = 'NAME'; see ${command(context)} config`,
  );
}

function isAction(action: string): action is OperatorAction {
  return action === "add" || action === "remove" || action === "reset";
}

function unknownAction(context: Context, action: string): OperatorError {
  return new OperatorError(
    `operator doesn't know "${action}"`,
    "it takes list, add NAME, remove NAME or reset NAME",
    `${command(context)} operator add NAME`,
  );
}
