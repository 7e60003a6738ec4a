import type { RequestHandler } from "express";
import { Refusal } from "./refusal.ts";

/** No page's address has a zero byte, and PostgreSQL takes none: refused before anything looks at it. */
export const refuseZeroBytes: RequestHandler = (request, _response, next) => {
  if (/%00|\0/i.test(request.url))
    throw new Refusal(
      400,
      "That made no sense",
      "There is a zero byte in the address. Go back and type it again.",
    );
  next();
};
