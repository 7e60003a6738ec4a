/** What is done about an account from its page: each form is done once, and every server hears of it. */
import { type Request, type Response, Router } from "express";
import type * as z from "zod";
import type { AccountId } from "../../store/accounts.ts";
import * as acts from "../../store/acts/account.ts";
import type { Act } from "../../store/acts/act.ts";
import { performAccountAct } from "../../store/acts/perform.ts";
import type { Services } from "../app.ts";
import { errorsByField, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { Refusal } from "../refusal.ts";
import { carriedOut, wishOf } from "./carry-out.ts";
import { proveFresh } from "./fresh-proof.ts";
import { openTooLong } from "./office.ts";
import type { ShowPlayer } from "./player.ts";
import * as reading from "./reading.ts";
import { type Least, requireStaff } from "./staff.ts";

type Base = z.infer<typeof reading.plainForm>;
type Kind<S extends z.ZodType<Base>> = {
  least: Least;
  /** Whether the password is asked for once more. */
  proof: boolean;
  schema: S;
  act(sent: z.infer<S>): Act;
};

const FIELDS = ["text", "minutes", "reason", "role"];

export function playerActRoutes(services: Services, show: ShowPlayer): Router {
  const { pool } = services;
  const router = Router();
  const offer = <S extends z.ZodType<Base>>(name: string, { least, proof, schema, act }: Kind<S>) => {
    const guard = [requireStaff(pool, least), requireFormToken(openTooLong)];
    router.post(`/admin/players/:id/${name}`, guard, async (request: Request, response: Response) => {
      const id = accountId(request);
      const again = (errors: Record<string, string>, status: number) => {
        const form = typedForm(request.body, FIELDS, errors);
        const report = reading.plainForm.shape.report.parse(request.body?.report);
        return show(request, response, { act: name, form, report }, status);
      };
      const sent = schema.safeParse(request.body ?? {});
      if (!sent.success) return again(errorsByField(sent.error), 422);
      const doubt = proof ? await proveFresh(services, request, response) : null;
      if (doubt) return again({ current: doubt.message }, doubt.status);
      const order = { act: act(sent.data), now: Date.now() };
      const outcome = await performAccountAct(pool, wishOf(response, sent.data.key, least), id, order);
      const why = await carriedOut(services, outcome);
      if (why !== null) return again({ form: why }, 409);
      const { report, key } = sent.data;
      const page = report === undefined ? `/admin/players/${id}` : `/admin/reports/${report}`;
      response.redirect(303, `${page}?did=${key}`);
    });
  };

  offer("note", { ...MODERATORS, schema: reading.noteForm, act: acts.noteOn });
  offer("mute", { ...MODERATORS, schema: reading.muteForm, act: acts.mute });
  offer("unmute", { ...MODERATORS, schema: reading.plainForm, act: () => acts.unmute });
  offer("kick", { ...MODERATORS, schema: reading.kickForm, act: acts.kick });
  offer("ban", { ...MODERATORS, proof: true, schema: reading.banForm, act: acts.ban });
  offer("unban", { ...MODERATORS, schema: reading.plainForm, act: () => acts.unban });
  offer("role", { least: "operator", proof: true, schema: reading.roleForm, act: acts.appoint });
  return router;
}

const MODERATORS = { least: "moderator", proof: false } as const;

function accountId(request: Request): AccountId {
  const digits = String(request.params.id);
  if (/^[1-9]\d{0,17}$/.test(digits)) return digits as AccountId;
  throw new Refusal(404, "No such account", "No account has that number. It may be deleted.");
}
