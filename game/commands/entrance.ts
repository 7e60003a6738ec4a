/** The board's cards, and through one of their gates. */
import { GRADES } from "../catalog/words.ts";
import { set } from "../combat/lines.ts";
import { boardEntry, type Entry, entered, LESSON_NAME, lessonEntry } from "../gates/entering.ts";
import { levelIn, type Offer, offersFor, slotLeft, slotOf } from "../gates/offers.ts";
import { gateFrame, roomInFull } from "../gates/view.ts";
import { counted } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { opens } from "../hunter/licence.ts";
import { didYouMean, nearest } from "../suggestion.ts";
import { shortened } from "../things/matching.ts";
import { placeOf } from "../town.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

/** What hangs on the board for this hunter. */
export function gates(turn: Turn): Outcome {
  const { hunter, now } = turn;
  const offers = offersOf(turn);
  const lesson = isNewcomer(hunter) ? lessonRow(hunter) : [];
  if (offers.length === 0 && lesson.length === 0)
    return tell(
      "The cork is bare. Nothing open that your licence and level allow. exam tells how to widen it.",
    );
  const minutes = Math.max(1, Math.ceil(slotLeft(now) / 60_000));
  const head = `Open gates for the next ${minutes} ${minutes === 1 ? "minute" : "minutes"}, as far as your licence (${hunter.sheet.licence}) goes:`;
  const rows = offers.map((offer) => (hunter.screenReader ? toldOffer(offer, hunter) : rowOf(offer, hunter)));
  return tell(
    [
      ...lesson,
      head,
      ...rows,
      "enter and the beginning of a name goes in. What lives there has your level, within the gate's.",
    ].join("\n"),
  );
}

/** Into a gate by its name or the beginning of it. */
export function enter(turn: Turn, words: string): Outcome {
  const { hunter, catalog } = turn;
  const unfit = notFit(hunter);
  if (unfit) return refuse(unfit);
  const lesson =
    (isNewcomer(hunter) &&
      LESSON_NAME.toLowerCase()
        .split(" ")
        .some((word) => word.startsWith(words))) ||
    words === LESSON_NAME.toLowerCase();
  if (lesson) {
    const entry = lessonEntry(catalog);
    if (entry && isNewcomer(hunter)) return goIn(turn, entry);
    return refuse("The First Lesson is taught once. gates lists what is open to you.");
  }
  if (!placeOf(catalog.town, hunter.room).services.includes("board"))
    return refuse(
      `Gates are entered from the Gate Board, where the cards hang.${isNewcomer(hunter) ? " The First Lesson is open from anywhere: enter first lesson" : ""}`,
    );
  const offers = offersOf(turn);
  const found = offers.filter(({ name }) => name.toLowerCase() === words);
  const fitting =
    found.length > 0 ? found : offers.filter(({ name }) => ` ${name.toLowerCase()}`.includes(` ${words}`));
  const [offer] = fitting;
  if (!offer) return refuse(noGate(words, offers, hunter));
  if (fitting.length > 1 && found.length === 0)
    return refuse(
      `"${shortened(words)}" could be ${fitting.map(({ name }) => name).join(" or ")}. Type one more letter.`,
    );
  const again = enteredBefore(hunter, turn.now, offer.seed);
  return goIn(
    { ...turn, hunter: remembered(hunter, turn.now, offer.seed) },
    boardEntry(offer, hunter.sheet.level, again),
  );
}

/** Through it: what the entrance reads like. */
export function goIn(turn: Turn, entry: Omit<Entry, "dice">): Outcome {
  const { catalog } = turn;
  if (turn.hunter.party !== null && entry.kind === "board")
    return { text: "", deed: { do: "party-enter", entry } };
  const hunter = entered(turn.hunter, catalog, entry);
  const { run } = hunter;
  if (!run) return refuse("The gate closes as you reach it.");
  const view = { catalog, run, screenReader: hunter.screenReader, size: 1 };
  const title = `${run.name} (${run.grade}, level ${run.level})`;
  return {
    text: `${title}\n${roomInFull(view)}`,
    frame: gateFrame(view),
    hunter,
    happenings: [{ room: hunter.room, text: `${hunter.name} goes into a gate: ${run.name}.` }],
  };
}

const isNewcomer = (hunter: Hunter): boolean =>
  counted(hunter, "tutorials") === 0 && counted(hunter, "gates") === 0;

/** All cards that licence and level open, in the board's order. */
export function offersOf({ hunter, catalog, now }: Pick<Turn, "hunter" | "catalog" | "now">): Offer[] {
  const { licence, level } = hunter.sheet;
  const open = GRADES.filter((grade) => opens(licence, level, grade));
  // Two grades are enough of a choice: the highest that is open, and the one under it.
  const near = open.slice(-2);
  return offersFor(catalog, now, (grade) => near.includes(grade));
}

/** Why this hunter can't go anywhere now. */
function notFit(hunter: Hunter): string | null {
  if (!hunter.sheet.base) return "Choose a class first, at the licences desk in the Association Hall: become";
  if (hunter.sheet.afflictions.some(({ status, rounds }) => status === "shadow" && rounds === null))
    return "A shadow casts none, and gates don't open for it. A resurrection potion ends that.";
  return null;
}

function noGate(words: string, offers: readonly Offer[], hunter: Hunter): string {
  const names = offers.map(({ name }) => name.toLowerCase());
  const parts = names.flatMap((name) => name.split(" "));
  const near = [...nearest(words, names), ...nearest(words, parts)];
  const meant = offers
    .filter(({ name }) => near.some((word) => name.toLowerCase().includes(word)))
    .slice(0, 3);
  const hint =
    meant.length > 0
      ? didYouMean(meant.map((offer) => `${offer.name.toLowerCase()} (${bandOf(offer)})`))
      : "gates lists them.";
  return `No gate "${shortened(words)}" here${hunter.sheet.licence === "F" ? "" : ` for class ${hunter.sheet.licence}`}. ${hint}`;
}

const bandOf = ({ grade, least, most }: Offer) => `${grade}, level ${least}–${most}`;

function rowOf(offer: Offer, hunter: Hunter): string {
  return `  ${offer.name.padEnd(26)}${bandOf(offer).padEnd(20)}${offer.element.padEnd(11)}${remark(offer, hunter)}`.trimEnd();
}
function toldOffer(offer: Offer, hunter: Hunter): string {
  const more = remark(offer, hunter);
  return `${offer.name}: grade ${offer.grade}, level ${offer.least} to ${offer.most}, ${offer.element}${more ? `, ${more}` : ""}.`;
}

function remark(offer: Offer, { sheet }: Hunter): string {
  const level = levelIn(offer, sheet.level);
  if (level > sheet.level) return `${level - sheet.level} over you`;
  if (level < sheet.level) return `${sheet.level - level} under you`;
  return "at your level";
}

const lessonRow = (hunter: Hunter): string[] => [
  set(
    [{ text: `[System] New here: enter first lesson. Five minutes, four rooms, nobody dies of it.` }],
    hunter.screenReader,
  ),
];

/** Which cards of the present half hour the hunter has used, and how often. */
function enteredBefore({ trail }: Hunter, now: number, seed: string): number {
  return trail.cards?.slot === slotOf(now) ? (trail.cards.entered[seed] ?? 0) : 0;
}

function remembered(hunter: Hunter, now: number, seed: string): Hunter {
  const slot = slotOf(now);
  const { cards } = hunter.trail;
  const entered = cards?.slot === slot ? cards.entered : {};
  const after = { slot, entered: { ...entered, [seed]: (entered[seed] ?? 0) + 1 } };
  return { ...hunter, trail: { ...hunter.trail, cards: after } };
}
