import type { Hunter } from "../hunter/hunter.ts";
import { rows } from "../rows.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** What can be switched: where it is kept, and what it does. */
const SETTINGS: Record<
  string,
  { help: string; get(hunter: Hunter): boolean; set(hunter: Hunter, on: boolean): Hunter }
> = {
  "screen-reader": {
    help: "plain sentences, one thing a line; for this session",
    get: ({ screenReader }) => screenReader,
    set: (hunter, screenReader) => ({ ...hunter, screenReader }),
  },
  hints: {
    help: "the System tells the next step when you come in",
    get: ({ annals }) => annals.hints !== false,
    set: (hunter, hints) => ({ ...hunter, annals: { ...hunter.annals, hints } }),
  },
};

/** Lists the settings, or switches one: `settings hints off`. */
export function settings({ hunter }: Turn, words: string): Outcome {
  if (words === "") return tell(list(hunter));
  const [name = "", value, ...rest] = words.split(" ");
  const found =
    Object.keys(SETTINGS).find((one) => one === name) ??
    Object.keys(SETTINGS).find((one) => one.startsWith(name));
  const setting = found && SETTINGS[found];
  if (!setting)
    return refuse(`No setting "${name.slice(0, 20)}". Settings: ${Object.keys(SETTINGS).join(", ")}`);
  if ((value !== "on" && value !== "off") || rest.length > 0)
    return refuse(`${found} is on or off: settings ${found} ${setting.get(hunter) ? "off" : "on"}`);
  if (setting.get(hunter) === (value === "on")) return refuse(`${found} is ${value} already.`);
  return { hunter: setting.set(hunter, value === "on"), text: `[System] ${found}: ${value}.` };
}

function list(hunter: Hunter): string {
  const cells = Object.entries(SETTINGS).map(([name, { help, get }]) => [
    name,
    get(hunter) ? "on" : "off",
    help,
  ]);
  return [
    "Settings:",
    ...rows(cells, hunter.screenReader),
    "settings hints off switches one. alias, ignore and title have commands of their own.",
  ].join("\n");
}
