/** Telling everyone in the city something, after a look at how it reads. */
import { type Request, type Response, Router } from "express";
import { announcement, announceToAll } from "../../store/acts/announcement.ts";
import { readAudit } from "../../store/audit.ts";
import type { Services } from "../app.ts";
import { EMPTY_FORM, errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { offerAct } from "./offer.ts";
import { type AdminPage, openTooLong } from "./office.ts";
import { announceForm } from "./reading.ts";

const PATH = "/admin/announcements";
const SHOWN = 20;
const FIELDS = ["text"];

export function announcementRoutes(services: Services, show: AdminPage): Router {
  const { pool, online } = services;
  const router = Router();
  const page = async (
    request: Request,
    response: Response,
    form: FormState,
    status = 200,
    preview: string | null = null,
  ) => {
    const filter = { by: "", about: "", action: "announce", before: null };
    const [told, players] = await Promise.all([readAudit(pool, filter, SHOWN), online()]);
    await show(request, response, "admin-announcements", { form, told, players, preview }, status);
  };
  router.get(PATH, (request, response) => page(request, response, EMPTY_FORM));

  router.post(`${PATH}/preview`, requireFormToken(openTooLong), (request, response) => {
    const sent = announceForm.safeParse(request.body ?? {});
    const form = typedForm(request.body, FIELDS, sent.success ? {} : errorsByField(sent.error));
    if (!sent.success) return page(request, response, form, 422);
    return page(request, response, form, 200, announcement(sent.data.text));
  });

  offerAct(router, services, {
    path: PATH,
    least: "moderator",
    schema: announceForm,
    fields: FIELDS,
    work: (scene, { text }) => announceToAll(scene, text),
    again: page,
    done: PATH,
  });
  return router;
}
