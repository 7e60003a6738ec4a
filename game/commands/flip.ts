import { dayOf, today, untilMidnight } from "../hunter/day.ts";
import { money, parseAmount } from "../money/amount.ts";
import { FLIPS_A_DAY, flipCoin, LEAST_STAKE, MOST_STAKE, WIN_CHANCE } from "../money/coin.ts";
import { purseLine } from "../money/pay.ts";
import { notServed } from "../money/service.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

const SIDES = ["heads", "tails"] as const;
type Side = (typeof SIDES)[number];

/** The odds, or one flip: `flip 200 heads`. */
export function flip(turn: Turn, words: string): Outcome {
  const elsewhere = notServed(turn, "The coin is flipped", "coin");
  if (elsewhere) return refuse(elsewhere);
  const hunter = today(turn.hunter, turn.catalog, turn.now);
  if (words === "") return tell(odds(turn, hunter.annals.flips));
  const [typed = "", sideWord, ...rest] = words.split(" ");
  const side = SIDES.find((one) => sideWord !== undefined && one.startsWith(sideWord));
  if (!side || rest.length > 0) return refuse("Stake and side, such as: flip 200 heads");
  const stake = parseAmount(typed, LEAST_STAKE, MOST_STAKE);
  if (!stake.ok) return refuse(stake.text);
  if (hunter.annals.flips >= FLIPS_A_DAY)
    return refuse(
      `You have flipped ${FLIPS_A_DAY} times today. The coin rests for ${untilMidnight(turn.now)}.`,
    );
  const flipped = flipCoin(hunter, stake.amount);
  if (!flipped) return refuse(`A stake of ${stake.amount} is more than you have. ${purseLine(hunter)}`);
  const { won, movements } = flipped;
  const left = FLIPS_A_DAY - flipped.hunter.annals.flips;
  const fell: Side = won ? side : side === "heads" ? "tails" : "heads";
  const told = `The coin goes up, and the room looks at it. ${fell === "heads" ? "Heads" : "Tails"}.`;
  const sum = won
    ? `You win ${money(stake.amount, "crystals")}.`
    : `You lose ${money(stake.amount, "crystals")}.`;
  return {
    hunter: flipped.hunter,
    movements,
    text: `${told}\n[System] ${sum} ${purseLine(flipped.hunter)} ${left} flips left today.`,
  };
}

function odds({ hunter, now }: Turn, flipsSoFar: number): string {
  const flips = hunter.annals.day === dayOf(now) ? flipsSoFar : 0;
  return [
    `[System] You win ${WIN_CHANCE} of 100 flips, whichever side you call; a win pays the stake once more.`,
    `Stakes from ${LEAST_STAKE} to ${MOST_STAKE} crystals, ${FLIPS_A_DAY} flips a day; ${FLIPS_A_DAY - flips} left today. The odds are the same for everyone, always.`,
    `flip 200 heads. ${purseLine(hunter)}`,
  ].join("\n");
}
