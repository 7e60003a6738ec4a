import { type Request, type Response, Router } from "express";
import { createGuest } from "../../store/guests.ts";
import { RegistrationClosed } from "../../store/registration.ts";
import type { Services } from "../app.ts";
import { refusalFrom, slowDown } from "../errors.ts";
import { EMPTY_FORM, type FormState } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { logIn } from "../session.ts";

const AFTERWARDS = "/play";

declare module "express-session" {
  interface SessionData {
    /** The account is a guest's: it goes after a day unless it is registered. */
    guest: boolean;
  }
}

/** Playing before registering: an account of a random name, kept for a day. */
export function guestRoutes({ pool, redis, throttle, page, switches }: Services): Router {
  const show = async (request: Request, response: Response, form: FormState, status = 200) => {
    const { registration } = await switches();
    page(request, response, "guest", { form, open: registration === "open" }, status);
  };
  const refuse = (request: Request, response: Response, why: string, status: number) =>
    show(request, response, { values: {}, errors: { form: why } }, status);
  const tokenMissing = (request: Request, response: Response) =>
    refuse(request, response, "This page was open too long. Nothing was sent; try once more.", 403);

  const router = Router();
  router.get("/guest", (request, response) => {
    if (request.session.accountId) return response.redirect(303, AFTERWARDS);
    return show(request, response, EMPTY_FORM);
  });
  router.post("/guest", requireFormToken(tokenMissing), async (request, response) => {
    // Clicked twice: the first click's hunter is the one.
    if (request.session.accountId) return response.redirect(303, AFTERWARDS);
    try {
      await throttle.admitGuest(request.ip ?? "");
    } catch (error) {
      return refuse(request, response, slowDown(error, response), 429);
    }
    try {
      await logIn(request, redis, await createGuest(pool));
    } catch (error) {
      if (!(error instanceof RegistrationClosed)) throw error;
      return refuse(request, response, error.message, refusalFrom(error).status);
    }
    request.session.guest = true;
    response.redirect(303, AFTERWARDS);
  });
  return router;
}
