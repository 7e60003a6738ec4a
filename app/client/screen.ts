/** The terminal: shows what happens; what is typed goes to the command line below it. Loaded when it is wanted. */
import { FitAddon } from "@xterm/addon-fit";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { type ILink, Terminal } from "@xterm/xterm";
import { ADDRESS, commandLinks } from "./links.ts";
import { setLines } from "./set-lines.ts";
import { harmless, type Spoken } from "./speech.ts";

const SCROLLBACK_LINES = 5_000;
/** Things told that are kept, to be set anew when the width changes. */
const MOST_TOLD = 600;
const FONT_SIZE = 15;
const FONT_SIZE_PHONE = 14;
const PHONE_WIDTH = 640;
const SCROLL_BAR_PX = 8;
const RESIZE_SETTLED_MS = 100;
/** A mark that no text has: what follows was said by a player, and is never taken for the game's words. */
const PLAYERS_WORDS = "\u2063";

/** Escape sequences by the theme's places: the page's own colours stand behind them. */
const COLOR = { system: "\x1b[36m", danger: "\x1b[33m", quiet: "\x1b[90m", bold: "\x1b[1m", none: "\x1b[0m" };

export type Size = { cols: number; rows: number };
export type Look = { fontFamily: string; fontSize: number | null };
export type Screen = {
  say(spoken: Spoken): void;
  note(text: string): void;
  size(): Size;
  onSize(listener: (size: Size) => void): void;
  /** Takes another font, and the page's colours as they are now. */
  look(look: Look): void;
  /** Scrolls by so many heights of what is seen. */
  scroll(pages: number): void;
};
export type ScreenOptions = {
  nonce: string;
  look: Look;
  /** A letter was typed on the terminal. */
  onKey: () => void;
  /** A command in the words was clicked. */
  onCommand: (line: string) => void;
  isCommand: (word: string) => boolean;
};

export function startScreen(element: HTMLElement, options: ScreenOptions): Screen {
  allowStyles(options.nonce);
  const terminal = new Terminal({
    ...terminalLook(options.look),
    lineHeight: 1.3,
    scrollback: SCROLLBACK_LINES,
    // This is how wide the scroll bar is, too.
    overviewRuler: { width: SCROLL_BAR_PX },
    disableStdin: true,
    cursorBlink: false,
    cursorInactiveStyle: "none",
    convertEol: true,
    theme: theme(),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(new WebLinksAddon((_event, address) => openAddress(address), { urlRegex: ADDRESS }));
  terminal.open(element);
  fit.fit();
  letKeysPass(element, terminal, options.onKey);
  linkCommands(terminal, options);

  const told: (() => void)[] = [];
  const tell = (write: () => void) => {
    told.push(write);
    if (told.length > MOST_TOLD) told.shift();
    write();
  };
  // Lines are broken here, so a new width needs them anew.
  terminal.onResize(
    (() => {
      let { cols } = terminal;
      return (size: Size) => {
        if (size.cols === cols) return;
        cols = size.cols;
        terminal.reset();
        for (const write of told) write();
      };
    })(),
  );
  const look = (wanted: Look) => {
    Object.assign(terminal.options, terminalLook(wanted), { theme: theme() });
    fit.fit();
  };
  let wanted = options.look;
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => look(wanted));
  return {
    say: (spoken) => tell(() => writeSpoken(terminal, spoken)),
    note: (text) => tell(() => write(terminal, text, COLOR.quiet)),
    size: () => ({ cols: terminal.cols, rows: terminal.rows }),
    onSize: (listener) => watchSize(element, terminal, fit, listener),
    look(next) {
      wanted = next;
      look(next);
    },
    scroll: (pages) => terminal.scrollLines(Math.round(pages * terminal.rows)),
  };
}

const terminalLook = ({ fontFamily, fontSize }: Look) => ({
  fontFamily,
  fontSize: fontSize ?? (innerWidth < PHONE_WIDTH ? FONT_SIZE_PHONE : FONT_SIZE),
});

function writeSpoken(terminal: Terminal, { from, text, title, chat }: Spoken): void {
  if (from === "player") write(terminal, `\n> ${text}`, COLOR.system);
  else if (title !== undefined) {
    write(terminal, title, COLOR.bold);
    write(terminal, text.slice(title.length).replace(/^[\s.]+/, ""));
  } else write(terminal, text, from === "error" ? COLOR.danger : COLOR.none, chat ? PLAYERS_WORDS : "");
}

function write(terminal: Terminal, text: string, color = COLOR.none, mark = ""): void {
  const wrapped = setLines(harmless(text), terminal.cols);
  const marked = mark === "" ? wrapped : wrapped.replace(/$/gm, mark);
  terminal.write(
    `${color}${marked.replace(/^\[System\]/gm, `${COLOR.system}[System]${color}`)}${COLOR.none}\n`,
  );
}

/** The other page can neither steer this one nor learn where its reader came from. */
function openAddress(address: string): void {
  open(address, "_blank", "noopener,noreferrer");
}

// The command line has the keyboard: the terminal is no stop of the Tab key, and takes keys only to copy.
function letKeysPass(element: HTMLElement, terminal: Terminal, onKey: () => void): void {
  for (const field of element.querySelectorAll("textarea")) field.tabIndex = -1;
  terminal.attachCustomKeyEventHandler((event) => {
    if (!event.ctrlKey && !event.metaKey && event.key.length === 1) onKey();
    return false;
  });
}

function linkCommands(terminal: Terminal, { isCommand, onCommand }: ScreenOptions): void {
  terminal.registerLinkProvider({
    provideLinks(y, give) {
      const text = terminal.buffer.active.getLine(y - 1)?.translateToString(true) ?? "";
      if (text.startsWith("> ") || text.includes(PLAYERS_WORDS)) return give(undefined);
      give(
        commandLinks(text, isCommand).map(
          ({ from, length, types }): ILink => ({
            range: { start: { x: from + 1, y }, end: { x: from + length, y } },
            text: types,
            activate: () => onCommand(types),
          }),
        ),
      );
    },
  });
}

function watchSize(
  element: HTMLElement,
  terminal: Terminal,
  fit: FitAddon,
  listener: (size: Size) => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  new ResizeObserver(() => {
    clearTimeout(timer);
    // Hidden behind the panels it has no size that is worth breaking lines for.
    timer = setTimeout(() => element.offsetParent && fit.fit(), RESIZE_SETTLED_MS);
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
    overviewRulerBorder: styleOf("--ground"),
    scrollbarSliderBackground: styleOf("--line"),
    scrollbarSliderHoverBackground: styleOf("--edge"),
    scrollbarSliderActiveBackground: styleOf("--edge"),
  };
}

function styleOf(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
