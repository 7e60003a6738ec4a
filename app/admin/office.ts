/** What every admin page has: the navigation, who is at work, and whether the password is asked for once more. */
import type { Request, Response } from "express";
import type { Services } from "../app.ts";
import { Refusal } from "../refusal.ts";
import { needsProof } from "./fresh-proof.ts";
import { sectionsFor } from "./sections.ts";
import { staffOf } from "./staff.ts";

/** Renders the admin view `name`; its layout is `admin-layout`, which marks `section` in the navigation. */
export type AdminPage = (
  request: Request,
  response: Response,
  name: string,
  data: object,
  status?: number,
) => void;

export function adminPages({ page }: Pick<Services, "page">): AdminPage {
  return (request, response, name, data, status) => {
    const staff = staffOf(response);
    const more = { staff, sections: sectionsFor(staff.role), asksProof: needsProof(request) };
    page(
      request,
      response,
      name,
      { ...more, ...data, done: DONE[String(request.query.done)] ?? null },
      status,
    );
  };
}

/** What was done just now, told on the next page. */
const DONE: Record<string, string> = {};

/** For forms whose session ended meanwhile. */
export function openTooLong(): never {
  throw new Refusal(
    403,
    "Open too long",
    "The page was open too long, so nothing was done. Open it anew and try again.",
  );
}
