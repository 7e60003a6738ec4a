/** The words of the game on the page: a terminal, or plain paragraphs instead of it. Both have the same words. */

import { find } from "./element.ts";
import type { startLog } from "./log.ts";
import type { Screen, ScreenOptions, Size } from "./screen.ts";
import { fontFamily, type Settings } from "./settings.ts";
import type { Spoken } from "./speech.ts";

export type View = {
  say(words: Spoken): void;
  /** Beside the game: candidates of a completion. */
  note(text: string): void;
  size(): Size | Record<string, never>;
  onSize(listener: (size: Size) => void): void;
  look(settings: Settings): void;
  scroll(pages: number): void;
};
type Parts = Pick<ScreenOptions, "onKey" | "onCommand" | "isCommand"> & { log: ReturnType<typeof startLog> };

/** The terminal's code is the greater part of the page's, so plain text does without it. */
export async function openView(
  page: Document,
  script: HTMLScriptElement,
  settings: Settings,
  { log, ...parts }: Parts,
): Promise<View> {
  const root = page.documentElement;
  const mono = getComputedStyle(root).getPropertyValue("--mono").trim();
  const lookOf = (wanted: Settings) => {
    const family = fontFamily(wanted, mono);
    root.style.setProperty("--words-font", family);
    root.style.setProperty("--words-size", wanted.size === null ? "" : `${wanted.size}px`);
    return { fontFamily: family, fontSize: wanted.size };
  };
  const look = lookOf(settings);
  const screen = settings.plainText ? null : await loadScreen(page, script, { ...parts, look });
  page.body.classList.toggle("plain-text", screen === null);
  find(page, "log").tabIndex = screen === null ? 0 : -1;
  return {
    say(words) {
      screen?.say(words);
      log.say(words);
    },
    note: (text) => (screen ? screen.note(text) : log.say({ from: "system", text })),
    size: () => screen?.size() ?? {},
    onSize: (listener) => screen?.onSize(listener),
    look(wanted) {
      const next = lookOf(wanted);
      screen?.look(next);
    },
    scroll: (pages) => (screen ?? log).scroll(pages),
  };
}

/** Null when it can't be loaded: the game is played in plain text then. */
async function loadScreen(
  page: Document,
  { nonce, dataset }: HTMLScriptElement,
  options: Omit<ScreenOptions, "nonce">,
): Promise<Screen | null> {
  try {
    const { startScreen } = (await import(dataset.screen ?? "")) as typeof import("./screen.ts");
    return startScreen(find(page, "screen"), { ...options, nonce });
  } catch (error) {
    console.error("the terminal could not be loaded", error);
    return null;
  }
}
