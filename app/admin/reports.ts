/** The queue of what players report. */
import { type Request, type Response, Router } from "express";
import type * as z from "zod";
import { labelOf } from "../../game/social/channels.ts";
import type { ActDecision } from "../../store/acts/act.ts";
import { performAct } from "../../store/acts/perform.ts";
import { type ReportScene, resolveReport, takeReport } from "../../store/acts/report.ts";
import { readDossier } from "../../store/people.ts";
import {
  closedReports,
  countOpenReports,
  findReport,
  linesAround,
  openReports,
  type Report,
} from "../../store/reports.ts";
import type { Services } from "../app.ts";
import { EMPTY_FORM, errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { Refusal } from "../refusal.ts";
import type { Lookout } from "./attention.ts";
import { carriedOut, wishOf } from "./carry-out.ts";
import { type AdminPage, openTooLong } from "./office.ts";
import { reachOf } from "./player.ts";
import * as reading from "./reading.ts";
import { staffOf } from "./staff.ts";

const SHOWN = 50;
/** Lines of each channel around a report. */
const AROUND = { before: 15, after: 5 };
/** A report that waits for longer (ms) is urgent. */
const PATIENCE_MS = 24 * 3600_000;

export const reportsLookout: Lookout = {
  least: "moderator",
  async look({ pool }) {
    const { open, claimed, oldest } = await countOpenReports(pool);
    if (open === 0 || oldest === null) return [];
    const urgent = Date.now() - oldest.getTime() > PATIENCE_MS;
    const reports = open === 1 ? "1 report is open" : `${open} reports are open`;
    const since = `the oldest since ${oldest.toISOString().slice(0, 16).replace("T", " ")} UTC`;
    return [
      {
        text: `${reports}${claimed === 0 ? "" : `, ${claimed} of them claimed`}; ${since}.`,
        path: "/admin/reports",
        urgent,
      },
    ];
  },
};

export function reportsRoutes(services: Services, show: AdminPage): Router {
  const { pool } = services;
  const router = Router();
  router.get("/admin/reports", async (request, response) => {
    const closed = request.query.closed === "on";
    const before = reading.auditQuery.shape.before.parse(request.query.before ?? null);
    const found = closed
      ? await closedReports(pool, before === null ? null : Number(before), SHOWN + 1)
      : await openReports(pool, SHOWN + 1);
    const reports = found.slice(0, SHOWN);
    const last = closed && found.length > SHOWN ? reports.at(-1) : undefined;
    const next = last ? reading.nextAddress("/admin/reports", { closed: "on" }, String(last.id)) : null;
    const more = !closed && found.length > SHOWN;
    await show(request, response, "admin-reports", { reports, closed, next, more });
  });

  const showReport = async (request: Request, response: Response, form: FormState, status?: number) => {
    const report = await reportOf(pool, request);
    const account = report.aboutAccount === null ? null : await readDossier(pool, report.aboutAccount);
    const heard = await linesAround(pool, report.id, AROUND);
    const staff = staffOf(response);
    const mine = report.claimedBy === staff.name;
    const reach = account ? reachOf(staff, account) : { acts: false, role: false };
    const more = { account, heard, form, mine, reach, failed: null, labelOf };
    await show(request, response, "admin-report", { report, ...more }, status);
  };
  router.get("/admin/reports/:id", (request, response) => showReport(request, response, EMPTY_FORM));

  const offer = <S extends z.ZodType<{ key: string }>>(
    name: string,
    schema: S,
    work: (scene: ReportScene, id: number, sent: z.infer<S>) => Promise<ActDecision>,
  ) =>
    router.post(`/admin/reports/:id/${name}`, requireFormToken(openTooLong), async (request, response) => {
      const { id } = await reportOf(pool, request);
      const sent = schema.safeParse(request.body ?? {});
      const again = (errors: Record<string, string>, status: number) =>
        showReport(request, response, typedForm(request.body, ["outcome"], errors), status);
      if (!sent.success) return again(errorsByField(sent.error), 422);
      const wish = wishOf(response, sent.data.key, "moderator");
      const outcome = await performAct(pool, wish, (client, by) => work({ client, by }, id, sent.data));
      const why = await carriedOut(services, outcome);
      if (why !== null) return again({ form: why }, 409);
      const page = name === "resolve" ? "/admin/reports" : `/admin/reports/${id}`;
      response.redirect(303, `${page}?did=${sent.data.key}`);
    });
  offer("claim", reading.plainForm, (scene, id) => takeReport(scene, id, true));
  offer("release", reading.plainForm, (scene, id) => takeReport(scene, id, false));
  offer("resolve", reading.outcomeForm, (scene, id, { outcome }) => resolveReport(scene, id, outcome));
  return router;
}

async function reportOf(pool: Services["pool"], { params }: Request): Promise<Report> {
  const digits = String(params.id);
  const report = /^[1-9]\d{0,14}$/.test(digits) ? await findReport(pool, Number(digits)) : null;
  if (!report)
    throw new Refusal(404, "No such report", "No report has that number. The queue shows what is open.");
  return report;
}
