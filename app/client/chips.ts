import type { Panel, RoomFrame } from "../../game/protocol.ts";

/** Skills offered in a fight: more would not fit a phone. */
const SKILLS = 4;

/** Buttons for what is likely next: the ways out, or the ways to fight. A phone's keyboard stays away. */
export function chipRow(element: HTMLElement, onLine: (line: string) => void) {
  let shown = "";
  let skills: readonly string[] = [];
  let fighting = false;
  return {
    take(panels: readonly Panel[]) {
      for (const panel of panels) {
        if (panel.kind === "vitals") skills = panel.skills ?? [];
        if (panel.kind === "target") fighting = panel.beasts.length > 0;
      }
    },
    show(room: RoomFrame | null) {
      const lines = !room ? [] : fighting ? fightLines(skills) : roomLines(room);
      // Rebuilding them under a finger would lose the tap, and the focus.
      if (lines.join() === shown) return;
      shown = lines.join();
      element.replaceChildren(...lines.map((line) => chip(line, onLine)));
    },
  };
}

const roomLines = ({ exits }: RoomFrame) => ["look", ...exits.map(({ word }) => `go ${word}`), "hint", "who"];
const fightLines = (skills: readonly string[]) => [
  "strike",
  "guard",
  ...skills.slice(0, SKILLS).map((skill) => `skill ${skill}`),
  "auto",
  "flee",
];

function chip(line: string, onLine: (line: string) => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = line.replace(/^(go|skill) /, "");
  button.setAttribute("aria-label", line);
  button.addEventListener("click", () => onLine(line));
  return button;
}
