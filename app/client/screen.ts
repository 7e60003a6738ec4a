/** The terminal: shows what happens; what is typed goes to the command line below it. */
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import { wrapText } from "../../game/wrap.ts";
import { harmless, type Spoken } from "./speech.ts";

const SCROLLBACK_LINES = 5_000;
const FONT_SIZE = 15;
const FONT_SIZE_PHONE = 14;
const PHONE_WIDTH = 640;
const RESIZE_SETTLED_MS = 100;

/** Escape sequences by the theme's places: the page's own colours stand behind them. */
const COLOR = { system: "\x1b[36m", danger: "\x1b[33m", quiet: "\x1b[90m", bold: "\x1b[1m", none: "\x1b[0m" };

export type Size = { cols: number; rows: number };
export type Screen = {
  say(spoken: Spoken): void;
  note(text: string): void;
  size(): Size;
  onSize(listener: (size: Size) => void): void;
};

export function startScreen(
  element: HTMLElement,
  { nonce, onKey }: { nonce: string; onKey: () => void },
): Screen {
  allowStyles(nonce);
  const terminal = new Terminal({
    fontFamily: styleOf("--mono"),
    fontSize: innerWidth < PHONE_WIDTH ? FONT_SIZE_PHONE : FONT_SIZE,
    lineHeight: 1.3,
    scrollback: SCROLLBACK_LINES,
    disableStdin: true,
    cursorBlink: false,
    cursorInactiveStyle: "none",
    convertEol: true,
    theme: theme(),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  fit.fit();
  // The command line has the keyboard: the terminal takes keys only to copy and to scroll.
  terminal.attachCustomKeyEventHandler((event) => {
    if (!event.ctrlKey && !event.metaKey && event.key.length === 1) onKey();
    return false;
  });
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => {
    terminal.options.theme = theme();
  });

  const write = (text: string, color = COLOR.none) => {
    const wrapped = wrapText(harmless(text), terminal.cols);
    terminal.write(
      `${color}${wrapped.replace(/^\[System\]/gm, `${COLOR.system}[System]${color}`)}${COLOR.none}\n`,
    );
  };
  const heading = (title: string, text: string) => {
    write(title, COLOR.bold);
    write(text.slice(title.length).replace(/^[\s.]+/, ""));
  };
  return {
    say({ from, text, title }) {
      if (from === "player") write(`\n> ${text}`, COLOR.system);
      else if (title !== undefined) heading(title, text);
      else write(text, from === "error" ? COLOR.danger : COLOR.none);
    },
    note: (text) => write(text, COLOR.quiet),
    size: () => ({ cols: terminal.cols, rows: terminal.rows }),
    onSize: (listener) => watchSize(element, terminal, fit, listener),
  };
}

function watchSize(
  element: HTMLElement,
  terminal: Terminal,
  fit: FitAddon,
  listener: (size: Size) => void,
): void {
  let timer = 0;
  new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => fit.fit(), RESIZE_SETTLED_MS);
  }).observe(element);
  terminal.onResize(listener);
}

/** xterm.js computes style sheets of its own; the page's policy takes only those with its nonce. */
function allowStyles(nonce: string): void {
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const made = create(name, options);
    if (made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  }) as typeof document.createElement;
}

function theme() {
  return {
    background: styleOf("--ground"),
    foreground: styleOf("--text"),
    cursor: styleOf("--ground"),
    selectionBackground: styleOf("--line"),
    cyan: styleOf("--system"),
    yellow: styleOf("--danger"),
    green: styleOf("--gain"),
    brightBlack: styleOf("--quiet"),
    scrollbarSliderBackground: styleOf("--line"),
    scrollbarSliderHoverBackground: styleOf("--edge"),
    scrollbarSliderActiveBackground: styleOf("--edge"),
  };
}

function styleOf(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
