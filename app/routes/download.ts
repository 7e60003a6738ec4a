import { Router } from "express";
import type { Services } from "../app.ts";
import { assetAddress } from "../page.ts";

const FILES = ["terminusa-play.mjs", "terminusa-play.tgz"];

/** The command-line client for players' own machines; `gamePort` 0 means that this game takes none. */
export function downloadRoutes(
  { page }: Services,
  { publicDirectory, gamePort }: { publicDirectory: string; gamePort: number },
): Router {
  const address = assetAddress(publicDirectory);
  const router = Router();
  router.get("/download", (request, response) => {
    const host = (request.get("host") ?? "localhost").replace(/:\d+$/, "");
    page(request, response, "download", { server: `${host}:${gamePort}`, open: gamePort !== 0 });
  });
  // Plain names for curl; the assets' names change with each version.
  for (const file of FILES)
    router.get(`/download/${file}`, (_request, response) => response.redirect(302, address(file)));
  return router;
}
