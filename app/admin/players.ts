/** Finding an account by its name or a hunter's. */
import { Router } from "express";
import { findPeople, PEOPLE_KINDS } from "../../store/people.ts";
import type { Services } from "../app.ts";
import type { AdminPage } from "./office.ts";
import { nextAddress, peopleQuery } from "./reading.ts";

const SHOWN = 40;

export function playersRoutes({ pool }: Services, show: AdminPage): Router {
  const router = Router();
  router.get("/admin/players", async (request, response) => {
    const query = peopleQuery.parse({ ...request.query });
    const found = await findPeople(pool, query, SHOWN + 1);
    const people = found.slice(0, SHOWN);
    const last = found.length > SHOWN ? people.at(-1) : undefined;
    const next = last ? nextAddress("/admin/players", query, last.id) : null;
    await show(request, response, "admin-players", { people, query, next, kinds: PEOPLE_KINDS });
  });
  return router;
}
