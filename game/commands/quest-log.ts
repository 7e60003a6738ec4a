import type { Quest } from "../catalog/schemas.ts";
import { dayOf, today, untilMidnight } from "../hunter/day.ts";
import { splitYes } from "../money/amount.ts";
import { goalRows, questHead } from "../quests/log.ts";
import { nextStep } from "../quests/next-step.ts";
import { dailySet, isReached, mayTake, takenQuests, abandon as without } from "../quests/quest.ts";
import { rewardText } from "../quests/reward.ts";
import { rows } from "../rows.ts";
import { didYouMean } from "../suggestion.ts";
import { named, shortened, suggestions } from "../things/matching.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";
import { directions } from "../way.ts";

/** Quests that others would give, listed at most. */
const OPEN_LISTED = 5;

/** What is taken and how far it is, today's daily quests, and who has more; or one quest in full. */
export function quests(turn: Turn, words: string): Outcome {
  const mine = { ...turn, hunter: today(turn.hunter, turn.catalog, turn.now) };
  if (words !== "") return one(mine, words);
  return tell([...takenLines(mine), ...dailyLines(mine), ...openLines(mine)].join("\n"));
}

/** Gives up a quest, once it was confirmed. */
export function abandon(turn: Turn, argument: string): Outcome {
  const { words, yes } = splitYes(argument);
  const hunter = today(turn.hunter, turn.catalog, turn.now);
  const taken = takenQuests(hunter, turn.catalog).map(({ quest }) => quest);
  const [quest] = named(words, taken, (each) => each);
  if (!quest) return refuse(unknown(words, taken));
  if (!yes)
    return tell(
      `What "${quest.name}" has counted so far would be lost. abandon ${quest.name.toLowerCase()} yes`,
    );
  return {
    hunter: without(hunter, quest.id),
    text: `[System] Abandoned: ${quest.name}. Nobody asks why.`,
  };
}

/** The next thing to do. */
export function hint(turn: Turn): Outcome {
  return tell(nextStep(turn));
}

function one({ hunter, catalog }: Turn, words: string): Outcome {
  const taken = takenQuests(hunter, catalog);
  const open = [...catalog.quests.values()].filter((quest) => mayTake(hunter, catalog, quest));
  const known = [...taken.map(({ quest }) => quest), ...open];
  const [quest] = named(words, known, (each) => each);
  if (!quest) return refuse(unknown(words, known));
  const mine = taken.find((each) => each.quest === quest);
  const reward = rewardText(catalog, quest.reward, quest.kind === "guild");
  return tell(
    [
      `[System] ${questHead(quest)}`,
      quest.offer,
      ...(mine
        ? goalRows(mine.goals, hunter.screenReader)
        : rows(
            quest.goals.map(({ text }) => [text]),
            hunter.screenReader,
          )),
      `Reward: ${reward || "thanks"}. ${mine ? "Hand it in" : "Taken"}: ${where({ hunter, catalog }, quest)}`,
    ].join("\n"),
  );
}

type Mine = Pick<Turn, "hunter" | "catalog">;

function takenLines({ hunter, catalog }: Mine): string[] {
  const taken = takenQuests(hunter, catalog);
  if (taken.length === 0) return ["You have taken no quest."];
  return taken.flatMap(({ quest, goals }) => [
    `[System] ${questHead(quest)}${isReached(goals) ? ` Done: ${where({ hunter, catalog }, quest)}` : ""}`,
    ...(isReached(goals) ? [] : goalRows(goals, hunter.screenReader)),
  ]);
}

function dailyLines({ hunter, catalog, now }: Turn): string[] {
  const set = dailySet(hunter, catalog, dayOf(now));
  if (set.length === 0) return [];
  const lines = set.map((quest) => {
    const taken = hunter.annals.quests.some(({ id }) => id === quest.id);
    const state = hunter.annals.dailyDone.includes(quest.id)
      ? "done"
      : taken
        ? "taken"
        : where({ hunter, catalog }, quest);
    return [quest.name, state];
  });
  return [`Today, for another ${untilMidnight(now)}:`, ...rows(lines, hunter.screenReader)];
}

function openLines({ hunter, catalog }: Mine): string[] {
  const open = [...catalog.quests.values()].filter(
    (quest) => quest.kind !== "daily" && mayTake(hunter, catalog, quest),
  );
  if (open.length === 0) return [];
  const lines = open
    .slice(0, OPEN_LISTED)
    .map((quest) => [`${quest.name} (${quest.kind})`, where({ hunter, catalog }, quest)]);
  const more = open.length > OPEN_LISTED ? [`And ${open.length - OPEN_LISTED} more.`] : [];
  return ["Offered:", ...rows(lines, hunter.screenReader), ...more];
}

function where({ hunter, catalog }: Mine, { giver }: Quest): string {
  if (giver.place === hunter.room) return `here, talk ${giver.person}`;
  return `${directions(catalog.town, hunter.room, ({ id }) => id === giver.place)}, talk ${giver.person}`;
}

function unknown(words: string, known: readonly Quest[]): string {
  const near = suggestions(words, known);
  return `You know no quest "${shortened(words)}". ${near.length > 0 ? didYouMean(near) : "quests lists them."}`;
}
