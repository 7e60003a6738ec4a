/** What clients draw beside the text, made of a hunter's state. Only what changed is made. */
import type { Catalog } from "./catalog/catalog.ts";
import { beastOf, shownMove } from "./combat/foe.ts";
import { skillsOf } from "./combat/skills.ts";
import { charted, placed } from "./gates/map.ts";
import { bodyOf } from "./hunter/body.ts";
import type { Affliction, Carried, Hunter } from "./hunter/hunter.ts";
import { xpToNext } from "./hunter/levels.ts";
import type { Panel } from "./protocol.ts";
import { takenQuests } from "./quests/quest.ts";
import { isBroken, itemOf } from "./things/pack.ts";
import { placeOf } from "./town.ts";

/** Things and quests shown at most: a panel is a glance. */
const MOST_THINGS = 60;
const MOST_QUESTS = 12;

/** The panels that differ between two states of a hunter; all of them for a fresh one (`before` null). */
export function panelsOf(before: Hunter | null, after: Hunter, catalog: Catalog): Panel[] {
  const changed = (...parts: (keyof Hunter)[]) =>
    before === null || parts.some((part) => before[part] !== after[part]);
  const panels: Panel[] = [];
  if (changed("sheet", "purse", "room", "run", "pack")) panels.push(vitals(after, catalog));
  if (changed("run")) panels.push(target(after, catalog));
  if (changed("run")) panels.push(map(after, catalog));
  if (changed("pack")) panels.push(things(after, catalog));
  if (changed("annals", "trail", "pack")) panels.push(quests(after, catalog));
  return panels;
}

function vitals(hunter: Hunter, catalog: Catalog): Panel {
  const { sheet, purse, name } = hunter;
  const { values } = bodyOf(hunter, catalog);
  return {
    kind: "vitals",
    name,
    calling: sheet.job ?? sheet.base ?? "no class yet",
    title: sheet.title,
    licence: sheet.licence,
    level: sheet.level,
    xp: sheet.xp,
    nextXp: xpToNext(sheet.level),
    hp: sheet.hp,
    maxHp: values.hp,
    mp: sheet.mp,
    maxMp: values.mp,
    points: sheet.points,
    crystals: purse.crystals,
    exons: purse.exons,
    statuses: words(sheet.afflictions),
    skills: skillsOf(catalog, sheet).map((skill) => skill.name.toLowerCase()),
    place: hunter.run
      ? `${hunter.run.name}, floor ${hunter.run.floor}`
      : placeOf(catalog.town, hunter.room).name,
  };
}

function target({ run }: Hunter, catalog: Catalog): Panel {
  const foes = run?.fight?.foes.filter(({ hp }) => hp > 0) ?? [];
  const beasts = foes.map((foe) => {
    const beast = beastOf(catalog, foe);
    return {
      name: beast.name,
      level: foe.level,
      health: Math.max(0, Math.min(1, foe.hp / foe.full)),
      tell: shownMove(beast, foe).tell.replaceAll("{beast}", beast.name),
      open: foe.open > 0,
      statuses: words(foe.afflictions),
    };
  });
  return { kind: "target", beasts };
}

function map({ run }: Hunter, catalog: Catalog): Panel {
  if (!run) return { kind: "map", gate: null, floor: 0, rooms: [] };
  const rooms = charted(catalog, run)
    .map(placed)
    .map((room) => ({ ...room, ways: [...room.ways] }));
  return { kind: "map", gate: run.name, floor: run.floor, rooms };
}

function things({ pack }: Hunter, catalog: Catalog): Panel {
  const worn = Object.entries(pack.worn).map(([slot, thing]) => row(thing, slot, catalog));
  const carried = pack.carried.map((thing) => row(thing, null, catalog));
  return { kind: "things", slots: pack.slots, things: [...worn, ...carried].slice(0, MOST_THINGS) };
}

function row(thing: Carried, worn: string | null, catalog: Catalog) {
  const upgrade = thing.upgrade ? `+${thing.upgrade}` : "";
  const note = isBroken(thing) ? "broken" : upgrade;
  return { id: thing.id, name: itemOf(catalog, thing)?.name ?? thing.item, count: thing.count, worn, note };
}

function quests(hunter: Hunter, catalog: Catalog): Panel {
  const taken = takenQuests(hunter, catalog).slice(0, MOST_QUESTS);
  return { kind: "quests", quests: taken.map(({ quest, goals }) => ({ name: quest.name, goals })) };
}

const words = (afflictions: readonly Affliction[]) => afflictions.map(({ status }) => status);
