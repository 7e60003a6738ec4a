import { type Outcome, refuse, type Turn, tell } from "../turn.ts";

export const MOST_IGNORED = 100;
const NAME = /^\w{3,20}$/;

/** Lists who is not heard, or adds a name. */
export function ignore({ hunter }: Turn, words: string): Outcome {
  const { ignored } = hunter.annals;
  if (words === "")
    return tell(
      ignored.length > 0
        ? `You don't hear: ${ignored.join(", ")}. unignore ${ignored[0]}`
        : "You hear everyone. ignore <name> changes that.",
    );
  if (!NAME.test(words)) return refuse("A name is 3 to 20 letters, digits or underscores. ignore jun");
  if (words === hunter.name.toLowerCase()) return refuse("You can't ignore yourself. Many have tried.");
  if (ignored.includes(words)) return refuse(`You don't hear ${words} already. unignore ${words}`);
  if (ignored.length >= MOST_IGNORED)
    return refuse(`You ignore ${MOST_IGNORED} hunters. unignore one first.`);
  const annals = { ...hunter.annals, ignored: [...ignored, words] };
  return {
    hunter: { ...hunter, annals },
    text: `[System] You don't hear ${words} any more. unignore ${words}`,
  };
}

/** Hears somebody again. */
export function unignore({ hunter }: Turn, words: string): Outcome {
  const { ignored } = hunter.annals;
  if (!ignored.includes(words))
    return refuse(`You don't ignore "${words.slice(0, 20)}". ignore lists who is not heard.`);
  const annals = { ...hunter.annals, ignored: ignored.filter((name) => name !== words) };
  return { hunter: { ...hunter, annals }, text: `[System] You hear ${words} again.` };
}
