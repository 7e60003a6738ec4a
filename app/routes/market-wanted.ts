import { type Request, type Response, Router } from "express";
import type { Hunter } from "../../game/hunter/hunter.ts";
import { PAGE } from "../../game/market/query.ts";
import { cannotGo } from "../../game/market/stall.ts";
import { fits, type Wanted } from "../../game/market/wanted.ts";
import { taxOn } from "../../game/money/movement.ts";
import { named } from "../../game/things/matching.ts";
import { carriedCount } from "../../game/things/pack.ts";
import { pricesOf } from "../../store/market.ts";
import { findOrder, findWanted } from "../../store/wanted.ts";
import type { Services } from "../app.ts";
import { EMPTY_FORM, type FormState } from "../form.ts";
import { requireLogin } from "../login-required.ts";
import { accountOf, byForm, formGuard, marketNumber } from "../market/by-form.ts";
import * as reading from "../market/reading.ts";
import { formKey, hunterOf, outOfReach } from "../market/stall.ts";
import { thingWords } from "../market/thing.ts";
import { Refusal } from "../refusal.ts";
import { perLanguage } from "../texts/per-language.ts";
import { text } from "../texts/said.ts";

/** Buy orders: what is wanted, selling to it, and wanting something. */
export function marketWantedRoutes(services: Services): Router {
  const { page, pool, catalog } = services;
  const wordsIn = perLanguage((spoken) => thingWords(catalog, spoken));
  const words = ({ locals }: Response) => wordsIn(locals.words);
  const done = byForm(services);
  const guard = formGuard(services);
  const visitor = async ({ session: { accountId, name } }: Request): Promise<Hunter | null> =>
    accountId && name ? hunterOf(pool, { id: accountId, name }, catalog) : null;

  const router = Router();
  router.get("/market/wanted", async (request, response) => {
    const { words: typed, page: at } = reading.marketQuery.parse(request.query);
    const items = typed === "" ? null : named(typed, [...catalog.items.values()], (item) => item);
    const ids = items?.map(({ id }) => id) ?? null;
    const [{ orders, total }, hunter] = await Promise.all([findWanted(pool, ids, at), visitor(request)]);
    const carried = hunter && ((item: string) => carriedCount(hunter, item));
    const more = { typed, at, address: addressOf(typed), pages: Math.max(1, Math.ceil(total / PAGE)) };
    page(request, response, "market-wanted", { orders, total, carried, words: words(response), ...more });
  });

  const filling = async (request: Request, response: Response, id: number, form: FormState, status = 200) => {
    const order = await findOrder(pool, id);
    if (!order || order.expiresAt <= Date.now())
      throw new Refusal(404, text("wanted.gone"), form.errors.form ?? text("wanted.gone-detail"));
    const hunter = await visitor(request);
    const more = { ...worth(order, hunter), away: hunter && outOfReach(hunter), form, key: formKey() };
    page(request, response, "market-fill", { order, hunter, words: words(response), ...more }, status);
  };
  router.get("/market/wanted/:id", (request, response) =>
    filling(request, response, marketNumber(request.params.id), EMPTY_FORM),
  );
  router.post("/market/fill", guard, (request: Request, response: Response) =>
    done(
      request,
      response,
      reading.fillForm,
      ({ order, amount }) => ({ do: "market-fill", order, amount, thing: null }),
      (form, status) => filling(request, response, marketNumber(request.body?.order), form, status),
    ),
  );

  const wanting = async (request: Request, response: Response, id: string, form: FormState, status = 200) => {
    const item = catalog.items.get(id);
    if (!item) throw new Refusal(404, text("refusals.no-such-thing"), text("refusals.nobody-sells"));
    const bound = cannotGo(item);
    if (bound) throw new Refusal(409, text("refusals.yours-alone"), bound);
    const [hunter, prices] = await Promise.all([
      hunterOf(pool, accountOf(response), catalog),
      pricesOf(pool, id),
    ]);
    const limits = {
      firstDays: reading.FIRST_DAYS,
      mostDays: reading.MOST_DAYS,
      mostThings: reading.MOST_THINGS,
    };
    const more = { away: outOfReach(hunter), form, key: formKey(), words: words(response), ...limits };
    page(request, response, "market-order", { item, hunter, prices, ...more }, status);
  };
  router.get("/market/order/:item", requireLogin(pool), (request, response) =>
    wanting(request, response, String(request.params.item), EMPTY_FORM),
  );
  router.post("/market/order", guard, (request: Request, response: Response) =>
    done(
      request,
      response,
      reading.orderForm,
      ({ item, amount, price, days }) => ({ do: "market-order", item, amount, price, days }),
      (form, status) => wanting(request, response, String(request.body?.item), form, status),
    ),
  );
  return router;
}

/** What one brings after the tax, and how many the hunter has that would do. */
function worth(order: Wanted, hunter: Hunter | null): { gets: number; have: number } {
  const have = hunter ? fits(hunter, order).reduce((sum, { count }) => sum + count, 0) : 0;
  return { gets: order.price - taxOn(order.price), have };
}

const addressOf = (typed: string) => (at: number) => {
  const fields = { ...(typed && { words: typed }), ...(at > 1 && { page: String(at) }) };
  const search = new URLSearchParams(fields).toString();
  return search ? `/market/wanted?${search}` : "/market/wanted";
};
