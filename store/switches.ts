/** What operators turn while everything runs: who may register, and whether players are let in at all. */
import type { Pool, PoolClient } from "pg";
import type { ActDecision, Actor } from "./acts/act.ts";
import { writeDown } from "./audit.ts";
import type { Queryable } from "./deeds/deed.ts";

export const REGISTRATIONS = ["open", "invitation", "closed"] as const;
export type Registration = (typeof REGISTRATIONS)[number];
export type Switches = {
  registration: Registration;
  maintenance: boolean;
  /** What players read meanwhile; may be empty. */
  message: string;
};
export type SwitchesState = Switches & { changedBy: string | null; changedAt: Date };

/** A change holds everywhere after so long (ms): nobody asks the database more often. */
export const SWITCHES_FRESH_MS = 1_000;

/** As they were made: what holds until the database was asked for the first time. */
const FIRST: Switches = { registration: "open", maintenance: false, message: "" };

export async function readSwitches(db: Queryable): Promise<SwitchesState> {
  const { rows } = await db.query(
    `SELECT registration, maintenance, message, changed_by AS "changedBy", changed_at AS "changedAt" FROM switches`,
  );
  return rows[0];
}

/**
 * The switches as they were within {@link SWITCHES_FRESH_MS}, however often they are asked for. While the database is
 * away the last known ones hold.
 */
export function switchesOf(pool: Pool): () => Promise<Switches> {
  let known = FIRST;
  let at = Number.NEGATIVE_INFINITY;
  let asking: Promise<Switches> | null = null;
  const ask = async () => {
    try {
      known = await readSwitches(pool);
    } catch {
      // Whoever needs the database finds out by itself.
    } finally {
      at = performance.now();
      asking = null;
    }
    return known;
  };
  return async () => {
    if (performance.now() - at < SWITCHES_FRESH_MS) return known;
    asking ??= ask();
    return asking;
  };
}

type Scene = { client: PoolClient; by: Actor };

/** Who may register from now on. */
export async function turnRegistration(
  { client, by }: Scene,
  registration: Registration,
): Promise<ActDecision> {
  await change(client, by, "registration = $2", [registration]);
  await writeDown(client, { by, action: `registration ${registration}` });
  return { text: `[System] ${REGISTRATION_WORDS[registration]}` };
}

const REGISTRATION_WORDS: Record<Registration, string> = {
  open: "Everyone may register.",
  invitation: "Who registers needs an invitation.",
  closed: "Nobody may register.",
};

/** Keeps players out, or lets them in again; operators always come in. */
export async function turnMaintenance(
  { client, by }: Scene,
  { on, message }: { on: boolean; message: string },
): Promise<ActDecision> {
  await change(client, by, "maintenance = $2, message = $3", [on, message]);
  await writeDown(client, { by, action: `maintenance ${on ? "on" : "off"}`, reason: message });
  return { text: on ? "[System] Only operators are let in now." : "[System] Players are let in again." };
}

async function change(client: PoolClient, by: Actor, what: string, values: unknown[]): Promise<void> {
  await client.query(`UPDATE switches SET ${what}, changed_by = $1, changed_at = now()`, [
    by.name,
    ...values,
  ]);
}

/** What a player reads at the door during maintenance. */
export function maintenanceText({ message }: Pick<Switches, "message">): string {
  return `The city is closed for maintenance. ${message === "" ? "Nothing is lost; come back in a while." : message}`;
}

/** Why nobody may register as things stand, or null; an invitation is looked at when it is spent. */
export function registrationRefusal({ registration }: Pick<Switches, "registration">): string | null {
  return registration === "closed" ? "Nobody is licensed at the moment: registration is closed." : null;
}
