import type { Frame } from "../protocol.ts";
import { placeOf } from "../town.ts";
import { type Outcome, type Turn, tell } from "../turn.ts";

/** The names that `who` lists before it only counts. */
const LISTED = 60;

export function who({ around }: Turn): Outcome {
  const { names, complete } = around.online();
  const count = names.length;
  const listed = names.slice(0, LISTED);
  const rest = count > listed.length ? ` and ${count - listed.length} more` : "";
  const head = `[System] ${count} ${count === 1 ? "hunter" : "hunters"} in the city:`;
  const note = complete ? "" : "\n[System] Other servers do not answer; this counts one server.";
  const frame: Frame = { kind: "who", count, names: listed, complete };
  return { text: `${head} ${listed.join(", ")}${rest}.${note}`, frame };
}

export function whoami({ hunter, catalog }: Turn): Outcome {
  const role = hunter.role === "player" ? "hunter" : hunter.role;
  return tell(`[System] ${hunter.name}, ${role}. Place: ${placeOf(catalog.town, hunter.room).name}.`);
}
