import type { Quest } from "../catalog/schemas.ts";
import { count, counted } from "../hunter/counters.ts";
import { today } from "../hunter/day.ts";
import type { Hunter } from "../hunter/hunter.ts";
import type { Movement } from "../money/movement.ts";
import { goalRows, questHead, under } from "../quests/log.ts";
import { handIn, isReached, MOST_TAKEN, offersOf, take, takenQuests } from "../quests/quest.ts";
import { rewardText } from "../quests/reward.ts";
import { type Person, type Place, placeOf } from "../town.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";
import { findPerson, notHere } from "./look.ts";

/** What happens while talking: the hunter as it becomes, the money that moves, and the lines. */
type Talk = { hunter: Hunter; movements: Movement[]; lines: string[] };

/** Talks to somebody here: quests done are handed in, new ones offered, and otherwise there is always a word. */
export function talk(turn: Turn, whom: string): Outcome {
  const { catalog, now } = turn;
  const place = placeOf(catalog.town, turn.hunter.room);
  const person = whom === "" && place.people.length === 1 ? place.people[0] : findPerson(whom, place.people);
  if (!person)
    return refuse(
      whom === "" ? askWhom(place) : notHere(whom, place.people, turn.around.neighbours(place.id)),
    );
  const before = today(turn.hunter, catalog, now);
  const times = counted(before, `talked:${person.word}`);
  const talked = count(before, ["talked", 1], [`talked:${person.word}`, 1]);
  const handed = handAll({ ...turn, hunter: talked }, place, person);
  const offered = offer({ ...turn, hunter: handed.hunter }, place, person);
  const waits = waiting({ ...turn, hunter: handed.hunter }, place, person);
  const known = [...handed.lines, ...waits, ...offered.lines];
  // Who has asked already talks of other things every second time.
  const again = handed.lines.length === 0 && offered.hunter === talked && times % 2 === 1;
  const word = saying(person, known.length === 0 ? times : times >> 1);
  const lines = known.length === 0 || again ? [word, ...known.slice(1)] : known;
  return { hunter: offered.hunter, movements: handed.movements, text: lines.join("\n") };
}

/** Takes a quest that somebody here offers. */
export function accept(turn: Turn, words: string): Outcome {
  const { catalog, now } = turn;
  const hunter = today(turn.hunter, catalog, now);
  const place = placeOf(catalog.town, hunter.room);
  const offered = place.people.flatMap(({ word }) => offersOf(hunter, catalog, place.id, word));
  const fitting =
    words === ""
      ? offered
      : offered.filter(({ name, id }) => id === words || name.toLowerCase().startsWith(words));
  const [quest] = fitting;
  if (offered.length === 0) return refuse("Nobody here offers you anything now. quests shows who might.");
  if (!quest || fitting.length > 1)
    return refuse(`Which one? ${offered.map(({ name }) => `accept ${name.toLowerCase()}`).join(", ")}`);
  const taken = takenQuests(hunter, catalog).filter(({ quest: { kind } }) => kind !== "tutorial").length;
  if (taken >= MOST_TAKEN) return refuse(`You have taken ${MOST_TAKEN} quests. Finish one, or abandon one.`);
  const after = take(hunter, quest);
  return {
    hunter: after,
    text: [`[System] Taken: ${quest.name}.`, ...goalLines(after, turn, quest)].join("\n"),
  };
}

function handAll({ hunter, catalog, now }: Turn, place: Place, { word }: Person): Talk {
  const done = takenQuests(hunter, catalog).filter(
    ({ quest, goals }) => quest.giver.place === place.id && quest.giver.person === word && isReached(goals),
  );
  return done.reduce<Talk>(
    (so, { quest }) => {
      const granted = handIn(so.hunter, catalog, quest, now);
      if (!granted) return so;
      const reward = under(granted.lines, hunter.screenReader);
      return {
        hunter: granted.hunter,
        movements: [...so.movements, ...granted.movements],
        lines: [...so.lines, quest.done, `[System] Quest "${quest.name}" is done.`, ...reward],
      };
    },
    { hunter, movements: [], lines: [] },
  );
}

/** The tutorial's next step is taken by itself; anything else waits for `accept`. */
function offer(turn: Turn, place: Place, { word }: Person): Talk {
  const offers = offersOf(turn.hunter, turn.catalog, place.id, word);
  const [first, ...rest] = offers;
  if (!first) return { hunter: turn.hunter, movements: [], lines: [] };
  if (first.kind === "tutorial") {
    const hunter = take(turn.hunter, first);
    return {
      hunter,
      movements: [],
      lines: [first.offer, `[System] ${questHead(first)}`, ...goalLines(hunter, turn, first)],
    };
  }
  const { catalog, hunter } = turn;
  const reward = rewardText(catalog, first.reward, first.kind === "guild") || "thanks";
  const goals = first.goals.map(({ text }) => text);
  const hands = first.hands.map(
    ({ item, count: need }) => `Bring ${catalog.items.get(item)?.name ?? item} ×${need}.`,
  );
  const terms = [
    `Reward: ${reward}. accept ${first.name.toLowerCase()}`,
    ...(rest.length > 0
      ? [`Also: ${rest.map(({ name }) => `accept ${name.toLowerCase()}`).join(", ")}`]
      : []),
  ];
  const told = `[System] ${questHead(first)} ${[...goals, ...hands].join(" ")}`;
  return { hunter, movements: [], lines: [first.offer, told, ...under(terms, hunter.screenReader)] };
}

function goalLines(hunter: Hunter, { catalog }: Turn, quest: Quest): string[] {
  const taken = takenQuests(hunter, catalog).find((one) => one.quest.id === quest.id);
  return taken ? goalRows(taken.goals, hunter.screenReader) : [];
}

function waiting({ hunter, catalog }: Turn, place: Place, { word }: Person): string[] {
  const open = takenQuests(hunter, catalog).find(
    ({ quest }) => quest.giver.place === place.id && quest.giver.person === word,
  );
  if (!open) return [];
  return [
    open.quest.waiting,
    `[System] ${questHead(open.quest)}`,
    ...goalRows(open.goals, hunter.screenReader),
  ];
}

function saying({ says, name, look }: Person, times: number): string {
  const said = says[times % Math.max(1, says.length)];
  return said ?? `${name} has nothing to say to you. ${look}`;
}

const askWhom = ({ people, name }: Place) =>
  people.length === 0
    ? `Nobody to talk to in ${name}.`
    : `Talk to whom? ${people.map(({ word }) => `talk ${word}`).join(", ")}`;
