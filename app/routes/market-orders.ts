import { type Request, type Response, Router } from "express";
import { cannotGo } from "../../game/market/stall.ts";
import { taxOn } from "../../game/money/movement.ts";
import { formAnswer } from "../../store/deeds/form.ts";
import { findListing, listingsOf, pricesOf } from "../../store/market.ts";
import { wantedOf } from "../../store/wanted.ts";
import type { Services } from "../app.ts";
import { EMPTY_FORM, type FormState } from "../form.ts";
import { requireLogin } from "../login-required.ts";
import { pageAnswer } from "../market/answer.ts";
import { accountOf, byForm, formGuard, marketNumber } from "../market/by-form.ts";
import * as reading from "../market/reading.ts";
import { formKey, hunterOf, outOfReach } from "../market/stall.ts";
import { thingWords } from "../market/thing.ts";
import { Refusal } from "../refusal.ts";
import { perLanguage } from "../texts/per-language.ts";
import { text } from "../texts/said.ts";

/** Buying, listing and taking back. Each form has a key of its own and is done once, however often it is sent. */
export function marketOrderRoutes(services: Services): Router {
  const { page, pool, catalog } = services;
  const mine = (response: Response) => hunterOf(pool, accountOf(response), catalog);
  const wordsIn = perLanguage((spoken) => thingWords(catalog, spoken));
  const wordsOf = ({ locals }: Response) => wordsIn(locals.words);
  const router = Router();

  const buying = async (request: Request, response: Response, id: number, form: FormState, status = 200) => {
    const listing = await findListing(pool, id);
    if (!listing || listing.expiresAt <= Date.now())
      throw new Refusal(
        404,
        text("refusals.not-for-sale"),
        form.errors.form ?? text("refusals.listing-gone"),
      );
    const { accountId, name } = request.session;
    const hunter = accountId && name ? await hunterOf(pool, { id: accountId, name }, catalog) : null;
    const away = hunter && outOfReach(hunter);
    const item = catalog.items.get(listing.lot.item);
    page(
      request,
      response,
      "market-buy",
      { listing, item, hunter, away, form, key: formKey(), words: wordsOf(response) },
      status,
    );
  };
  router.get("/market/listings/:id", (request, response) =>
    buying(request, response, marketNumber(request.params.id), EMPTY_FORM),
  );

  const selling = async (request: Request, response: Response, id: number, form: FormState, status = 200) => {
    const hunter = await mine(response);
    const thing = hunter.pack.carried.find((one) => one.id === id);
    const item = thing && catalog.items.get(thing.item);
    if (!thing || !item)
      throw new Refusal(404, text("refusals.not-in-pack"), form.errors.form ?? text("refusals.not-held"));
    const bound = cannotGo(item);
    if (bound) throw new Refusal(409, text("refusals.yours-alone"), bound);
    const prices = await pricesOf(pool, item.id);
    const limits = { firstDays: reading.FIRST_DAYS, mostDays: reading.MOST_DAYS, tax: taxOn(100) };
    const away = outOfReach(hunter);
    page(
      request,
      response,
      "market-list",
      { thing, item, prices, away, form, key: formKey(), words: wordsOf(response), ...limits },
      status,
    );
  };
  router.get("/market/sell", requireLogin(pool), async (request, response) => {
    const hunter = await mine(response);
    const things = hunter.pack.carried.flatMap((thing) => {
      const item = catalog.items.get(thing.item);
      return item && cannotGo(item) === null ? [{ thing, item }] : [];
    });
    page(request, response, "market-sell", { things, away: outOfReach(hunter), words: wordsOf(response) });
  });
  router.get("/market/sell/:id", requireLogin(pool), (request, response) =>
    selling(request, response, marketNumber(request.params.id), EMPTY_FORM),
  );

  const owning = async (request: Request, response: Response, form: FormState, status = 200) => {
    const hunter = await mine(response);
    const [listings, orders] = await Promise.all([listingsOf(pool, hunter.id), wantedOf(pool, hunter.id)]);
    const more = { form, away: outOfReach(hunter), now: Date.now(), formKey, words: wordsOf(response) };
    page(request, response, "market-mine", { listings, orders, ...more }, status);
  };
  router.get("/market/mine", requireLogin(pool), (request, response) =>
    owning(request, response, EMPTY_FORM),
  );

  const guard = formGuard(services);
  const done = byForm(services);
  router.post("/market/buy", guard, (request: Request, response: Response) =>
    done(
      request,
      response,
      reading.buyForm,
      ({ listing, amount }) => ({ do: "market-buy", listing, amount, yes: true }),
      (form, status) => buying(request, response, marketNumber(request.body?.listing), form, status),
    ),
  );
  router.post("/market/list", guard, (request: Request, response: Response) =>
    done(
      request,
      response,
      reading.listForm,
      ({ thing, amount, price, days }) => ({ do: "market-list", thing, amount, price, days }),
      (form, status) => selling(request, response, marketNumber(request.body?.thing), form, status),
    ),
  );
  router.post("/market/cancel", guard, (request: Request, response: Response) =>
    done(
      request,
      response,
      reading.cancelForm,
      ({ listing }) => ({ do: "market-cancel", listing }),
      (form, status) => owning(request, response, form, status),
    ),
  );

  router.get("/market/done/:key", requireLogin(pool), async (request, response) => {
    const answer = await formAnswer(pool, accountOf(response).id, String(request.params.key));
    if (answer === null) throw new Refusal(404, text("refusals.no-record"), text("refusals.no-order"));
    page(request, response, "market-done", { lines: pageAnswer(answer) });
  });
  return router;
}
