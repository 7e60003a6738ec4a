/** Who asks: the token of the Authorization header. */
import type { Request } from "express";
import type { Pool } from "pg";
import type { Scope } from "../../store/scopes.ts";
import { type Bearer, findBearer } from "../../store/tokens.ts";
import { Refusal } from "../refusal.ts";

/** The token that was sent, or null for none. Throws a Refusal with 401 for another kind of credentials. */
export function tokenIn(request: Request): string | null {
  const sent = request.get("authorization");
  if (sent === undefined) return null;
  const token = /^Bearer ([\w-]{10,200})$/i.exec(sent)?.[1];
  if (!token) throw new Refusal(401, "No token", "Send the token as Authorization: Bearer.");
  return token;
}

/** Whose token was sent; null for none. Throws a Refusal with 401 for one that is not good. */
export async function bearerOf(pool: Pool, request: Request): Promise<Bearer | null> {
  const token = tokenIn(request);
  if (token === null) return null;
  const bearer = await findBearer(pool, token);
  if (!bearer)
    throw new Refusal(
      401,
      "Token not good",
      "That token was revoked, or has ended. Make another one at /account/tokens.",
    );
  return bearer;
}

/** Throws a Refusal: 401 where there is no token, 403 where it lacks the scope. */
export function requireScope(bearer: Bearer | null, scope: Scope): void {
  if (!bearer) throw new Refusal(401, "No token", `This needs a token with the scope ${scope}.`);
  if (!bearer.scopes.includes(scope))
    throw new Refusal(
      403,
      "Not with this token",
      `This token lacks the scope ${scope}. Make one that has it.`,
    );
}
