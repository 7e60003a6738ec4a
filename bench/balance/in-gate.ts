/** How the bot goes through a gate: every room, chests and beds included, the boss when it comes. */

import { WAYS } from "../../game/gates/floor.ts";
import { type Charted, charted } from "../../game/gates/map.ts";
import { isDone } from "../../game/gates/moving.ts";
import { roomOf } from "../../game/gates/plan.ts";
import type { Bot } from "./bot.ts";

export type Result = "cleared" | "died" | "left";

/** Under these shares of health it drinks, and gives up with nothing left to drink. */
const DRINK_UNDER = 0.55;
const LEAVE_UNDER = 0.25;
const LONGEST = 600;

/** From the entrance to wherever it ends. */
export function goThrough(bot: Bot): Result {
  for (let steps = 0; bot.hunter.run && steps < LONGEST; steps++) {
    const before = bot.hunter;
    if (before.run?.fight) {
      const outcome = bot.type(before.sheet.hp <= 0 ? "die" : "auto");
      if (!bot.hunter.run)
        return outcome.text.includes("cleared in")
          ? "cleared"
          : outcome.text.includes("left after")
            ? "left"
            : "died";
    } else if (!between(bot)) return "left";
  }
  return "left";
}

/** One step between fights; false when the gate was left. */
function between(bot: Bot): boolean {
  const { run } = bot.hunter;
  if (!run) return false;
  const room = roomOf(bot.catalog, run);
  if (!isDone(run)) {
    if (room.kind === "treasure") return did(bot, "open");
    if (room.kind === "trap") return did(bot, run.searched.includes(run.room) ? "disarm" : "search");
    if (room.kind === "rest" && bot.health < 0.75) return did(bot, "rest");
  }
  if (bot.health < DRINK_UNDER && draughts(bot) > 0) return did(bot, "use life");
  if (bot.health < LEAVE_UNDER && run.kind !== "tutorial") {
    const bed = chart(bot).find(({ kind, done }) => kind === "rest" && !done);
    if (bed && goTowards(bot, (one) => one.at === bed.at)) return true;
    bot.type("leave");
    return false;
  }
  // The unknown first; a bed passed by earlier when it is needed; then down.
  if (goTowards(bot, ({ kind }) => kind === "unknown")) return true;
  const bed = bot.health < 0.75 && goTowards(bot, ({ kind, done }) => kind === "rest" && !done);
  if (bed) return true;
  if (room.stairs && isDone(run)) return did(bot, "descend");
  if (goTowards(bot, ({ stairs }) => stairs)) return true;
  if (goTowards(bot, ({ kind, done }) => (kind === "fight" || kind === "elite" || kind === "boss") && !done))
    return true;
  bot.type("leave");
  return false;
}

function did(bot: Bot, line: string): true {
  bot.type(line);
  return true;
}

const chart = (bot: Bot): Charted[] => (bot.hunter.run ? charted(bot.catalog, bot.hunter.run) : []);

/** One step on the shortest way to the nearest room that fits; false when none does. */
function goTowards(bot: Bot, fits: (room: Charted) => boolean): boolean {
  const { run } = bot.hunter;
  const rooms = new Map(chart(bot).map((room) => [room.at, room]));
  if (!run) return false;
  const first = new Map<number, string>([[run.room, ""]]);
  for (const [at, step] of first) {
    const room = rooms.get(at);
    if (room && step !== "" && fits(room)) {
      bot.type(step);
      return true;
    }
    for (const way of WAYS) {
      const to = room?.ways[way];
      if (to !== undefined && rooms.has(to) && !first.has(to)) first.set(to, step === "" ? way : step);
    }
  }
  return false;
}

const draughts = (bot: Bot): number =>
  bot.hunter.pack.carried.reduce((sum, { item, count }) => sum + (item === "life-draught" ? count : 0), 0);
