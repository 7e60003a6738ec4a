/** Invitations for when registration asks for one. */
import { type Request, type Response, Router } from "express";
import { listInvitations, makeInvitation, withdrawInvitation } from "../../store/invitations.ts";
import { readSwitches } from "../../store/switches.ts";
import type { Services } from "../app.ts";
import { EMPTY_FORM, type FormState } from "../form.ts";
import { offerAct } from "./offer.ts";
import type { AdminPage } from "./office.ts";
import { invitationForm, withdrawForm } from "./reading.ts";
import { requireStaff } from "./staff.ts";

const PATH = "/admin/invitations";
const SHOWN = 200;

export function invitationRoutes(services: Services, show: AdminPage): Router {
  const { pool } = services;
  const router = Router();
  const page = async (request: Request, response: Response, form: FormState, status?: number) => {
    const [invitations, { registration }] = await Promise.all([
      listInvitations(pool, SHOWN),
      readSwitches(pool),
    ]);
    await show(request, response, "admin-invitations", { form, invitations, registration }, status);
  };
  router.get(PATH, requireStaff(pool, "operator"), (request, response) =>
    page(request, response, EMPTY_FORM),
  );
  const operator = { least: "operator", again: page, done: PATH } as const;
  offerAct(router, services, {
    ...operator,
    path: PATH,
    schema: invitationForm,
    fields: ["note", "uses", "days"],
    work: makeInvitation,
  });
  offerAct(router, services, {
    ...operator,
    path: `${PATH}/withdraw`,
    schema: withdrawForm,
    fields: [],
    work: (scene, { code }) => withdrawInvitation(scene, code),
  });
  return router;
}
