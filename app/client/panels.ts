/** Panels beside the terminal, drawn from the server's structured frames. Text says the same: none is needed to play. */
import type { Panel, RoomFrame } from "../../game/protocol.ts";
import { line, make, typing } from "./element.ts";
import { drawMap } from "./map.ts";
import type { PanelKind } from "./panel-kinds.ts";
import { drawRoom } from "./room.ts";
import { t } from "./words.ts";

type Of<Kind extends Panel["kind"]> = Extract<Panel, { kind: Kind }>;
type Draw = { [Kind in Panel["kind"]]: (panel: Of<Kind>) => (Node | string)[] };

/** Draws into the sections that the page has for them; `onLine` is told what a click types. */
export function startPanels(element: HTMLElement, onLine: (line: string) => void) {
  const draw = drawers(onLine);
  let drawnRoom: RoomFrame | null = null;
  const put = (kind: PanelKind, nodes: readonly (Node | string)[]) => {
    const place = element.querySelector<HTMLElement>(`[data-panel="${kind}"]`);
    const body = place?.querySelector<HTMLElement>(".body");
    if (!place || !body) return;
    place.hidden = nodes.length === 0;
    keepFocus(body, () => body.replaceChildren(...nodes));
  };
  return {
    show(panels: readonly Panel[]): void {
      for (const panel of panels) {
        // A newer server may have kinds that this page has no place for.
        if (!(panel.kind in draw)) continue;
        put(panel.kind, (draw[panel.kind] as (one: Panel) => (Node | string)[])(panel));
      }
    },
    showRoom(room: RoomFrame | null): void {
      if (room === drawnRoom) return;
      drawnRoom = room;
      put("room", room ? drawRoom(room, onLine) : []);
    },
  };
}

/** Whoever is on a button by keyboard stays on the one in its place, not at the page's beginning. */
function keepFocus(body: HTMLElement, change: () => void): void {
  const buttons = () => [...body.querySelectorAll<HTMLElement>("button")];
  const at = buttons().indexOf(document.activeElement as HTMLElement);
  change();
  if (at < 0) return;
  const now = buttons();
  (now[Math.min(at, now.length - 1)] ?? document.getElementById("line"))?.focus();
}

function drawers(onLine: (line: string) => void): Draw {
  return {
    vitals: (vitals) => [
      line(`${vitals.name}${vitals.title ? `, ${vitals.title}` : ""}`, "name"),
      line(t("play-script.level", vitals), "quiet"),
      gauge(t("play-script.health"), vitals.hp, vitals.maxHp, "health"),
      gauge(t("play-script.mana"), vitals.mp, vitals.maxMp, "mana"),
      gauge(t("play-script.experience"), vitals.xp, vitals.nextXp, "experience"),
      ...(vitals.statuses.length > 0 ? [line(vitals.statuses.join(", "), "danger")] : []),
      line(t("play-script.money", vitals), "money"),
      ...(vitals.points > 0 ? [typing(t("play-script.stat-points", vitals), "stats", onLine)] : []),
    ],
    target: ({ beasts }) =>
      beasts.flatMap((beast) => [
        line(t(beast.open ? "play-script.beast-open" : "play-script.beast", beast), "name"),
        gauge(t("play-script.health"), Math.ceil(beast.health * 100), 100, "beast", "%"),
        line(beast.tell, "tell"),
        ...(beast.statuses.length > 0 ? [line(beast.statuses.join(", "), "quiet")] : []),
      ]),
    map: (panel) =>
      panel.gate === null
        ? []
        : [line(t("play-script.floor", { gate: panel.gate, floor: panel.floor })), drawMap(panel)],
    party: ({ members }) =>
      members.flatMap((member) => [
        line(
          `${member.name}${member.leads ? t("play-script.leads") : ""}${member.note ? `, ${member.note}` : ""}`,
          "name",
        ),
        gauge(t("play-script.health"), member.hp, member.maxHp, "health"),
      ]),
    quests: ({ quests }) =>
      quests.flatMap(({ name, goals }) => [
        line(name, "name"),
        ...goals.map(({ text, have, need }) =>
          line(`${have}/${need} ${text}`, have >= need ? "gain" : "quiet"),
        ),
      ]),
    things: ({ things, slots }) => {
      const carried = things.filter(({ worn }) => worn === null).length;
      return [line(t("play-script.slots", { carried, slots }), "quiet"), list(things, onLine)];
    },
  };
}

function list(things: Of<"things">["things"], onLine: (line: string) => void): HTMLElement {
  const items = things.map(({ name, count, worn, note }) => {
    const text = `${name}${count > 1 ? ` ×${count}` : ""}${note ? ` (${note})` : ""}${worn ? `, ${worn}` : ""}`;
    return make("li", {}, [typing(text, `look ${name.toLowerCase()}`, onLine)]);
  });
  return make("ul", {}, items);
}

/** A bar with its numbers as text: no meaning is in its length or colour alone. */
function gauge(name: string, have: number, most: number, kind: string, unit = ""): HTMLElement {
  const meter = make("progress", { className: kind, max: Math.max(1, most), value: Math.max(0, have) });
  meter.setAttribute("aria-label", name);
  return make("div", { className: `gauge gauge-${kind}` }, [
    make("span", { textContent: name }),
    meter,
    make("span", { textContent: unit ? `${have}${unit}` : `${have} / ${most}` }),
  ]);
}
