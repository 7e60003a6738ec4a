import type { RequestHandler } from "express";
import { Refusal } from "./refusal.ts";

const ZERO = /%00|\0/;

/** No page's address has a zero byte, and PostgreSQL takes none: refused before anything looks at it. */
export const refuseZeroBytes: RequestHandler = (request, _response, next) => {
  const [path = "", query = ""] = request.url.split("?");
  if (ZERO.test(path))
    throw new Refusal(404, "No such place", "There is nothing there. The way back is below.");
  if (ZERO.test(query))
    throw new Refusal(400, "That made no sense", "There is a zero byte in the address. Type it again.");
  next();
};
