/** Dangerous acts ask for the password once more, unless it was given a moment ago: a browser may be left open. */
import type { Request, Response } from "express";
import type { Services } from "../app.ts";
import { type Doubt, proveOwner } from "../prove-owner.ts";
import { staffOf } from "./staff.ts";

/** So long (ms) the password counts. */
const FRESH_MS = 15 * 60_000;

declare module "express-session" {
  interface SessionData {
    /** When the password was given last within this session, in ms. */
    provenAt: number;
  }
}

/** Whether a form of a dangerous act has to ask for the password, in the field `current`. */
export function needsProof({ session }: Request): boolean {
  return Date.now() - Math.max(session.provenAt ?? 0, session.loggedInAt ?? 0) > FRESH_MS;
}

/** Why the act is not done yet; null when the password is fresh or was given right. */
export async function proveFresh(
  services: Services,
  request: Request,
  response: Response,
): Promise<Doubt | null> {
  if (!needsProof(request)) return null;
  const doubt = await proveOwner(services, staffOf(response), request.body?.current, response);
  if (doubt === null) request.session.provenAt = Date.now();
  return doubt;
}
