import type { ClientEffect, ClientSession } from "../../game/client-session.ts";
import { find } from "./page.ts";

/** The connection's state in words, and what can be done when it has ended. */
export function startStatus(page: Document) {
  const status = find(page, "status");
  const ended = find(page, "ended");
  const endedText = find(page, "ended-text");
  const again = find<HTMLButtonElement>(page, "again");
  const logIn = find(page, "log-in");

  const tell = (text: string, lost: boolean) => {
    status.textContent = text;
    status.classList.toggle("lost", lost);
  };
  const end = (text: string, remedy: HTMLElement) => {
    tell("Not connected.", true);
    endedText.textContent = text;
    again.hidden = remedy !== again;
    logIn.hidden = remedy !== logIn;
    ended.hidden = false;
  };
  return {
    effect(effect: ClientEffect, session: ClientSession) {
      if (effect.do === "state" && effect.state === "waiting") tell("Connecting.", false);
      if (effect.do === "state" && effect.state === "playing") {
        ended.hidden = true;
        tell("Connected.", false);
      }
      if (effect.do === "reconnect") tell(effect.text, session.unanswered > 0 || effect.afterMs > 0);
      // The cookie wasn't enough: only the login page can mend that.
      if (effect.do === "ask") end("You are logged out.", logIn);
      if (effect.do === "stop") end(effect.text, again);
    },
    onAgain(listener: () => void) {
      again.addEventListener("click", () => {
        ended.hidden = true;
        listener();
      });
    },
  };
}
