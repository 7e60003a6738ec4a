import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";

const PROXY_ID = /^[\w-]{8,64}$/;

declare global {
  namespace Express {
    interface Locals {
      /** Runs through the logs of Nginx and this server, and stands on error pages. */
      requestId: string;
      /** Whether Nginx gave the id, so that a request that it sends twice has it twice. */
      requestIdFromProxy: boolean;
    }
  }
}

/** Takes Nginx's request id, or makes one. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get("x-request-id");
  const usable = given !== undefined && PROXY_ID.test(given);
  response.locals.requestId = usable ? given : randomUUID();
  response.locals.requestIdFromProxy = usable;
  next();
};
