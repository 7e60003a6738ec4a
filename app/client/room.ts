import type { RoomFrame } from "../../game/protocol.ts";
import { line, make, typing } from "./element.ts";
import { t } from "./words.ts";

/** Where the player is: the ways out, who is here; each is a button that types what is usual. */
export function drawRoom(
  { name, exits, people, hunters, id }: RoomFrame,
  onLine: (line: string) => void,
): Node[] {
  const inGate = id.startsWith("gate-");
  return [
    line(name, "name"),
    ...list(
      t("play-script.ways-out"),
      exits.map(({ word, to }) =>
        typing(word === to.toLowerCase() ? word : `${word}: ${to}`, `go ${word}`, onLine),
      ),
    ),
    ...row(
      inGate ? t("play-script.beasts") : t("play-script.people"),
      people.map((word) => typing(word, inGate ? `look ${word.toLowerCase()}` : `talk ${word}`, onLine)),
    ),
    ...row(
      t("play-script.hunters"),
      hunters.map((hunter) => typing(hunter, `profile ${hunter}`, onLine)),
    ),
  ];
}

const row = (name: string, buttons: readonly HTMLElement[]): HTMLElement[] =>
  buttons.length === 0 ? [] : [line(name, "quiet"), ...list(name, buttons)];

function list(name: string, buttons: readonly HTMLElement[]): HTMLElement[] {
  const items = buttons.map((button) => make("li", {}, [button]));
  const element = make("ul", { className: "row" }, items);
  element.setAttribute("aria-label", name);
  return buttons.length === 0 ? [] : [element];
}
