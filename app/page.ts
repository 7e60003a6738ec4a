import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Eta } from "eta";
import type { Request, Response } from "express";
import { formToken } from "./form-token.ts";
import type { TextKey } from "./texts/keys.ts";
import type { Words } from "./texts/words.ts";
import { themeOf } from "./theme.ts";

/** Renders the view `name` with `data` as the answer. */
export type Page = (
  request: Request,
  response: Response,
  name: string,
  data: object,
  status?: number,
) => void;

export type PageSettings = { viewsDirectory: string; publicDirectory: string; version: string };

/** What was done just now, told on the next page. */
const NOTICES: Record<string, Extract<TextKey, `notices.${string}`>> = {
  "logged-out": "notices.logged-out",
  "password-changed": "notices.password-changed",
  "token-revoked": "notices.token-revoked",
  "token-ended": "notices.token-ended",
  "browser-revoked": "notices.browser-revoked",
  "mail-sent": "notices.mail-sent",
  "password-reset": "notices.password-reset",
  "email-changed": "notices.email-changed",
  "email-removed": "notices.email-removed",
  "email-asked": "notices.email-asked",
  "second-factor-off": "notices.second-factor-off",
  kept: "notices.kept",
  "given-up": "notices.given-up",
  everywhere: "notices.everywhere",
};

/** A renderer whose views know the visitor, their words, the form token and the assets' hashed addresses. */
export function pages({ viewsDirectory, publicDirectory, version }: PageSettings): Page {
  const eta = new Eta({ views: viewsDirectory, cache: true });
  const asset = assetAddress(publicDirectory);
  return (request, response, name, data, status = 200) => {
    const { words } = response.locals;
    const asked = String(request.query.notice);
    const notice = Object.hasOwn(NOTICES, asked) ? NOTICES[asked] : undefined;
    const html = eta.render(name, {
      ...viewWords(words),
      asset,
      version,
      requestId: response.locals.requestId,
      playerName: request.session?.name ?? null,
      guest: request.session?.guest ?? false,
      formToken: () => formToken(request),
      theme: themeOf(request),
      notice: notice ? words.t(notice) : null,
      ...data,
    });
    response.status(status).type("html").send(html);
  };
}

/** What a view says things with: docs/texts.md. */
export function viewWords(words: Words) {
  const { t, rich, told, language, direction, format } = words;
  return {
    t,
    rich,
    told,
    lang: language,
    dir: direction,
    number: format.number,
    day: (date: Date) => format.date(date, "day"),
    minute: (date: Date) => format.date(date, "minute"),
  };
}

/** The public address of an asset, by the manifest that the bundle carries. Throws for an unknown one. */
export function assetAddress(publicDirectory: string): (name: string) => string {
  const manifest = readManifest(join(publicDirectory, "manifest.json"));
  return (name) => {
    const address = manifest[name];
    if (!address) throw new Error(`the manifest has no asset ${name}`);
    return address;
  };
}

function readManifest(path: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`cannot read ${path}: bundle the web server first (bundles/web.ts)`, { cause: error });
  }
}
