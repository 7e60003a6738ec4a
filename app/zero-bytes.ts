import type { RequestHandler } from "express";
import { Refusal } from "./refusal.ts";
import { text } from "./texts/said.ts";

const ZERO = /%00|\0/;

/** No page's address has a zero byte, and PostgreSQL takes none: refused before anything looks at it. */
export const refuseZeroBytes: RequestHandler = (request, _response, next) => {
  const [path = "", query = ""] = request.url.split("?");
  if (ZERO.test(path)) throw new Refusal(404, text("refusals.no-place"), text("refusals.nothing-there"));
  if (ZERO.test(query)) throw new Refusal(400, text("refusals.no-sense"), text("refusals.zero-byte"));
  next();
};
