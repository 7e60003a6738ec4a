import { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { createAccount, NameTaken } from "../../store/accounts.ts";
import { newAccount } from "../../store/credentials.ts";
import { attemptLogin } from "../../store/login.ts";
import { revokeOwnToken } from "../../store/revoke.ts";
import { issueToken } from "../../store/tokens.ts";
import type { Services } from "../app.ts";
import { problem } from "../errors.ts";
import { errorsByField } from "../form.ts";
import { Refusal } from "../refusal.ts";

const tokenRequest = z.object({
  name: z.string({ error: "Give your name." }).min(1, "Give your name.").max(64, "No name is that long."),
  password: z
    .string({ error: "Give your password." })
    .min(1, "Give your password.")
    .max(400, "No password is that long."),
  /** Of the second factor, where the account has one. */
  code: z.string().max(40, "No code is that long.").optional(),
  /** Shown in the account's list, e.g. the client's machine. */
  label: z.string().max(200, "The label is too long.").optional(),
});

/** What terminal clients use: JSON in, JSON out, problem+json for errors (RFC 9457); no cookies. */
export function apiRoutes({ pool, redis, throttle }: Services): Router {
  const router = Router();
  router.post("/accounts", requireJson, async (request, response) => {
    const asked = newAccount.safeParse(request.body);
    if (!asked.success) return invalid(response, asked.error);
    await throttle.admitRegistration(request.ip ?? "");
    try {
      const { id, name } = await createAccount(pool, asked.data);
      response.status(201).json({ account: { id, name } });
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error;
      problem(response, new Refusal(409, "Name taken", `${asked.data.name} is taken. Choose another name.`), {
        name: `${asked.data.name} is taken.`,
      });
    }
  });

  router.post("/tokens", requireJson, async (request, response) => {
    const asked = tokenRequest.safeParse(request.body);
    if (!asked.success) return invalid(response, asked.error);
    const { label, ...credentials } = asked.data;
    const outcome = await attemptLogin(pool, throttle, { ...credentials, address: request.ip ?? "" });
    if (outcome.result === "wrong")
      throw new Refusal(401, "Not let in", "That name and password don't belong together.");
    if (outcome.result === "banned") throw new Refusal(403, "Banned", outcome.text);
    if (outcome.result === "code") return codeNeeded(response, outcome.wrong);
    const { account } = outcome;
    const token = await issueToken(pool, account.id, label ?? "");
    response.status(201).json({ token, account: { id: account.id, name: account.name } });
  });

  /** The bearer's own token: logging a terminal client out. */
  router.delete("/tokens/current", async (request, response) => {
    await revokeOwnToken({ pool, redis }, bearerToken(request));
    response.status(204).end();
  });
  return router;
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is("application/json"))
    throw new Refusal(415, "JSON only", "Send the request as application/json.");
  next();
};

function invalid(response: Response, error: z.ZodError): void {
  problem(
    response,
    new Refusal(422, "Not usable", "Some of what was sent can't be used."),
    errorsByField(error),
  );
}

function codeNeeded(response: Response, wrong: boolean): void {
  const code = wrong ? "That code isn't good, or was used already." : "Give the code of your second factor.";
  problem(response, new Refusal(401, "Code needed", code), { code });
}

function bearerToken(request: Request): string {
  const token = /^Bearer ([\w-]{10,200})$/.exec(request.get("authorization") ?? "")?.[1];
  if (!token) throw new Refusal(401, "No token", "Send the token as Authorization: Bearer.");
  return token;
}
