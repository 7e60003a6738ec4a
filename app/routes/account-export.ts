import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Router } from "express";
import { exportAccount } from "../../store/account-export.ts";
import { listSessions } from "../../store/sessions.ts";
import type { Services } from "../app.ts";
import { requireLogin } from "../login-required.ts";

/** All of one's own data, as a JSON file. */
export function exportRoutes({ pool, redis, throttle }: Services): Router {
  const router = Router();
  router.get("/account/export", requireLogin(pool), async (_request, response) => {
    const account = response.locals.account!;
    await throttle.admitExport(account.id);
    const browsers = await listSessions(redis, account.id);
    response.attachment(`terminusa-${account.name}.json`).type("json");
    await pipeline(Readable.from(exportAccount(pool, account.id, browsers)), response);
  });
  return router;
}
