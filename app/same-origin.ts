import type { Request, RequestHandler } from "express";
import { Refusal } from "./refusal.ts";
import { text } from "./texts/said.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether the request may change something: all but GET, HEAD and OPTIONS. */
export function isUnsafe(request: Request): boolean {
  return !SAFE_METHODS.has(request.method);
}

/** Refuses what another site's page sends. Programs send neither header and are let through. */
export function sameOrigin(hosts: string[]): RequestHandler {
  return (request, _response, next) => {
    if (isUnsafe(request) && !isOurs(request, hosts))
      throw new Refusal(403, text("refusals.elsewhere"), text("refusals.elsewhere-detail"));
    next();
  };
}

function isOurs(request: Request, hosts: string[]): boolean {
  const site = request.get("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const origin = request.get("origin");
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { hostname, host } = new URL(origin);
  return hosts.includes(hostname) || host === request.get("host");
}
