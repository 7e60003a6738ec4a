import { Router } from "express";
import { HEADINGS } from "../../game/commands/help.ts";
import { COMMANDS, usage } from "../../game/commands/table.ts";
import type { Services } from "../app.ts";

/** The same table that dispatches a line, by heading; each command is an anchor. */
export function helpRoutes({ page }: Services): Router {
  const commands = COMMANDS.filter(({ permission = "player" }) => permission === "player");
  const groups = Object.entries(HEADINGS)
    .map(([group, heading]) => ({
      heading,
      id: `about-${group}`,
      commands: commands.filter((command) => command.group === group),
    }))
    .filter((group) => group.commands.length > 0);
  const router = Router();
  router.get("/help", (request, response) => page(request, response, "help", { groups, usage }));
  return router;
}
