/** During maintenance players get one page, programs one problem document; operators work on. */
import type { RequestHandler } from "express";
import { staffAccount } from "../store/staff.ts";
import { maintenanceText } from "../store/switches.ts";
import type { Services } from "./app.ts";
import { problem } from "./errors.ts";
import { Refusal } from "./refusal.ts";

/** When to look again (s). */
const RETRY_SECONDS = 60;
/** So that an operator gets in; what else is behind the login is closed to others all the same. */
const OPEN = /^\/(login|login\/code|logout|robots\.txt|favicon\.ico)\/?$/i;

/** Before the API, which knows no operators. */
export function apiDuringMaintenance({ switches }: Services): RequestHandler {
  return async (_request, response, next) => {
    const state = await switches();
    if (!state.maintenance) return next();
    response.set("Retry-After", String(RETRY_SECONDS));
    problem(response, new Refusal(503, "Closed for maintenance", maintenanceText(state), RETRY_SECONDS));
  };
}

/** Before all pages, after the sessions. */
export function pagesDuringMaintenance({ pool, switches, page }: Services): RequestHandler {
  return async (request, response, next) => {
    const { maintenance, message } = await switches();
    if (!maintenance || OPEN.test(request.path)) return next();
    const { accountId } = request.session;
    const staff = accountId ? await staffAccount(pool, accountId) : null;
    if (staff?.role === "operator") return next();
    response.set("Retry-After", String(RETRY_SECONDS));
    page(request, response, "closed", { message }, 503);
  };
}
