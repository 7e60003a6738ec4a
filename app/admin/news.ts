/** The news on the home page: written, looked at, pinned up and taken down. */
import { type Request, type Response, Router } from "express";
import { publishNews, takeDownNews } from "../../store/acts/news.ts";
import { latestNews } from "../../store/news.ts";
import type { Services } from "../app.ts";
import { EMPTY_FORM, errorsByField, type FormState } from "../form.ts";
import { requireFormToken } from "../form-token.ts";
import { offerAct } from "./offer.ts";
import { type AdminPage, openTooLong } from "./office.ts";
import { LONGEST_NEWS, newsForm, plainForm } from "./reading.ts";
import { requireStaff } from "./staff.ts";

const PATH = "/admin/news";
const SHOWN = 50;

export function newsRoutes(services: Services, show: AdminPage): Router {
  const { pool } = services;
  const router = Router();
  const page = async (
    request: Request,
    response: Response,
    form: FormState,
    status = 200,
    preview: { title: string; text: string } | null = null,
  ) => {
    const news = await latestNews(pool, SHOWN);
    await show(request, response, "admin-news", { form, news, preview, longest: LONGEST_NEWS }, status);
  };
  const operators = requireStaff(pool, "operator");
  router.get(PATH, operators, (request, response) => page(request, response, EMPTY_FORM));

  router.post(`${PATH}/preview`, operators, requireFormToken(openTooLong), (request, response) => {
    const sent = newsForm.safeParse(request.body ?? {});
    if (sent.success) return page(request, response, { values: sent.data, errors: {} }, 200, sent.data);
    return page(request, response, typedNews(request, errorsByField(sent.error)), 422);
  });

  offerAct(router, services, {
    path: PATH,
    least: "operator",
    schema: newsForm,
    fields: [],
    work: publishNews,
    again: (request, response, { errors }, status) =>
      page(request, response, typedNews(request, errors), status),
    done: PATH,
  });
  offerAct(router, services, {
    path: `${PATH}/:id/remove`,
    least: "operator",
    schema: plainForm,
    fields: [],
    work: (scene, _sent, { params }) => takeDownNews(scene, idOf(params.id)),
    again: page,
    done: PATH,
  });
  return router;
}

/** Longer than what other forms give back. */
function typedNews(request: Request, errors: Record<string, string>): FormState {
  const { title, text } = (request.body ?? {}) as Record<string, unknown>;
  const kept = (typed: unknown, most: number) => (typeof typed === "string" ? typed.slice(0, most) : "");
  return { values: { title: kept(title, 120), text: kept(text, LONGEST_NEWS) }, errors };
}

/** No piece has the number 0. */
const idOf = (typed: unknown): string => (/^[1-9]\d{0,17}$/.test(String(typed)) ? String(typed) : "0");
