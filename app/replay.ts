import type { RequestHandler } from "express";
import type { Redis } from "ioredis";
import { Refusal } from "./refusal.ts";
import { isUnsafe } from "./same-origin.ts";

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
        throw new Refusal(
          502,
          "Interrupted",
          "The line broke while this was under way. Look whether it was done before you send it again.",
        );
    }
    next();
  };
}
