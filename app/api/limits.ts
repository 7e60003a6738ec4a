/** How much a program may ask for, told in the headers of each answer (draft-ietf-httpapi-ratelimit-headers). */
import type { Response } from "express";
import type { Allowance, Throttle } from "../../store/throttle.ts";
import { Refusal } from "../refusal.ts";

/** Counts one request and tells what is left. Throws a Refusal with 429 when that was too many. */
export async function count(
  throttle: Throttle,
  response: Response,
  what: Parameters<Throttle["allow"]>[0],
  key: string,
): Promise<void> {
  const allowance = await throttle.allow(what, key);
  tell(response, what, allowance);
  if (allowance.admitted) return;
  const wait = Math.max(1, allowance.resetSeconds);
  throw new Refusal(
    429,
    "Too many requests",
    `At most ${allowance.limit} in ${allowance.seconds} seconds. Go on in ${wait} seconds.`,
    wait,
  );
}

function tell(
  response: Response,
  what: string,
  { limit, seconds, remaining, resetSeconds }: Allowance,
): void {
  response.set({
    "RateLimit-Policy": `"${what}";q=${limit};w=${seconds}`,
    RateLimit: `"${what}";r=${remaining};t=${resetSeconds}`,
  });
}
