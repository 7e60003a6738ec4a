/** The connection's state in words: what happened, what waits, and what the player can do about it. */
import type { ClientEffect, ClientSession } from "../../game/client-session.ts";
import { CLOSE } from "../../game/protocol.ts";
import { find } from "./element.ts";
import { t } from "./words.ts";

/** A line that is back sooner needs no bar: the words would jump (ms). */
const BAR_AFTER_MS = 1_500;
/** Who was away longer is told what they may have missed (ms). */
const AWAY_MS = 60_000;
const SECOND_MS = 1_000;

export type Remedy = "again" | "here" | "log-in" | "reload" | "now";

/** What helps after the socket was closed for good with this code. */
export function remedyFor(code: number): Remedy {
  if (code === CLOSE.takeover) return "here";
  if (code === CLOSE.revoked || code === CLOSE.loginTimeout) return "log-in";
  return code === CLOSE.version ? "reload" : "again";
}

/** Said when the line is back after `ms`. */
export function backWords(ms: number): string {
  if (ms < AWAY_MS) return t("play-script.line-back");
  return t("play-script.line-back-after", { minutes: Math.round(ms / AWAY_MS) });
}

export type StatusOptions = {
  session: ClientSession;
  /** The code that the last socket closed with. */
  closeCode: () => number;
  /** When the server was last heard (ms): a machine that slept learns late that its line is lost. */
  heardAt: () => number;
  onAgain: () => void;
  /** Try at once instead of waiting. */
  onNow: () => void;
  /** Told to the player among the words. */
  tell: (text: string) => void;
};

export function startStatus(
  page: Document,
  { session, closeCode, heardAt, onAgain, onNow, tell }: StatusOptions,
) {
  const status = find(page, "status");
  const bar = find(page, "state");
  const text = find(page, "state-text");
  const remedies: Record<Remedy, HTMLElement> = {
    again: find(page, "again"),
    here: find(page, "here"),
    "log-in": find(page, "log-in"),
    reload: find(page, "reload"),
    now: find(page, "now"),
  };
  let lostAt: number | undefined;
  let awaySince = 0;
  let nextAt = 0;
  let why = "";
  let timer: ReturnType<typeof setInterval> | undefined;

  const say = (words: string, lost: boolean) => {
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("lost", lost);
  };
  const showBar = (words: string, remedy: Remedy) => {
    if (text.textContent !== words) text.textContent = words;
    for (const [name, element] of Object.entries(remedies)) element.hidden = name !== remedy;
    bar.hidden = false;
  };
  const settle = () => {
    clearInterval(timer);
    bar.hidden = true;
  };
  const wait = () => {
    if (lostAt === undefined || Date.now() - lostAt < BAR_AFTER_MS) return;
    const seconds = Math.max(0, Math.ceil((nextAt - Date.now()) / SECOND_MS));
    const next = navigator.onLine ? waitWords(seconds) : t("play-script.offline");
    showBar([why, next, waitingWords(session.unanswered)].filter((part) => part !== "").join(" "), "now");
  };
  const lose = (effect: Extract<ClientEffect, { do: "reconnect" }>) => {
    if (lostAt === undefined) awaySince = heardAt();
    lostAt ??= Date.now();
    nextAt = Date.now() + effect.afterMs;
    why = effect.text.replace(/ Reconnecting\.$/, "");
    say(t("play-script.reconnecting"), true);
    clearInterval(timer);
    timer = setInterval(wait, SECOND_MS / 2);
    wait();
  };
  const end = (words: string, remedy: Remedy) => {
    settle();
    lostAt = undefined;
    say(t("play-script.not-connected"), true);
    showBar(words, remedy);
  };
  const play = () => {
    settle();
    say(t("play-script.connected"), false);
    if (lostAt !== undefined) tell(backWords(Date.now() - awaySince));
    lostAt = undefined;
  };
  const again = () => {
    settle();
    say(t("play-script.connecting"), false);
    onAgain();
  };
  remedies.again.addEventListener("click", again);
  remedies.here.addEventListener("click", again);
  remedies.reload.addEventListener("click", () => location.reload());
  remedies.now.addEventListener("click", onNow);
  return {
    effect(effect: ClientEffect) {
      if (effect.do === "state" && effect.state === "playing") play();
      if (effect.do === "reconnect" && effect.afterMs > 0) lose(effect);
      // The cookie wasn't enough: only the login page can mend that.
      if (effect.do === "ask") end(t("play-script.logged-out"), "log-in");
      if (effect.do === "stop") end(stopWords(effect.text, closeCode()), remedyFor(closeCode()));
    },
  };
}

const waitWords = (seconds: number) =>
  seconds > 0 ? t("play-script.next-try", { seconds }) : t("play-script.trying");

const waitingWords = (count: number) => (count === 0 ? "" : t("play-script.lines-wait", { count }));

function stopWords(text: string, code: number): string {
  return code === CLOSE.takeover ? `${text} ${t("play-script.taken-over")}` : text;
}
