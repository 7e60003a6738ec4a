import { counted } from "../hunter/counters.ts";
import { rewardText } from "../quests/reward.ts";
import { rows } from "../rows.ts";
import { listOr, nearest } from "../suggestion.ts";
import { shortened } from "../things/matching.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** The nearest ones that are shown without `all`. */
const NEAREST = 8;

/** What was reached, and what is nearest; `all` lists everything that isn't hidden. */
export function achievements(turn: Turn, words: string): Outcome {
  if (words !== "" && words !== "all")
    return refuse("achievements shows the nearest; achievements all lists every one.");
  const { hunter, catalog } = turn;
  const known = [...catalog.achievements.values()];
  const has = (id: string) => hunter.annals.achievements.includes(id);
  const done = known.filter(({ id }) => has(id));
  const open = known
    .filter(({ id, hidden }) => !has(id) && !hidden)
    .sort((a, b) => counted(hunter, b.counter) / b.at - counted(hunter, a.counter) / a.at || a.at - b.at);
  const shown = words === "all" ? [...done, ...open] : open.slice(0, NEAREST);
  const cells = shown.map(({ id, name, counter, at, text, reward }) => [
    has(id) ? "done" : `${Math.min(at, counted(hunter, counter))} of ${at} ${inWords(counter)}`,
    name,
    has(id) ? text : rewardText(catalog, reward),
  ]);
  const secret = known.filter(({ id, hidden }) => hidden && !has(id)).length;
  return tell(
    [
      `[System] ${done.length} of ${known.length} achievements${secret > 0 ? `, ${secret} of them nobody talks about` : ""}.`,
      ...rows(cells, hunter.screenReader),
      ...(words === "all"
        ? []
        : ["achievements all lists every one; title lists what you may call yourself."]),
    ].join("\n"),
  );
}

/** "gates (E)", "crystals earned" */
function inWords(counter: string): string {
  const [name = "", part] = counter.split(":");
  return `${name.replaceAll("-", " ")}${part ? ` (${part.replaceAll("-", " ")})` : ""}`;
}

/** The titles, or wearing one of them. */
export function title({ hunter }: Turn, words: string): Outcome {
  const { titles } = hunter.annals;
  const { sheet } = hunter;
  if (words === "") {
    if (titles.length === 0) return tell("You have no title yet. Quests and achievements give them.");
    return tell(
      `[System] Titles: ${titles.join(", ")}. Worn: ${sheet.title ?? "none"}. title ${titles[0]?.toLowerCase()}, or title none`,
    );
  }
  if (words === "none") {
    if (sheet.title === null) return refuse("You wear no title.");
    return {
      hunter: { ...hunter, sheet: { ...sheet, title: null } },
      text: "[System] You are called by your name alone.",
    };
  }
  const fitting = titles.filter((one) => one.toLowerCase() === words);
  const found = fitting.length > 0 ? fitting : titles.filter((one) => one.toLowerCase().startsWith(words));
  const [only] = found;
  if (!only || found.length > 1) return refuse(noTitle(words, found.length > 1 ? found : titles));
  if (only === sheet.title) return refuse(`You wear "${only}" already.`);
  return {
    hunter: { ...hunter, sheet: { ...sheet, title: only } },
    text: `[System] ${hunter.name}, ${only}.`,
  };
}

function noTitle(words: string, titles: readonly string[]): string {
  const near = nearest(
    words,
    titles.map((one) => one.toLowerCase()),
  );
  const names = near.length > 0 ? titles.filter((one) => near.includes(one.toLowerCase())) : titles;
  return `No title "${shortened(words)}". ${names.length > 0 ? `Yours: ${listOr(names.slice(0, 6))}.` : "You have none yet."}`;
}
