/** Who may open the admin pages: the role is read anew with each request, so what was taken away ends at once. */
import type { Request, RequestHandler, Response } from "express";
import type { Pool } from "pg";
import type { Role } from "../../store/accounts.ts";
import { type Staff, staffAccount } from "../../store/staff.ts";
import { Refusal } from "../refusal.ts";

/** The least role that an admin page asks for. */
export type Least = Exclude<Role, "player">;

declare global {
  namespace Express {
    interface Locals {
      /** Who is at work here; set by requireStaff. */
      staff?: Staff;
    }
  }
}

/** Whether that role is enough. */
export function suffices(role: Role, least: Least): boolean {
  return role === "operator" || (role === "moderator" && least === "moderator");
}

/** Sends strangers to the login page and refuses all whose role is too low; others are in `response.locals.staff`. */
export function requireStaff(pool: Pool, least: Least): RequestHandler {
  return async (request, response, next) => {
    const { accountId } = request.session;
    const staff = accountId ? await staffAccount(pool, accountId) : null;
    if (staff && suffices(staff.role, least)) {
      response.locals.staff = staff;
      return next();
    }
    if (accountId) throw tooLow(least);
    response.redirect(303, `/login?next=${encodeURIComponent(backTo(request))}`);
  };
}

function tooLow(least: Least): Refusal {
  const who = least === "operator" ? "operators" : "moderators and operators";
  return new Refusal(403, "Not your desk", `This part is for ${who}. Ask an operator if it should be yours.`);
}

function backTo(request: Request): string {
  return request.method === "GET" ? request.originalUrl : "/admin";
}

/** Who asked. Throws on a route that lacks requireStaff. */
export function staffOf(response: Response): Staff {
  const { staff } = response.locals;
  if (!staff) throw new Error("this route is missing requireStaff");
  return staff;
}
