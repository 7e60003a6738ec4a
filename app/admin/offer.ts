/** A form's way from what was sent to what was done, for acts that are about no one account. */
import type { Request, RequestHandler, Response, Router } from "express";
import type * as z from "zod";
import type { ActDecision, ActScene } from "../../store/acts/act.ts";
import { performAct } from "../../store/acts/perform.ts";
import type { Services } from "../app.ts";
import { errorsByField, type FormState, typedForm } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { carriedOut, wishOf } from "./carry-out.ts";
import { proveFresh } from "./fresh-proof.ts";
import { openTooLong } from "./office.ts";
import { type Least, requireStaff } from "./staff.ts";

export type Offer<S extends z.ZodType<{ key: string }>> = {
  path: string;
  least: Least;
  /** Whether the password is asked for once more. */
  proof?: boolean;
  schema: S;
  /** Those that may be shown again. */
  fields: string[];
  /** `request` is for what stands in the address. */
  work(scene: Pick<ActScene, "client" | "by">, sent: z.infer<S>, request: Request): Promise<ActDecision>;
  /** The page with the form as it was sent, and what is wrong with it. */
  again(request: Request, response: Response, form: FormState, status: number): Promise<void>;
  /** The page that tells what was done. */
  done: string;
};

/** Adds the route of a form to the router. */
export function offerAct<S extends z.ZodType<{ key: string }>>(
  router: Router,
  services: Services,
  { path, least, proof = false, schema, fields, work, again, done }: Offer<S>,
): void {
  const guard: RequestHandler[] = [requireStaff(services.pool, least), requireFormToken(openTooLong)];
  router.post(path, guard, async (request: Request, response: Response) => {
    const refuse = (errors: Record<string, string>, status: number) =>
      again(request, response, typedForm(request.body, fields, errors), status);
    const sent = schema.safeParse(request.body ?? {});
    if (!sent.success) return refuse(errorsByField(sent.error), 422);
    const doubt = proof ? await proveFresh(services, request, response) : null;
    if (doubt) return refuse({ current: doubt.message }, doubt.status);
    const wish = wishOf(response, sent.data.key, least);
    const outcome = await performAct(services.pool, wish, (client, by) =>
      work({ client, by }, sent.data, request),
    );
    const why = await carriedOut(services, outcome);
    if (why !== null) return refuse({ form: why }, 409);
    response.redirect(303, `${done}?did=${sent.data.key}`);
  });
}
