/** A round in words, for one of those who fought it. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Status } from "../catalog/words.ts";
import { Random } from "../random.ts";
import type { Event, Match, Round } from "./fight.ts";
import { beastOf } from "./foe.ts";
import type { Line } from "./lines.ts";
import { capital, filled, showing, vitalsNote } from "./showing.ts";
import { STRIKE_LINES } from "./strike-lines.ts";

export type Telling = {
  catalog: Catalog;
  round: Round;
  /** Whom it is told to. */
  viewer: string;
  /** Where the run's lines begin, and how many rounds it has had. */
  dice: string;
  rounds: number;
  /** Which text of each beast: it was met so often before in this run. */
  met: readonly number[];
  screenReader: boolean;
};

export function narrate(telling: Telling): Line[] {
  const lines: Line[] = [];
  const skills = new Map<string, number>();
  for (const event of telling.round.events)
    for (const line of lineOf(telling, event)) {
      const key = event.kind === "blow" && event.skill ? `${event.by} ${event.skill}` : null;
      const first = key === null ? undefined : skills.get(key);
      if (first !== undefined) together(lines, first, line);
      else if (line.text === "" && line.note && lines.at(-1)?.note === undefined && lines.length > 0)
        lines.push({ ...line, text: lines.pop()?.text ?? "" });
      else if (isRepeated(lines.at(-1), line)) together(lines, lines.length - 1, line);
      else if (key !== null) skills.set(key, lines.push(line) - 1);
      else lines.push(line);
    }
  const you = telling.round.members.find(({ id }) => id === telling.viewer);
  const vitals = you ? vitalsNote(you, telling.screenReader) : undefined;
  if (telling.round.ending !== "going") return vitals ? withNote(lines, vitals) : lines;
  return [...(vitals ? withNote(lines, vitals) : lines), ...shows(telling)];
}

const isRepeated = (last: Line | undefined, { text, note }: Line): boolean =>
  Boolean(last?.note && note) && last?.text === text;

/** All hits of one skill stand in its first line, whatever came between: its words once, its numbers beside each other. */
function together(lines: Line[], at: number, line: Line): void {
  const first = lines[at];
  if (!first) return;
  const said = first.said && line.said ? { said: `${first.said}, ${line.said}` } : {};
  lines[at] = { text: first.text, note: `${first.note} + ${line.note}`, ...said };
}

/** What each living beast shows, with how it stands. */
export function shows({
  catalog,
  round,
  screenReader,
}: Pick<Telling, "catalog" | "round" | "screenReader">): Line[] {
  return round.fight.foes.flatMap((foe) => (foe.hp > 0 ? [showing(catalog, foe, screenReader)] : []));
}

/** Puts the note on the last line where that has none; else on a line of its own. */
function withNote(lines: readonly Line[], note: string): Line[] {
  const last = lines.at(-1);
  if (last && !last.note) return [...lines.slice(0, -1), { ...last, note }];
  return [...lines, { text: "", note }];
}

function lineOf(telling: Telling, event: Event): Line[] {
  switch (event.kind) {
    case "blow":
      return [blow(telling, event)];
    case "shade":
      return [{ text: "What you called up strikes where you point.", ...damageOf(event.damage) }];
    case "skill":
      return [{ text: skillText(telling, event) }];
    case "item":
      return [{ text: itemText(telling, event) }];
    case "healed":
      return [{ text: system(healedWords(telling, event)) }];
    case "cured":
      return [{ text: system(`${capital(event.status)} ended.`) }];
    case "risen":
      return [
        {
          text: system(
            `${who(telling, event.id)} ${event.id === telling.viewer ? "stand" : "stands"} again.`,
          ),
        },
      ];
    case "guards":
      return event.by === telling.viewer
        ? guardLine(telling, event)
        : [{ text: `${who(telling, event.by)} guards.` }];
    case "failed":
      return event.by === telling.viewer ? [{ text: system(event.why) }] : [];
    case "helpless":
      return [{ text: `${who(telling, event.by)} can only watch.` }];
    case "astray":
      return [{ text: astray(telling, event), ...lossOf(telling, event.at, event.damage) }];
    case "move":
      return moveLines(telling, event);
    case "interrupted":
      return [
        {
          text: system(
            `Interrupted: ${foeName(telling, event.foe)} loses its move and stands open for a round.`,
          ),
        },
      ];
    case "foe-healed":
      return [{ text: system(`${foeName(telling, event.foe)} regains ${event.hp}.`) }];
    case "foe-astray":
      return [
        {
          text: `The ${foeName(telling, event.foe)} strikes at what is not there, and finds itself.`,
          ...damageOf(event.damage),
        },
      ];
    case "afflicted":
      return [{ text: system(`${afflictedWords(telling, event)}.`) }];
    case "suffers":
      return [
        {
          text: system(
            `${capital(event.status)}${event.id === telling.viewer ? "" : `, ${affected(telling, event)}`}: −${event.damage}.`,
          ),
        },
      ];
    case "ended":
      return [{ text: system(`${capital(event.status)} has passed.`) }];
    case "fell":
      return [{ text: event.id === telling.viewer ? "" : `${who(telling, event.id)} goes down.` }];
    case "slain":
      return [{ text: slain(telling, event.foe) }];
    case "fled":
      return [{ text: fledText(telling, event) }];
  }
}

const damageOf = (damage: number) => ({ note: String(damage), said: `${damage} damage` });

/** What somebody loses: `−12`, and for the ear who. */
function lossOf(telling: Telling, id: string, damage: number, more = ""): { note: string; said: string } {
  const loses = id === telling.viewer ? "you lose" : `${who(telling, id)} loses`;
  return { note: `−${damage}${more}`, said: `${loses} ${damage} health${more}` };
}

function blow(telling: Telling, event: Event & { kind: "blow" }): Line {
  const beast = foeName(telling, event.foe);
  const skill = event.skill ? telling.catalog.skills.get(event.skill) : undefined;
  const member = telling.round.members.find(({ id }) => id === event.by);
  const outcome = event.damage === null ? "miss" : event.critical ? "critical" : "hit";
  const lines = STRIKE_LINES[member?.base ?? "fighter"][outcome];
  const text =
    skill && (event.damage !== null || skill.hits > 1)
      ? dealt(telling, skill.texts, skill.id, skill.cooldown + 1)
      : dealt(telling, lines, outcome);
  const mine = event.by === telling.viewer;
  const told = filled(text, { beast, you: mine ? "you" : who(telling, event.by) });
  const foe = telling.round.fight.foes[event.foe];
  const element = foe ? beastOf(telling.catalog, foe).element : "neutral";
  const more = remarks(event, element);
  const at = skill?.target === "all-beasts" && telling.round.fight.foes.length > 1 ? beast : "";
  const named = (result: string, between = " ") => (at === "" ? result : `${at}${between}${result}`);
  const shown = event.thrown
    ? ""
    : mine
      ? told
      : `${who(telling, event.by)} ${skill ? `uses ${skill.name}` : "strikes"}.`;
  return {
    text: shown,
    note: named(event.damage === null ? "miss" : `${event.damage}${more}`),
    said: named(event.damage === null ? "miss" : `${event.damage} damage${more}`, ", "),
  };
}

function remarks(event: { critical: boolean; open: boolean; match: Match }, element: string): string {
  const words = [
    ...(event.critical ? ["critical"] : []),
    ...(event.open ? ["open"] : []),
    ...(event.match === "strong"
      ? [`beats ${element}`]
      : event.match === "weak"
        ? [`weak against ${element}`]
        : []),
  ];
  return words.length > 0 ? ` (${words.join(", ")})` : "";
}

function guardLine(telling: Telling, { by, mp }: { by: string; mp: number }): Line[] {
  const resisted = telling.round.events.flatMap((event) =>
    event.kind === "move" && event.at === by && event.resisted ? [event.resisted] : [],
  );
  const more = resisted.length > 0 ? `, ${capital(resisted[0] ?? "")} resisted` : "";
  const mana = mp > 0 ? ` ${mp} mana back.` : "";
  return [{ text: system(`Guard: damage halved this round${more}.${mana}`) }];
}

function moveLines(telling: Telling, event: Event & { kind: "move" }): Line[] {
  const foe = telling.round.fight.foes[event.foe];
  if (!foe) return [];
  const beast = beastOf(telling.catalog, foe);
  const move = beast.moves.find(({ id }) => id === event.move);
  if (!move) return [];
  const text = { hit: move.hit, guarded: move.guarded, miss: move.miss }[event.outcome];
  const told = filled(text, { beast: beast.name, you: event.at ? object(telling, event.at) : "you" });
  const marks = [
    ...(event.critical ? ["critical"] : []),
    ...(event.match === "strong" ? ["your armour's bane"] : event.match === "weak" ? ["resisted"] : []),
  ];
  const more = marks.length > 0 ? ` (${marks.join(", ")})` : "";
  const loss = event.at && event.damage > 0 ? lossOf(telling, event.at, event.damage, more) : {};
  return [{ text: capital(told), ...loss }];
}

function skillText(telling: Telling, event: Event & { kind: "skill" }): string {
  const skill = telling.catalog.skills.get(event.skill);
  if (!skill) return "";
  const beast = event.foe === undefined ? "beast" : foeName(telling, event.foe);
  const mine = event.by === telling.viewer;
  if (!mine) return `${who(telling, event.by)} uses ${skill.name}.`;
  const ally = event.ally && event.ally !== event.by ? who(telling, event.ally) : "you";
  return capital(
    filled(dealt(telling, skill.texts, skill.id, skill.cooldown + 1), { beast, you: "you", ally }),
  );
}

function itemText(telling: Telling, { by, item, ally }: Event & { kind: "item" }): string {
  const known = telling.catalog.items.get(item);
  if (by === telling.viewer && ally === by) return known?.use?.text ?? "";
  return `${who(telling, by)} uses ${known?.name ?? item}${ally === by ? "" : ` on ${object(telling, ally)}`}.`;
}

function fledText(telling: Telling, { by, done }: { by: string; done: boolean }): string {
  if (by !== telling.viewer) return `${who(telling, by)} ${done ? "gets away" : "finds no way out"}.`;
  return done
    ? "You turn and run, and nothing holds on to you."
    : "You turn to run. It is in the way before you are.";
}

function astray(telling: Telling, { by, at }: { by: string; at: string }): string {
  const whom = at === by ? (by === telling.viewer ? "yourself" : "themselves") : object(telling, at);
  return `The room turns. ${who(telling, by)} ${by === telling.viewer ? "hit" : "hits"} ${whom}.`;
}

function slain(telling: Telling, at: number): string {
  const foe = telling.round.fight.foes[at];
  if (!foe) return "";
  const { dies } = beastOf(telling.catalog, foe);
  return dies[(telling.met[at] ?? 0) % dies.length] ?? "";
}

/** The texts of one kind in an order of the run, going on with each time that it could have been used: `every` rounds. */
function dealt({ dice, rounds }: Telling, texts: readonly string[], kind: string, every = 1): string {
  if (texts.length === 0) return "";
  const time = Math.floor(rounds / every);
  const order = new Random(dice, kind, Math.floor(time / texts.length)).shuffled(texts);
  return order[time % texts.length] ?? "";
}

const system = (text: string) => `[System] ${text}`;
const nameOf = ({ round }: Telling, id: string) =>
  round.members.find((member) => member.id === id)?.name ?? "someone";
const who = (telling: Telling, id: string) => (id === telling.viewer ? "You" : nameOf(telling, id));
const object = (telling: Telling, id: string) => (id === telling.viewer ? "you" : nameOf(telling, id));

function foeName({ catalog, round }: Telling, at: number): string {
  const foe = round.fight.foes[at];
  return foe ? beastOf(catalog, foe).name : "beast";
}

const affected = (telling: Telling, { id, foe }: { id?: string; foe?: number }) =>
  id !== undefined ? who(telling, id) : foeName(telling, foe ?? 0);

function afflictedWords(telling: Telling, event: Event & { kind: "afflicted" }): string {
  const lasts = lasting(event.status, event.rounds);
  return event.id === telling.viewer ? capital(lasts) : `${affected(telling, event)}: ${lasts}`;
}

function lasting(status: Status, rounds: number | null): string {
  return rounds === null ? `${status}, until it is cured` : `${status} for ${rounds} rounds`;
}

function healedWords(telling: Telling, event: Event & { kind: "healed" }): string {
  return event.id === telling.viewer
    ? capital(`${gains(event)}.`)
    : `${who(telling, event.id)}: ${gains(event)}.`;
}

function gains({ hp, mp }: { hp: number; mp: number }): string {
  return [...(hp > 0 ? [`health +${hp}`] : []), ...(mp > 0 ? [`mana +${mp}`] : [])].join(", ");
}
