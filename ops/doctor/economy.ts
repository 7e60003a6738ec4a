import { faultsOf, type Proof } from "../../store/proof.ts";
import type { Context } from "../context.ts";
import { runInside } from "../run-inside.ts";
import { command, type StackContainer } from "../services.ts";
import { type Check, fail, ok } from "./check.ts";

const PSQL = ["psql", "-U", "postgres", "-d", "terminusa", "-AtXq", "-v", "ON_ERROR_STOP=1", "-c"];

/** Adds up the whole ledger as the superuser, through the container's own socket. Rejects when it can't be asked. */
export async function checkEconomy(context: Context, postgres: StackContainer): Promise<Check> {
  const query = [...PSQL, "SELECT economy_proof()"];
  const { code, stdout, stderr } = await runInside(context, postgres.id, query);
  if (code === 0) return economyCheck(context, JSON.parse(stdout));
  if (/function economy_proof\(\) does not exist/.test(stderr))
    return ok("economy", "no ledger yet in this schema");
  throw new Error(stderr.trim() || stdout.trim() || `psql ended with exit code ${code}`);
}

/** Turns the proof into a check. Exported for tests. */
export function economyCheck(context: Context, proof: Proof): Check {
  const faults = faultsOf(proof);
  const held = proof.supply.map(({ currency, held }) => `${held} ${currency}`).join(", ");
  if (faults.length === 0) return ok("economy", `${proof.movements} movements, ${held}: all accounted for`);
  return fail(
    "economy",
    faults.join("\n"),
    `${command(context)} logs terminal --since 24h; the table ledger has every movement of the accounts named here`,
  );
}
