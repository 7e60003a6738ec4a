import { make } from "./element.ts";
import { ADDRESS } from "./links.ts";
import { harmless, type Spoken } from "./speech.ts";

/** Older paragraphs go: a screen reader and a phone need the end, not the day. */
const MOST_PARAGRAPHS = 500;
const NEAR_END_PX = 40;

/** The same as plain paragraphs: read aloud as they come, and shown instead of the terminal on request. */
export function startLog(element: HTMLElement) {
  // Follows the end until the reader scrolls up, also when the keyboard takes half of the height.
  let following = true;
  const distance = () => element.scrollHeight - element.scrollTop - element.clientHeight;
  const follow = () => {
    if (following) element.scrollTop = element.scrollHeight;
  };
  element.addEventListener("scroll", () => {
    following = distance() < NEAR_END_PX;
  });
  new ResizeObserver(follow).observe(element);

  const add = (text: string, kind: string) => {
    element.append(make("p", { className: kind }, linked(harmless(text))));
    if (element.childElementCount > MOST_PARAGRAPHS) element.firstElementChild?.remove();
    follow();
  };
  return {
    say: ({ from, text }: Spoken) => add(from === "player" ? `> ${text}` : text, from),
    /** Scrolls by so many heights of what is seen. */
    scroll: (pages: number) => element.scrollBy(0, pages * element.clientHeight),
  };
}

/** `text` with its addresses as links, which tell the other site nothing. */
function linked(text: string): (Node | string)[] {
  const parts = text.split(new RegExp(`(${ADDRESS.source})`));
  return parts.map((part, at) =>
    at % 2 === 0
      ? part
      : make("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow", textContent: part }),
  );
}
