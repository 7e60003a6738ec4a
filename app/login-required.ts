import type { RequestHandler } from "express";
import type { Pool } from "pg";
import { type Account, findAccount } from "../store/accounts.ts";
import { logOut } from "./session.ts";

declare global {
  namespace Express {
    interface Locals {
      /** Whose page this is; set by requireLogin. */
      account?: Account;
    }
  }
}

/** Sends strangers to the login page and back again; others find their account in `response.locals.account`. */
export function requireLogin(pool: Pool): RequestHandler {
  return async (request, response, next) => {
    const { accountId } = request.session;
    const account = accountId ? await findAccount(pool, accountId) : null;
    if (account) {
      response.locals.account = account;
      return next();
    }
    // The session of an account that is gone.
    if (accountId) await logOut(request);
    const back = request.method === "GET" ? request.originalUrl : "/account";
    response.redirect(303, `/login?next=${encodeURIComponent(back)}`);
  };
}
