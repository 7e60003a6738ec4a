/** What operators turn: who may register, and whether players are let in. */
import { type Request, type Response, Router } from "express";
import {
  maintenanceText,
  REGISTRATIONS,
  readSwitches,
  turnMaintenance,
  turnRegistration,
} from "../../store/switches.ts";
import type { Services } from "../app.ts";
import { EMPTY_FORM, type FormState } from "../form.ts";
import type { Lookout } from "./attention.ts";
import { offerAct } from "./offer.ts";
import type { AdminPage } from "./office.ts";
import { maintenanceForm, registrationForm } from "./reading.ts";
import { requireStaff } from "./staff.ts";

const PATH = "/admin/switches";

export const switchesLookout: Lookout = {
  least: "moderator",
  async look({ pool }) {
    const { maintenance, registration } = await readSwitches(pool);
    return [
      ...(maintenance
        ? [{ text: "Maintenance is on: only operators are let in.", path: PATH, urgent: true }]
        : []),
      ...(registration === "closed"
        ? [{ text: "Registration is closed: nobody new comes.", path: PATH, urgent: false }]
        : []),
    ];
  },
};

export function switchesRoutes(services: Services, show: AdminPage): Router {
  const { pool } = services;
  const router = Router();
  /** `which` form was sent back. */
  const page =
    (which: "registration" | "maintenance" | null) =>
    async (request: Request, response: Response, form: FormState, status?: number) => {
      const switches = await readSwitches(pool);
      const more = { form, which, registrations: REGISTRATIONS, maintenanceText };
      await show(request, response, "admin-switches", { switches, ...more }, status);
    };
  router.get(PATH, requireStaff(pool, "operator"), (request, response) =>
    page(null)(request, response, EMPTY_FORM),
  );
  const operator = { least: "operator", proof: true, done: PATH } as const;
  offerAct(router, services, {
    ...operator,
    path: `${PATH}/registration`,
    schema: registrationForm,
    fields: ["registration"],
    work: (scene, { registration }) => turnRegistration(scene, registration),
    again: page("registration"),
  });
  offerAct(router, services, {
    ...operator,
    path: `${PATH}/maintenance`,
    schema: maintenanceForm,
    fields: ["maintenance", "message"],
    work: (scene, { maintenance, message }) => turnMaintenance(scene, { on: maintenance === "on", message }),
    again: page("maintenance"),
  });
  return router;
}
