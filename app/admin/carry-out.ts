/** From a sent form to the running game: the act is done once, and every server hears of it. */
import type { Response } from "express";
import * as z from "zod";
import type { ActDecision } from "../../store/acts/act.ts";
import type { ActOutcome, Wish } from "../../store/acts/perform.ts";
import { announceDone, announceWords } from "../../store/deeds/announce.ts";
import { announceRevoked, revokeSessions } from "../../store/sessions.ts";
import type { Services } from "../app.ts";
import type { Least } from "./staff.ts";
import { staffOf } from "./staff.ts";

/** What a page gave this one form. */
export const formKeyField = z
  .string({ error: "Open the page anew." })
  .regex(/^[\w-]{16,64}$/, "Open the page anew.");

/** The form of that key, as its sender's. */
export function wishOf(response: Response, key: string, least: Least): Wish {
  return { accountId: staffOf(response).id, key, least };
}

/** Tells the game of what was done; null, or why it was not done. */
export async function carriedOut(services: Services, outcome: ActOutcome): Promise<string | null> {
  if (outcome.kind === "refused") return plainly(outcome.text);
  if (outcome.kind === "done") await tellGame(services, outcome.decision);
  return null;
}

/** It is in the database: a server that doesn't hear of it finds it there, so the answer doesn't depend on this. */
async function tellGame({ redis, later }: Services, decision: ActDecision): Promise<void> {
  const { revokes, announces, hunters = [], tells = [] } = decision;
  try {
    if (revokes?.all) await revokeSessions(redis, revokes.accountId);
    if (revokes) await announceRevoked(redis, revokes.accountId, revokes.reason.slice(0, LONGEST_REASON));
    if (announces !== undefined) await announceWords(redis, announces);
    if (hunters.length > 0 || tells.length > 0)
      await announceDone(redis, { changed: hunters.map(({ id }) => id), tells });
  } catch (error) {
    later(() => Promise.reject(error));
  }
}

/** What game servers take (terminal/bus.ts). */
const LONGEST_REASON = 200;

/** The System's words on a page: its name stands before them already, and there are buttons for what to type. */
export function plainly(text: string): string {
  return text.replace(/^\[System\] /, "").replace(/ reports$/, "");
}
