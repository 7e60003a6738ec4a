import type { RequestHandler } from "express";
import type { Redis } from "ioredis";
import { Refusal } from "./refusal.ts";
import { isUnsafe } from "./same-origin.ts";
import { text } from "./texts/said.ts";

const REMEMBERED_SECONDS = 120;

/**
 * Nginx sends a request again when the server it chose breaks off. Another server that may have begun it is
 * known by the request id in Redis: the second one is refused, so that nothing is done twice.
 */
export function refuseReplays(redis: Redis): RequestHandler {
  return async (request, response, next) => {
    if (isUnsafe(request) && response.locals.requestIdFromProxy) {
      const key = `request:${response.locals.requestId}`;
      const first = await redis.set(key, "1", "EX", REMEMBERED_SECONDS, "NX");
      if (first === null)
        throw new Refusal(502, text("refusals.interrupted"), text("refusals.interrupted-detail"));
    }
    next();
  };
}
