/** What every admin page has: the navigation, who is at work, and whether the password is asked for once more. */
import type { Request, Response } from "express";
import { formAnswer } from "../../store/deeds/form.ts";
import type { Services } from "../app.ts";
import { formKey } from "../market/stall.ts";
import { Refusal } from "../refusal.ts";
import { plainly } from "./carry-out.ts";
import { needsProof } from "./fresh-proof.ts";
import { sectionsFor } from "./sections.ts";
import { staffOf } from "./staff.ts";

/**
 * Renders the admin view `name`; its layout is `admin-layout`, which marks `section` in the navigation. What the form
 * of the key in `did` was answered is told on top.
 */
export type AdminPage = (
  request: Request,
  response: Response,
  name: string,
  data: object,
  status?: number,
) => Promise<void>;

export function adminPages({ page, pool }: Pick<Services, "page" | "pool">): AdminPage {
  return async (request, response, name, data, status) => {
    const staff = staffOf(response);
    const did = String(request.query.did ?? "");
    const done = /^[\w-]{16,64}$/.test(did) ? await formAnswer(pool, staff.id, did) : null;
    page(
      request,
      response,
      name,
      {
        staff,
        sections: sectionsFor(staff.role),
        asksProof: needsProof(request),
        done: done === null ? null : plainly(done),
        formKey,
        stamp,
        ...data,
      },
      status,
    );
  };
}

/** A moment as the admin pages write it. */
const stamp = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** For forms whose session ended meanwhile. */
export function openTooLong(): never {
  throw new Refusal(
    403,
    "Open too long",
    "The page was open too long, so nothing was done. Open it anew and try again.",
  );
}
