/** The page where the game is played: wires its parts to the client session that all clients share. */
import { type Link, startLink } from "../../game/client-link.ts";
import { type ClientEffect, ClientSession } from "../../game/client-session.ts";
import { JSON_SUBPROTOCOL } from "../../game/protocol.ts";
import { chipRow } from "./chips.ts";
import { commandLine } from "./command-line.ts";
import { startLog } from "./log.ts";
import { loadMemory, saveMemory } from "./memory.ts";
import { startPanels } from "./panels.ts";
import { startScreen } from "./screen.ts";
import { type Spoken, spokenFrom } from "./speech.ts";
import { startStatus } from "./status.ts";

const PLAIN_TEXT = "terminusa.plain-text";
const NO_PANELS = "terminusa.no-panels";

export function startPage(page: Document): void {
  const script = find<HTMLScriptElement>(page, "play-script");
  const player = script.dataset.player ?? "";
  const plainText = localStorage.getItem(PLAIN_TEXT) === "yes";
  page.body.classList.toggle("plain-text", plainText);

  const log = startLog(find(page, "log"));
  const input = find<HTMLInputElement>(page, "line");
  const screen = startScreen(find(page, "screen"), { nonce: script.nonce, onKey: () => input.focus() });
  const status = startStatus(page);
  const { resume, spoken } = loadMemory(player);
  const say = (words: Spoken) => {
    screen.say(words);
    log.say(words);
  };
  spoken.forEach(say);
  const session = new ClientSession({
    client: `web/${script.dataset.version}`,
    ...screen.size(),
    screenReader: plainText,
    panels: true,
    random: Math.random,
    ...(resume && { resume }),
  });
  const panels = startPanels(find(page, "panels"), (line) => send(line));
  const chips = chipRow(find(page, "chips"), (line) => send(line));

  const tell = (words: Spoken) => {
    spoken.push(words);
    say(words);
  };
  const onEffect = (effect: ClientEffect) => {
    if (effect.do === "panels") {
      panels.show(effect.panels);
      chips.take(effect.panels);
    }
    if (effect.do === "show") tell(spokenFrom(effect));
    if (effect.do === "show" || effect.do === "state" || effect.do === "panels")
      chips.show(session.state === "playing" ? session.room : null);
    status.effect(effect, session);
    saveMemory(player, { resume: session.resume(), spoken });
  };
  const open = () => new WebSocket(`wss://${location.host}/ws`, JSON_SUBPROTOCOL);
  const link: Link = startLink({ session, open, onEffect });

  const send = (line: string) => {
    tell({ from: "player", text: line });
    link.run(session.typed(line));
    saveMemory(player, { resume: session.resume(), spoken });
  };
  commandLine(find(page, "command"), input, {
    onLine: send,
    complete: (line) => session.complete(line),
    onCandidates: (words) => screen.note(words.join("  ")),
  });
  status.onAgain(() => link.run(session.again()));
  screen.onSize((size) => link.run(session.resized(size.cols, size.rows)));
  addEventListener("online", () => link.hurry());
  page.addEventListener("visibilitychange", () => page.visibilityState === "visible" && link.hurry());
  plainTextButton(find<HTMLButtonElement>(page, "plain"), plainText);
  panelsButton(page, find<HTMLButtonElement>(page, "panels-button"));
}

/** The world is told differently to those who hear it, so the choice starts the page anew; the game goes on. */
function plainTextButton(button: HTMLButtonElement, on: boolean): void {
  button.textContent = on ? "Terminal" : "Plain text";
  button.addEventListener("click", () => {
    localStorage.setItem(PLAIN_TEXT, on ? "no" : "yes");
    location.reload();
  });
}

/** Shows and hides the panels; remembered in this browser. */
function panelsButton(page: Document, button: HTMLButtonElement): void {
  const show = (on: boolean) => {
    page.body.classList.toggle("no-panels", !on);
    button.setAttribute("aria-pressed", String(on));
  };
  show(localStorage.getItem(NO_PANELS) !== "yes");
  button.addEventListener("click", () => {
    const on = page.body.classList.contains("no-panels");
    localStorage.setItem(NO_PANELS, on ? "no" : "yes");
    show(on);
  });
}

export function find<T extends HTMLElement = HTMLElement>(page: Document, id: string): T {
  const element = page.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as T;
}
