import { type Response, Router } from "express";
import type { Achievement } from "../../game/catalog/schemas.ts";
import { ITEM_KINDS, type ItemKind } from "../../game/catalog/words.ts";
import { rewardText } from "../../game/quests/reward.ts";
import { suggestions } from "../../game/things/matching.ts";
import type { Services } from "../app.ts";
import { type Archive, archiveOf } from "../archive/archive.ts";
import { themeName, wordingIn } from "../archive/wording.ts";
import { Refusal } from "../refusal.ts";
import { perLanguage } from "../texts/per-language.ts";
import { text } from "../texts/said.ts";

/** What the city has written down: beasts, things, gates, recipes and achievements, all from the content. */
export function archiveRoutes({ page, catalog }: Services): Router {
  const archive = archiveOf(catalog);
  const inLanguage = perLanguage(wordingIn);
  const wordingOf = ({ locals }: Response) => inLanguage(locals.words);
  const router = Router();
  router.get("/archive", (request, response) => page(request, response, "archive", { archive }));

  router.get("/beasts", (request, response) => {
    const theme = catalog.themes.get(String(request.query.gate ?? ""));
    const beasts = theme ? (archive.livesIn.get(theme.id) ?? []) : archive.beasts;
    page(request, response, "beasts", { archive, theme, beasts, wording: wordingOf(response) });
  });
  router.get("/beasts/:id", (request, response) => {
    const beast = catalog.beasts.get(request.params.id);
    if (!beast) throw nothing("beast", request.params.id, catalog.beasts);
    page(request, response, "beast", { archive, beast, wording: wordingOf(response) });
  });

  router.get("/items", (request, response) => {
    const kind = ITEM_KINDS.find((one) => one === request.query.kind) ?? "weapon";
    page(request, response, "items", { ...itemsPage(archive, kind), kind, wording: wordingOf(response) });
  });
  router.get("/items/:id", (request, response) => {
    const item = catalog.items.get(request.params.id);
    if (!item) throw nothing("thing", request.params.id, catalog.items);
    page(request, response, "item", { archive, item, wording: wordingOf(response) });
  });

  router.get("/gates", (request, response) =>
    page(request, response, "gates", { archive, wording: wordingOf(response) }),
  );
  router.get("/gates/:id", (request, response) => {
    const theme = catalog.themes.get(request.params.id);
    if (!theme)
      throw nothing(
        "gate",
        request.params.id,
        new Map([...catalog.themes].map(([id, one]) => [id, { id, name: themeName(one) }])),
      );
    page(request, response, "gate", { archive, theme, wording: wordingOf(response) });
  });

  router.get("/recipes", (request, response) => page(request, response, "recipes", { archive }));
  router.get("/achievements", (request, response) =>
    page(request, response, "achievements", achievementsPage([...catalog.achievements.values()], archive)),
  );
  return router;
}

function itemsPage({ itemsOf }: Archive, kind: ItemKind) {
  const kinds = ITEM_KINDS.filter((one) => (itemsOf.get(one)?.length ?? 0) > 0);
  return { items: itemsOf.get(kind) ?? [], kinds };
}

function achievementsPage(all: readonly Achievement[], archive: Archive) {
  const open = all.filter(({ hidden }) => !hidden);
  const brings = (reward: Achievement["reward"]) => rewardText(archive.catalog, reward);
  return { achievements: open, secret: all.length - open.length, brings, archive };
}

function nothing(
  what: "beast" | "thing" | "gate",
  asked: string,
  known: ReadonlyMap<string, { id: string; name: string }>,
): Refusal {
  const near = suggestions(asked.slice(0, 60), [...known.values()]);
  const said = { what, asked: asked.slice(0, 40), near, count: near.length };
  return new Refusal(404, text("refusals.not-in-archive"), text("refusals.no-entry", said));
}
