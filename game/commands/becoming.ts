/** Choosing a class, once; spending points; taking them back for a price. */
import { BASE_CLASSES, STATS } from "../catalog/words.ts";
import { POINTS_A_LEVEL, RESPEC } from "../combat/tuning.ts";
import { bounded, refreshed } from "../hunter/body.ts";
import { CLASS_HELP, classNamed, starterWeapon } from "../hunter/classes.ts";
import { type Hunter, newHunter } from "../hunter/hunter.ts";
import { STAT_HELP } from "../hunter/stats.ts";
import { spend } from "../money/movement.ts";
import { didYouMean, listOr, nearest } from "../suggestion.ts";
import { shortened } from "../things/matching.ts";
import { addItem } from "../things/pack.ts";
import { putOn } from "../things/wearing.ts";
import { placeOf, type Service } from "../town.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** A new hunter's class, at the licences desk. */
export function become(turn: Turn, words: string): Outcome {
  const { hunter } = turn;
  if (hunter.sheet.base) return refuse(`You signed as a ${hunter.sheet.base}, and it is in ink.`);
  if (words === "") return tell(classList(hunter));
  const base = classNamed(words);
  if (!base) {
    const near = nearest(words, BASE_CLASSES);
    return refuse(
      `No class "${shortened(words)}". ${near.length > 0 ? didYouMean(near) : `There are ${listOr(BASE_CLASSES)}.`}`,
    );
  }
  if (!serves(turn, "licences"))
    return refuse("Classes are signed for at the licences desk, in the Association Hall.");
  const signed: Hunter = { ...hunter, sheet: { ...hunter.sheet, base } };
  const equipped = equippedNew(turn, signed);
  return {
    text: [
      `The stamp comes down. The clerk turns the form around so that you can read what you are now.`,
      `[System] Class: ${base}. ${CLASS_HELP[base]}`,
      `         Given: ${equipped.given.join(", ")}.`,
      "[System] enter first lesson takes you through your first gate in five minutes.",
    ].join("\n"),
    hunter: refreshed(equipped.hunter, turn.catalog),
  };
}

const DRAUGHT = "life-draught";
const DRAUGHTS = 2;

function equippedNew({ catalog }: Turn, hunter: Hunter): { hunter: Hunter; given: string[] } {
  const weapon = hunter.sheet.base ? starterWeapon(catalog, hunter.sheet.base) : undefined;
  const armed = weapon ? addItem(hunter, catalog, weapon.id, 1).hunter : hunter;
  const thing = armed.pack.carried.find(({ item }) => item === weapon?.id);
  const worn = thing ? putOn(armed, thing, "weapon") : armed;
  const draught = catalog.items.get(DRAUGHT);
  const after = draught ? addItem(worn, catalog, draught.id, DRAUGHTS).hunter : worn;
  return {
    hunter: after,
    given: [
      ...(weapon ? [`${weapon.name} (in your hand)`] : []),
      ...(draught ? [`${draught.name} ×${DRAUGHTS}`] : []),
    ],
  };
}

function classList(hunter: Hunter): string {
  const rows = BASE_CLASSES.map((base) =>
    hunter.screenReader ? `${base}: ${CLASS_HELP[base]}` : `  ${base.padEnd(10)}${CLASS_HELP[base]}`,
  );
  return [
    "The form has one line, and five words to choose from:",
    ...rows,
    "become and one of them signs. It is for good.",
  ].join("\n");
}

/** What each stat does, and how many points are left. */
export function stats({ hunter }: Turn): Outcome {
  const { sheet } = hunter;
  const rows = STATS.map(
    (stat) =>
      `${hunter.screenReader ? `${stat} ${sheet.stats[stat]}` : `  ${stat.padEnd(13)}${String(sheet.stats[stat]).padStart(4)}  `}${hunter.screenReader ? ". " : ""}${STAT_HELP[stat]}`,
  );
  const left =
    sheet.points > 0
      ? `${sheet.points} to spend: stat strength ${Math.min(sheet.points, 2)}`
      : "Each level brings 3 points.";
  return tell([...rows, left].join("\n"));
}

/** Spends points on a stat. */
export function stat(turn: Turn, words: string): Outcome {
  const { hunter } = turn;
  const { sheet } = hunter;
  const [word = "", number = "1", ...more] = words.split(" ");
  if (word === "") return stats(turn);
  const found = STATS.filter((one) => one.startsWith(word));
  const [name] = found;
  if (!name || found.length > 1) {
    const near = nearest(word, STATS);
    return refuse(
      `No stat "${shortened(word)}". ${near.length > 0 ? didYouMean(near) : `There are ${listOr(STATS)}.`}`,
    );
  }
  const points = Number(number);
  if (more.length > 0 || !/^\d{1,4}$/.test(number) || points < 1)
    return refuse(`How many points? A whole number from 1 on: stat ${name} 2`);
  if (sheet.points === 0) return refuse("You have no points to spend. Each level brings 3.");
  if (points > sheet.points)
    return refuse(
      `You have ${sheet.points} ${sheet.points === 1 ? "point" : "points"}: stat ${name} ${sheet.points}`,
    );
  const after: Hunter = {
    ...hunter,
    sheet: {
      ...sheet,
      points: sheet.points - points,
      stats: { ...sheet.stats, [name]: sheet.stats[name] + points },
    },
  };
  const left = after.sheet.points;
  return {
    text: `[System] ${name.slice(0, 1).toUpperCase()}${name.slice(1)} ${after.sheet.stats[name]}. ${STAT_HELP[name]} ${left > 0 ? `${left} left.` : ""}`.trimEnd(),
    hunter: after,
  };
}

/** All spent points back, for a price that grows each time. */
export function respec(turn: Turn, words: string): Outcome {
  const { hunter, catalog } = turn;
  const { sheet, annals } = hunter;
  const spent = (sheet.level - 1) * POINTS_A_LEVEL - sheet.points;
  if (spent <= 0) return refuse("There is nothing to take back: you have spent no points.");
  const price = respecPrice(hunter);
  if (!serves(turn, "respec"))
    return refuse(`Points are taken back at ${placeWith(turn, "respec")}, for ${price} crystals.`);
  if (words !== "yes")
    return tell(
      `All ${spent} points back for ${price} crystals; you have ${hunter.purse.crystals}. The next time costs more. respec yes does it.`,
    );
  const paid = spend(hunter, "crystals", price, "respec");
  if (!paid) return refuse(`That costs ${price} crystals, and you have ${hunter.purse.crystals}.`);
  const fresh = newHunter(hunter, hunter.room).sheet.stats;
  const after: Hunter = {
    ...paid.hunter,
    sheet: { ...sheet, stats: fresh, points: (sheet.level - 1) * POINTS_A_LEVEL },
    annals: { ...annals, respecs: annals.respecs + 1 },
  };
  return {
    text: `You go under, and come up as whoever signed the form on the first day.\n[System] ${after.sheet.points} points to spend: stat strength 2`,
    hunter: bounded(after, catalog),
    movements: paid.movements,
  };
}

/** Crystals that the next respec costs. */
export function respecPrice({ sheet, annals }: Hunter): number {
  return Math.round(
    (RESPEC.first + RESPEC.each * sheet.level) * RESPEC.growth ** Math.min(12, annals.respecs),
  );
}

const serves = ({ hunter, catalog }: Turn, service: Service): boolean =>
  placeOf(catalog.town, hunter.room).services.includes(service);

function placeWith({ catalog }: Turn, service: Service): string {
  for (const place of catalog.town.places.values()) if (place.services.includes(service)) return place.name;
  return "a place that is not built yet";
}
