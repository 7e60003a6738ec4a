import type { Completion } from "../../game/completion.ts";
import { History } from "./history.ts";

export type CommandLineOptions = {
  onLine: (line: string) => void;
  complete: (line: string) => Completion;
  /** Told when several words fit. */
  onCandidates: (words: string[]) => void;
  /** Scroll the words by so many heights: the line keeps the keyboard. */
  onScroll: (pages: number) => void;
};

/** Of a height; the rest shows where one was. */
const PAGE = 0.8;

/** An ordinary text field, so that phones, screen readers and input methods work; with history and completion. */
export function commandLine(form: HTMLElement, input: HTMLInputElement, options: CommandLineOptions): void {
  const history = new History();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const line = input.value.trim();
    if (line === "") return;
    history.add(line);
    input.value = "";
    options.onLine(line);
  });
  input.addEventListener("keydown", (event) => {
    // While an input method composes, the keys are its own.
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      return options.onScroll(event.key === "PageUp" ? -PAGE : PAGE);
    }
    const replacement = replacementFor(event, input.value, history, options);
    if (replacement === null) return;
    event.preventDefault();
    input.value = replacement;
    input.setSelectionRange(replacement.length, replacement.length);
  });
}

/** What the key makes of the line, or null to let the browser have the key: Tab on an empty line moves on. */
function replacementFor(
  event: KeyboardEvent,
  line: string,
  history: History,
  options: CommandLineOptions,
): string | null {
  if (event.key === "ArrowUp") return history.older(line) ?? line;
  if (event.key === "ArrowDown") return history.newer() ?? line;
  if (event.key === "Escape") return "";
  if (event.key !== "Tab" || event.shiftKey || line === "") return null;
  const { candidates, typed } = options.complete(line);
  if (candidates.length === 0) return null;
  if (candidates.length > 1) options.onCandidates(candidates);
  return (
    line.slice(0, line.length - typed.length) + commonStart(candidates) + (candidates.length === 1 ? " " : "")
  );
}

function commonStart(words: string[]): string {
  let start = words[0] ?? "";
  for (const word of words)
    while (!word.toLowerCase().startsWith(start.toLowerCase())) start = start.slice(0, -1);
  return start;
}
