import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Eta } from "eta";
import type { Request, Response } from "express";
import { formToken } from "./form-token.ts";

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
const NOTICES: Record<string, string> = {
  "logged-out": "You are logged out.",
  "password-changed": "Your password is changed. All other browsers and terminal clients are logged out.",
  "token-revoked": "That terminal client is logged out.",
  "browser-revoked": "That browser is logged out.",
  "mail-sent":
    "If there is such an account with an e-mail address, a link is on its way to it. It works for half an hour.",
  "password-reset": "Your password is changed, and you are logged out everywhere. Log in with the new one.",
  "email-changed": "Your e-mail address is changed.",
  "email-removed": "Your e-mail address is removed.",
  "email-asked":
    "A link is on its way to the new address. Open it within half an hour; until then the old one stays.",
  "second-factor-off": "The second factor is off. Your password alone lets you in.",
  kept: "Welcome back. Your account stays: the deletion is called off.",
  "given-up": "Your account goes in 14 days, and you are logged out. Log in before that to keep it.",
  everywhere: "You are logged out everywhere.",
};

/** A renderer whose views know the visitor, the form token and the assets' hashed addresses. */
export function pages({ viewsDirectory, publicDirectory, version }: PageSettings): Page {
  const eta = new Eta({ views: viewsDirectory, cache: true });
  const asset = assetAddress(publicDirectory);
  return (request, response, name, data, status = 200) => {
    const html = eta.render(name, {
      asset,
      version,
      requestId: response.locals.requestId,
      playerName: request.session?.name ?? null,
      guest: request.session?.guest ?? false,
      formToken: () => formToken(request),
      notice: NOTICES[String(request.query.notice)] ?? null,
      ...data,
    });
    response.status(status).type("html").send(html);
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
