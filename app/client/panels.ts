/** Panels beside the terminal, drawn from the server's structured frames. Text says the same: none is needed to play. */
import type { Panel } from "../../game/protocol.ts";
import { drawMap } from "./map.ts";

type Of<Kind extends Panel["kind"]> = Extract<Panel, { kind: Kind }>;
type Draw = { [Kind in Panel["kind"]]: (panel: Of<Kind>) => (Node | string)[] };

const HEADINGS: Record<Panel["kind"], string> = {
  vitals: "You",
  target: "In front of you",
  map: "Map",
  party: "Party",
  quests: "Quests",
  things: "Things",
};

/** Draws into `element`; `onLine` is told what a click types. */
export function startPanels(element: HTMLElement, onLine: (line: string) => void) {
  const draw = drawers(onLine);
  const places = new Map(
    (Object.keys(HEADINGS) as Panel["kind"][]).map((kind) => [kind, section(element, kind)] as const),
  );
  return {
    show(panels: readonly Panel[]): void {
      for (const panel of panels) {
        const place = places.get(panel.kind);
        if (!place) continue;
        const nodes = (draw[panel.kind] as (one: Panel) => (Node | string)[])(panel);
        place.hidden = nodes.length === 0;
        place.lastElementChild?.replaceChildren(...nodes);
      }
    },
  };
}

function section(element: HTMLElement, kind: Panel["kind"]): HTMLElement {
  const box = make("section", { className: `panel panel-${kind}`, hidden: true });
  box.append(make("h2", { textContent: HEADINGS[kind] }), make("div"));
  element.append(box);
  return box;
}

function drawers(onLine: (line: string) => void): Draw {
  return {
    vitals: (vitals) => [
      line(`${vitals.name}${vitals.title ? `, ${vitals.title}` : ""}`),
      line(`Level ${vitals.level} ${vitals.calling}, licence ${vitals.licence}`, "quiet"),
      ...gauge("Health", vitals.hp, vitals.maxHp, "health"),
      ...gauge("Mana", vitals.mp, vitals.maxMp, "mana"),
      ...gauge("Experience", vitals.xp, vitals.nextXp, "experience"),
      ...(vitals.statuses.length > 0 ? [line(vitals.statuses.join(", "), "danger")] : []),
      line(`${vitals.crystals} crystals, ${vitals.exons} exons`, "money"),
      ...(vitals.points > 0 ? [button(`${vitals.points} stat points`, "stats", onLine)] : []),
    ],
    target: ({ beasts }) =>
      beasts.flatMap((beast) => [
        line(`${beast.name}, level ${beast.level}${beast.open ? ", open" : ""}`),
        ...gauge("Health", Math.ceil(beast.health * 100), 100, "beast", "%"),
        line(beast.tell, "tell"),
        ...(beast.statuses.length > 0 ? [line(beast.statuses.join(", "), "quiet")] : []),
      ]),
    map: (panel) =>
      panel.gate === null ? [] : [line(`${panel.gate}, floor ${panel.floor}`), drawMap(panel)],
    party: ({ members }) =>
      members.flatMap((member) => [
        line(`${member.name}${member.leads ? ", leads" : ""}${member.note ? `, ${member.note}` : ""}`),
        ...gauge("Health", member.hp, member.maxHp, "health"),
      ]),
    quests: ({ quests }) =>
      quests.flatMap(({ name, goals }) => [
        line(name),
        ...goals.map(({ text, have, need }) =>
          line(`${have}/${need} ${text}`, have >= need ? "gain" : "quiet"),
        ),
      ]),
    things: ({ things, slots }) => {
      const carried = things.filter(({ worn }) => worn === null).length;
      return [line(`${carried} of ${slots} slots`, "quiet"), list(things, onLine)];
    },
  };
}

function list(things: Of<"things">["things"], onLine: (line: string) => void): HTMLElement {
  const items = things.map(({ name, count, worn, note }) => {
    const text = `${name}${count > 1 ? ` ×${count}` : ""}${note ? ` (${note})` : ""}${worn ? `, ${worn}` : ""}`;
    const item = make("li");
    item.append(button(text, `look ${name.toLowerCase()}`, onLine));
    return item;
  });
  const element = make("ul");
  element.append(...items);
  return element;
}

/** A bar with its numbers as text: no meaning is in its length or colour alone. */
function gauge(name: string, have: number, most: number, kind: string, unit = ""): HTMLElement[] {
  const label = make("p", { className: "gauge-label" });
  label.append(
    make("span", { textContent: name }),
    make("span", { textContent: unit ? `${have}${unit}` : `${have} / ${most}` }),
  );
  const meter = make("progress", { className: kind, max: Math.max(1, most), value: Math.max(0, have) });
  meter.setAttribute("aria-label", name);
  return [label, meter];
}

const line = (text: string, className = ""): HTMLElement => make("p", { textContent: text, className });

function button(text: string, types: string, onLine: (line: string) => void): HTMLElement {
  const element = make("button", { type: "button", className: "in-panel", textContent: text });
  element.addEventListener("click", () => onLine(types));
  return element;
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}
