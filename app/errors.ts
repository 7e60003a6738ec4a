import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import type { Logger } from "pino";
import { NotInvited, RegistrationClosed } from "../store/registration.ts";
import { Throttled } from "../store/throttle.ts";
import { QueueFull } from "../store/work-queue.ts";
import type { Page } from "./page.ts";
import { FieldRefusal, Refusal } from "./refusal.ts";
import { type Said, text } from "./texts/said.ts";

const RETRY_SECONDS = 5;
/** Statuses that Express' parsers throw, and what a player can do about them. */
const BAD_REQUESTS: Record<number, [title: Said, detail: Said]> = {
  400: [text("refusals.no-sense"), text("refusals.garbled")],
  413: [text("refusals.too-much"), text("refusals.send-less")],
  415: [text("refusals.unknown-form"), text("refusals.unknown-form-detail")],
};

/** The last handler but one: no route has this path. */
export const notFound: RequestHandler = (request) => {
  throw new Refusal(
    404,
    text("refusals.no-place"),
    text("refusals.nothing-at", { path: request.path.slice(0, 80) }),
  );
};

/** Below /api there are no pages, so nobody's session is looked at for what isn't there. */
export const apiOnly: RequestHandler = (request, response, next) =>
  request.path.startsWith("/api/") && request.path !== "/api/" ? notFound(request, response, next) : next();

/** The last handler: a page, or problem+json for the API; never a stack trace. */
export function errorAnswer(page: Page, log: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const refusal = refusalFrom(error);
    if (refusal.status >= 500)
      log.error({ requestId: response.locals.requestId, path: request.path, err: error }, "request failed");
    // Too late for another answer: the client must see it broken rather than take it as whole.
    if (response.headersSent) return void response.destroy();
    if (refusal.retryAfterSeconds) response.set("Retry-After", String(refusal.retryAfterSeconds));
    // What is left of a refused body isn't read, so the connection can't be used again.
    if (!request.complete) response.set("Connection", "close");
    if (request.path.startsWith("/api/")) return problem(response, refusal);
    const { told } = response.locals.words;
    const said = { title: told(refusal.title), message: told(refusal.detail) };
    page(request, response, "error", said, refusal.status);
  };
}

/** RFC 9457's answer for programs: `{ type, title, status, detail, requestId }` and `errors` by field. */
export function problem(response: Response, refusal: Refusal): void {
  const { told } = response.locals.words;
  response
    .status(refusal.status)
    .type("application/problem+json")
    .send(
      JSON.stringify({
        type: "about:blank",
        title: told(refusal.title),
        status: refusal.status,
        detail: told(refusal.detail),
        ...(refusal instanceof FieldRefusal && { errors: refusal.errors }),
        requestId: response.locals.requestId,
      }),
    );
}

/** One place maps what is thrown to a status. */
export function refusalFrom(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Throttled)
    return new Refusal(
      429,
      text("refusals.too-many-tries"),
      waitFor(error.retryAfterMs),
      Math.ceil(error.retryAfterMs / 1000),
    );
  if (error instanceof QueueFull) return busy(text("refusals.at-the-door"));
  if (error instanceof RegistrationClosed || error instanceof NotInvited)
    return new Refusal(403, text("refusals.not-licensed"), error.message);
  const status = statusOf(error);
  if (status !== undefined) {
    const [title, message] = BAD_REQUESTS[status] ?? BAD_REQUESTS[400]!;
    return new Refusal(status, title, message);
  }
  if (isOutage(error)) return busy(text("refusals.out-of-reach"));
  return new Refusal(500, text("refusals.broke"), text("refusals.our-fault"));
}

/** What a form says to one try too many, with Retry-After set; throws again what is something else. */
export function slowDown(error: unknown, response: Response): string {
  if (!(error instanceof Throttled)) throw error;
  const { detail, retryAfterSeconds } = refusalFrom(error);
  response.set("Retry-After", String(retryAfterSeconds));
  return response.locals.words.told(detail);
}

/** As the store says it. */
function waitFor(ms: number): Said {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes > 90) return text("refusals.wait-hours", { hours: Math.ceil(minutes / 60) });
  return text("refusals.wait-minutes", { minutes: Math.max(1, minutes) });
}

function busy(detail: Said): Refusal {
  return new Refusal(503, text("refusals.closed"), detail, RETRY_SECONDS);
}

function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}

/** Whether Postgres or Redis was not reached in time, as opposed to having answered with an error. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (/^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code)) return true;
  // Postgres: connection exceptions, out of connections, cancelled by its timeout, shutting down or starting.
  if (/^(08|53|57)/.test(code)) return true;
  return OUTAGE_MESSAGES.some((message) => error.message.includes(message));
}

/** The clients' own errors for this have neither class nor code. */
const OUTAGE_MESSAGES = [
  "Connection is closed",
  "Command timed out",
  "enableOfflineQueue options is false",
  "max retries per request",
  "Connection terminated",
  "timeout exceeded when trying to connect",
  "Query read timeout",
  "Redis connection is not ready",
  "LOADING Redis",
  "READONLY",
];
