import type { RoomFrame } from "../../game/protocol.ts";

/** Buttons for the ways out and for looking around: a phone's keyboard stays away. */
export function exitChips(element: HTMLElement, onLine: (line: string) => void) {
  let shown = "";
  return {
    show(room: RoomFrame | null) {
      const lines = room ? ["look", ...room.exits.map((exit) => `go ${exit.word}`), "who"] : [];
      // Rebuilding them under a finger would lose the tap, and the focus.
      if (lines.join() === shown) return;
      shown = lines.join();
      element.replaceChildren(...lines.map((line) => chip(line, onLine)));
    },
  };
}

function chip(line: string, onLine: (line: string) => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = line.replace(/^go /, "");
  button.setAttribute("aria-label", line);
  button.addEventListener("click", () => onLine(line));
  return button;
}
