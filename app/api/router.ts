/** Answers what the operations list: reads by their schemas, asks who it is, counts, and tells caches what they may. */
import { createHash } from "node:crypto";
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from "express";
import * as z from "zod";
import type { Bearer } from "../../store/tokens.ts";
import type { Services } from "../app.ts";
import { refusalFrom } from "../errors.ts";
import { keptFor } from "../kept.ts";
import { Refusal } from "../refusal.ts";
import { bearerOf, requireScope, tokenIn } from "./bearer.ts";
import { count } from "./limits.ts";
import { type Asked, isPublic, type Operation } from "./operation.ts";
import { keyOf, readBody, readParams, readQuery } from "./reading.ts";

/** So many answers of one operation are remembered while they are fresh. */
const MOST_KEPT = 200;
/** What a page of another site may read of an answer to it. */
const EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After";

type Made = { body: string; next: string | null };
type Parts = Pick<Services, "pool" | "throttle">;

export function apiRouter(parts: Parts, operations: readonly Operation[]): Router {
  const router = Router();
  for (const operation of operations)
    router[operation.method](operation.path.replaceAll(/\{(\w+)\}/g, ":$1"), answerOf(parts, operation));
  router.use(otherMethods(operations), challenge);
  return router;
}

function answerOf(parts: Parts, operation: Operation): RequestHandler {
  const shared = keptFor<Made>((operation.fresh ?? 0) * 1_000, MOST_KEPT);
  return async (request, response) => {
    if (isPublic(operation)) allowAnywhere(response);
    const bearer = await whoAsks(parts, operation, request, response);
    const asked = read(operation, request, bearer);
    const make = async () => made(await operation.handle(asked), request.originalUrl);
    const answer = await (operation.fresh ? shared(request.originalUrl, make) : make());
    send(request, response, operation, answer);
  };
}

/** Counts the request by its token, or by its address where there is none. */
async function whoAsks(
  { pool, throttle }: Parts,
  { scope, unlimited, keyed }: Operation,
  request: Request,
  response: Response,
): Promise<Bearer | null> {
  if (unlimited) return null;
  const byAddress = () => count(throttle, response, "address", request.ip ?? "");
  const bearer = await bearerOf(pool, request).catch(async (error: unknown) => {
    if (error instanceof Refusal) await byAddress();
    throw error;
  });
  if (bearer) await count(throttle, response, "token", bearer.tokenId);
  else await byAddress();
  if (scope) requireScope(bearer, scope);
  if (keyed && bearer) await count(throttle, response, "orders", bearer.tokenId);
  return bearer;
}

function read(
  operation: Operation,
  request: Request,
  bearer: Bearer | null,
): Asked<unknown, unknown, unknown> {
  return {
    params: readParams(operation, request),
    query: readQuery(operation, request),
    key: operation.keyed ? keyOf(request) : "",
    body: readBody(operation, request),
    bearer: () => bearer ?? fail(operation.id),
    token: () => tokenIn(request) ?? noToken(),
    address: isPublic(operation) ? "" : (request.ip ?? ""),
  };
}

/** A list's cursor becomes the whole address of its next page. */
function made(answer: unknown, address: string): Made {
  const cursor = list.safeParse(answer).data?.next ?? null;
  if (cursor === null) return { body: JSON.stringify(answer), next: null };
  const url = new URL(address, "http://localhost");
  url.searchParams.set("cursor", cursor);
  const next = url.pathname + url.search;
  return { body: JSON.stringify({ ...(answer as object), next }), next };
}

const list = z.object({ data: z.array(z.unknown()), next: z.string() });

function send(request: Request, response: Response, operation: Operation, { body, next }: Made): void {
  if (!operation.answer) return void response.status(204).end();
  if (next !== null) response.set("Link", `<${next}>; rel="next"`);
  if (operation.method === "get") {
    const etag = tagOf(body);
    response.set({ ETag: etag, ...cacheRules(operation) });
    if (isKnown(request.get("if-none-match"), etag)) return void response.status(304).end();
  }
  response
    .status(operation.status ?? 200)
    .type("json")
    .send(body);
}

/** Weak: a proxy in front may compress the same answer, which is then the same to its reader and other bytes. */
function tagOf(body: string): string {
  return `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
}

/**
 * Express would not say so to whoever sends Cache-Control: no-cache, as fetch does with each If-None-Match of its own;
 * that is for caches on the way, and this is where the answer comes from.
 */
function isKnown(sent: string | undefined, etag: string): boolean {
  if (sent === undefined) return false;
  return sent
    .split(",")
    .some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag.slice(2));
}

function cacheRules({ fresh }: Operation): Record<string, string> {
  if (fresh === undefined) return { "Cache-Control": "private, no-cache", Vary: "Authorization" };
  return { "Cache-Control": fresh > 0 ? `public, max-age=${fresh}` : "no-cache" };
}

/** Any page may read public data, without anybody's cookies or tokens; no other page may send anything else. */
function allowAnywhere(response: Response): void {
  response.set({
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED,
    "Cross-Origin-Resource-Policy": "cross-origin",
  });
}

/** What is there answers other methods with what it takes. */
function otherMethods(operations: readonly Operation[]): RequestHandler {
  const places = operations.map(({ path, method }) => ({
    method,
    matches: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+").replaceAll(".", "\\.")}/?$`),
  }));
  return (request, response, next) => {
    const methods = places.filter(({ matches }) => matches.test(request.path)).map(({ method }) => method);
    if (methods.length === 0) return next();
    const taken = methods.flatMap((method) => (method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()]));
    response.set("Allow", [...taken, "OPTIONS"].join(", "));
    if (request.method === "OPTIONS") return void response.status(204).end();
    throw new Refusal(405, "Not that way", `This address takes ${taken.join(" and ")}.`);
  };
}

/** RFC 9110: who is refused for want of credentials hears which ones are meant. */
const challenge: ErrorRequestHandler = (error, _request, response, next) => {
  if (refusalFrom(error).status === 401) response.set("WWW-Authenticate", "Bearer");
  next(error);
};

function fail(id: string): never {
  throw new Error(`the operation ${id} asks for a bearer and has no scope`);
}

function noToken(): never {
  throw new Refusal(401, "No token", "Send the token as Authorization: Bearer.");
}
