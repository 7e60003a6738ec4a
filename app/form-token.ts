import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";

/** An anonymous visitor's session only carries the form token, for as long as a form may stay open. */
const ANONYMOUS_SESSION_MS = 60 * 60_000;

/** The session's token, which each form carries in the field `formToken`; makes a session if there is none. */
export function formToken(request: Request): string {
  const { session } = request;
  if (!session.formToken) {
    session.formToken = randomBytes(24).toString("base64url");
    if (!session.accountId) session.cookie.maxAge = ANONYMOUS_SESSION_MS;
  }
  return session.formToken;
}

/** Lets a form pass only with its session's token; `onMissing` answers the others. */
export function requireFormToken(onMissing: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (matches(request.session.formToken, request.body?.formToken)) return next();
    return onMissing(request, response, next);
  };
}

function matches(expected: string | undefined, given: unknown): boolean {
  if (expected === undefined || typeof given !== "string") return false;
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
