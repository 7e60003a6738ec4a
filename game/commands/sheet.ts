/** What a hunter is: the sheet, the skills, the exam for the next class. */
import type { Skill } from "../catalog/schemas.ts";
import { stanceOf } from "../combat/fight.ts";
import { bar } from "../combat/lines.ts";
import { memberOf } from "../combat/member.ts";
import { capital } from "../combat/showing.ts";
import { skillsFor, skillsOf, waitFor } from "../combat/skills.ts";
import { STATUS_HELP } from "../combat/status.ts";
import { examEntry } from "../gates/entering.ts";
import { jobName } from "../hunter/classes.ts";
import { xpToNext } from "../hunter/levels.ts";
import { gradeOf, nextClass } from "../hunter/licence.ts";
import { carriedCount, takeItem } from "../things/pack.ts";
import { placeOf } from "../town.ts";
import { type Outcome, refuse, type Turn, tell } from "../turn.ts";
import { goIn } from "./entrance.ts";

/** Level, health, values, statuses, money. */
export function sheet({ hunter, catalog }: Turn): Outcome {
  const { sheet: own, purse } = hunter;
  const { values, strikes, resists } = memberOf(hunter, catalog).body;
  const next = xpToNext(own.level);
  const kind = own.base ? `${own.base}${own.job ? `, ${jobName(own.job)}` : ""}` : "no class yet: become";
  const round = (value: number) => Math.round(value);
  const show = (share: number) => (hunter.screenReader ? "" : `${bar(share)} `);
  const ill = own.afflictions.map(
    ({ status, rounds }) =>
      `${status}${rounds === null ? "" : ` (${rounds} rounds)`}: ${STATUS_HELP[status]}`,
  );
  return tell(
    [
      `${hunter.name}${own.title ? `, ${own.title}` : ""}. Level ${own.level}, ${kind}. Hunter class ${own.licence}: opens ${gradeOf(own.licence)} gates.`,
      `Health ${show(own.hp / values.hp)}${own.hp}/${values.hp}   Mana ${show(own.mp / Math.max(1, values.mp))}${own.mp}/${values.mp}`,
      `Experience ${show(own.xp / next)}${own.xp}/${next}`,
      `Attack ${round(values.attack)} · magic ${round(values.magic)} · defense ${round(values.defense)} · speed ${round(values.speed)}`,
      `Accuracy ${round(values.accuracy)} % · evasion ${round(values.evasion)} % · critical ${round(values.critical)} %`,
      `Strikes: ${strikes}. Armour: ${resists ?? "no element"}. Tactic: ${hunter.annals.tactic}.`,
      `${purse.crystals} crystals, ${purse.exons} exons.`,
      ...(own.points > 0
        ? [`[System] ${own.points} stat points: stat strength ${Math.min(2, own.points)}`]
        : []),
      ...ill.map((line) => `[System] ${capital(line)}.`),
    ].join("\n"),
  );
}

/** The skills with mana and cooldown, and what comes next. */
export function skills({ hunter, catalog }: Turn): Outcome {
  const { base, job, level } = hunter.sheet;
  if (!base) return refuse("Skills come with a class: become");
  const mine = skillsOf(catalog, hunter.sheet);
  const later = [...skillsFor(catalog, base), ...(job ? skillsFor(catalog, job) : [])].filter(
    (one) => one.level > level,
  );
  const [next] = later.sort((a, b) => a.level - b.level);
  const fight = hunter.run?.fight;
  const wait = (id: string) => (fight ? waitFor(stanceOf(fight, hunter.id), id, fight.round) : 0);
  return tell(
    [
      ...mine.map((one) => skillRow(one, wait(one.id), hunter.screenReader)),
      ...(mine.length === 0 ? ["None yet."] : []),
      ...(next ? [`At level ${next.level}: ${next.name}.`] : []),
    ].join("\n"),
  );
}

function skillRow({ name, mp, cooldown, help }: Skill, wait: number, screenReader: boolean): string {
  const ready = wait > 0 ? `ready in ${wait}` : cooldown > 0 ? `every ${cooldown + 1} rounds` : "every round";
  if (screenReader) return `${name}: ${mp} mana, ${ready}. ${help}`;
  return `  ${name.padEnd(18)}${`${mp} mana`.padEnd(10)}${ready}\n      ${help}`;
}

const LICENCE = "class-licence";

/** The exam for the next hunter class: what it asks for, and with `begin` into it. */
export function exam(turn: Turn, words: string): Outcome {
  const { hunter, catalog } = turn;
  const next = nextClass(hunter.sheet.licence);
  if (!next) return refuse("There is no class over S. They are still thinking about a letter.");
  const paper = catalog.items.get(LICENCE);
  const asks = `Class ${next.licence} asks for level ${next.level} and a ${paper?.name ?? "licence"}; its exam gate is fought alone, a beast after the other, and opens ${gradeOf(next.licence)} gates.`;
  const missing = missingFor(turn, next.level, paper?.name ?? "licence");
  if (words === "")
    return tell(
      `${asks}\n${missing ?? "[System] All there. exam begin uses the licence up and opens the gate."}`,
    );
  if (words !== "begin") return refuse("exam tells what it asks for; exam begin goes in.");
  if (missing) return refuse(missing);
  const entry = examEntry(hunter, catalog, next.licence);
  const paid = takeItem(hunter, LICENCE, 1);
  if (!entry || !paid) return refuse("The examiner has no gate for you today. Come back later.");
  return goIn({ ...turn, hunter: paid }, entry);
}

function missingFor({ hunter, catalog }: Turn, level: number, paper: string): string | null {
  if (!hunter.sheet.base) return "First of all a class: become";
  if (hunter.sheet.level < level) return `You are level ${hunter.sheet.level}; it takes level ${level}.`;
  if (carriedCount(hunter, LICENCE) < 1)
    return `You have no ${paper}. The Hunter Shop sells it: buy ${paper.toLowerCase()}`;
  const here = placeOf(catalog.town, hunter.room);
  return here.services.includes("licences")
    ? null
    : "Exams begin at the licences desk, in the Association Hall.";
}
