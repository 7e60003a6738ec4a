/** The side panel of a wide terminal, as lines of one width: who you are, what stands before you, where, what for. */
import type { createColors } from "picocolors";
import { drawnFloor } from "../../game/gates/map-grid.ts";
import type { Panel } from "../../game/protocol.ts";
import { wrapText } from "../../game/wrap.ts";
import { clean } from "./words.ts";

type Colours = ReturnType<typeof createColors>;
type Of<Kind extends Panel["kind"]> = Extract<Panel, { kind: Kind }>;
type Draw = { [Kind in Panel["kind"]]: (panel: Of<Kind>) => Line[] };
/** Plain text and how it is coloured: widths are counted before colours are put in. */
type Line = { text: string; colour?: keyof Pick<Colours, "cyan" | "yellow" | "green" | "dim" | "bold"> };

/** Columns of a bar between its brackets. */
const BAR = 12;
/** Things listed; the rest is a number. */
const LISTED = 12;
const ORDER: readonly Panel["kind"][] = ["vitals", "target", "map", "party", "quests", "things"];

/** The panels received so far, one of each kind. */
export class Panels {
  readonly #shown = new Map<Panel["kind"], Panel>();
  readonly #colours: Colours;

  constructor(colours: Colours) {
    this.#colours = colours;
  }

  take(panels: readonly Panel[]): void {
    for (const panel of panels) this.#shown.set(panel.kind, panel);
  }

  /** At most `height` lines of at most `width` columns each; what does not fit is left out, the last first. */
  lines(width: number, height: number): string[] {
    const sections = ORDER.flatMap((kind) => {
      const panel = this.#shown.get(kind);
      const lines = panel ? (DRAW[kind] as (one: Panel) => Line[])(panel) : [];
      return lines.length > 0 ? [lines] : [];
    });
    const all = sections.flatMap((lines, at) => (at === 0 ? lines : [{ text: "" }, ...lines]));
    return all.flatMap((line) => this.#broken(line, width)).slice(0, height);
  }

  #broken({ text, colour }: Line, width: number): string[] {
    const lines = wrapText(clean(text), width).split("\n");
    return colour ? lines.map((line) => this.#colours[colour](line)) : lines;
  }
}

const DRAW: Draw = {
  vitals: (vitals) => [
    { text: `${vitals.name}${vitals.title ? `, ${vitals.title}` : ""}`, colour: "bold" },
    { text: `level ${vitals.level} ${vitals.calling} · ${vitals.licence}` },
    { text: `hp ${bar(vitals.hp, vitals.maxHp)} ${vitals.hp}/${vitals.maxHp}`, colour: "green" },
    { text: `mp ${bar(vitals.mp, vitals.maxMp)} ${vitals.mp}/${vitals.maxMp}`, colour: "cyan" },
    { text: `xp ${bar(vitals.xp, vitals.nextXp)} ${percent(vitals.xp, vitals.nextXp)}%`, colour: "dim" },
    ...(vitals.statuses.length > 0 ? [{ text: vitals.statuses.join(", "), colour: "yellow" } as const] : []),
    { text: `${vitals.crystals} crystals · ${vitals.exons} exons` },
    ...(vitals.points > 0 ? [{ text: `${vitals.points} stat points: stats`, colour: "cyan" } as const] : []),
  ],
  target: ({ beasts }) =>
    beasts.flatMap((beast): Line[] => [
      { text: `${beast.name}${beast.open ? " (open)" : ""}`, colour: "bold" },
      { text: `hp ${bar(beast.health, 1)} ${percent(beast.health, 1)}%`, colour: "yellow" },
      { text: beast.tell, colour: "yellow" },
      ...(beast.statuses.length > 0 ? [{ text: beast.statuses.join(", ") }] : []),
    ]),
  map: (panel) =>
    panel.gate === null
      ? []
      : [
          { text: `${panel.gate}, floor ${panel.floor}`, colour: "bold" },
          ...drawnFloor(panel.rooms, { boxed: false }).map((text) => ({ text })),
        ],
  party: ({ members }) =>
    members.flatMap((member) => [
      { text: `${member.name}${member.leads ? " (leads)" : ""}${member.note ? ` ${member.note}` : ""}` },
      { text: `hp ${bar(member.hp, member.maxHp)} ${member.hp}/${member.maxHp}`, colour: "green" as const },
    ]),
  quests: ({ quests }) =>
    quests.flatMap(({ name, goals }): Line[] => [
      { text: name, colour: "bold" },
      ...goals.map(
        ({ text, have, need }): Line => ({
          text: `${have}/${need} ${text}`,
          colour: have >= need ? "green" : "dim",
        }),
      ),
    ]),
  things: ({ things, slots }) => {
    const carried = things.filter(({ worn }) => worn === null);
    const rows = carried.slice(0, LISTED).map(({ name, count, note }) => ({
      text: `${name}${count > 1 ? ` ×${count}` : ""}${note ? ` (${note})` : ""}`,
    }));
    const more = carried.length - rows.length;
    return [
      { text: `things ${carried.length}/${slots}`, colour: "bold" },
      ...rows,
      ...(more > 0 ? [{ text: `and ${more} more: inventory`, colour: "dim" } as const] : []),
    ];
  },
};

function bar(have: number, most: number): string {
  const full = most > 0 ? Math.round((Math.max(0, Math.min(have, most)) / most) * BAR) : 0;
  return `${"█".repeat(full)}${"░".repeat(BAR - full)}`;
}

const percent = (have: number, most: number) => (most > 0 ? Math.round((have / most) * 100) : 0);
