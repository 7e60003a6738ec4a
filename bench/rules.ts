/** `node bench/rules.ts`: microseconds that a round of combat costs in the rules alone, and a typed line of one. */

import type { Action, Fight, Member } from "../game/combat/fight.ts";
import { memberOf } from "../game/combat/member.ts";
import { resolveRound } from "../game/combat/round.ts";
import { newRun } from "../game/gates/entering.ts";
import { moved } from "../game/gates/moving.ts";
import { roomOf } from "../game/gates/plan.ts";
import { refreshed } from "../game/hunter/body.ts";
import { type Hunter, newHunter } from "../game/hunter/hunter.ts";
import { play } from "../game/play.ts";
import { Random } from "../game/random.ts";
import { readCatalog } from "./balance/content.ts";
import { spread } from "./statistics.ts";

const ROUNDS = 50_000;
const WARM_UP = 10_000;
const TIMES = 7;

const catalog = readCatalog();
const hunter = fighting();
const { run } = hunter;
if (!run?.fight) throw new Error("no fight to measure");
const fight: Fight = run.fight;
const member: Member = memberOf(hunter, catalog);
const actions: Action[] = [{ do: "strike" }, { do: "guard" }, { do: "skill", skill: "cleaving-blow" }];

measure("a round alone", (round) => {
  const random = new Random("bench", 1, 1, round);
  const action = actions[round % actions.length] ?? { do: "guard" };
  resolveRound({ catalog, fight, members: [member] }, new Map([[member.id, action]]), random);
});
const party = Array.from({ length: 10 }, (_, at) => ({
  ...member,
  id: String(70_000 + at),
  name: `Hunter${at}`,
}));
measure("a round of ten", (round) => {
  const random = new Random("bench", 1, 1, round);
  resolveRound(
    { catalog, fight, members: party },
    new Map(party.map(({ id }) => [id, { do: "strike" }])),
    random,
  );
});
const around = { neighbours: () => [], online: () => ({ names: [], complete: true }) };
measure("a typed strike, told in words", () => {
  play({ hunter, catalog, now: 0, around }, "strike");
});

/** A fighter in the first room with something in it. */
function fighting(): Hunter {
  const fresh = newHunter({ id: "73911", name: "Mara", role: "player", seed: "5eed" }, catalog.town.start);
  const signed = refreshed({ ...fresh, sheet: { ...fresh.sheet, base: "fighter" } }, catalog);
  const entry = {
    kind: "tutorial",
    seed: "lesson",
    dice: "bench",
    theme: "sunken-arcade",
    name: "",
    grade: "E",
    level: 1,
  } as const;
  const entrance = newRun(catalog, entry, 1);
  const [way] = Object.keys(roomOf(catalog, entrance).ways) as ["east"];
  return { ...signed, run: moved(catalog, entrance, way, 1) };
}

function measure(what: string, once: (round: number) => void): void {
  for (let round = 0; round < WARM_UP; round++) once(round);
  const each = Array.from({ length: TIMES }, () => {
    const before = process.cpuUsage();
    for (let round = 0; round < ROUNDS; round++) once(round);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / ROUNDS;
  });
  const { median, min, max } = spread(each);
  console.log(`${what.padEnd(32)}${median.toFixed(2).padStart(8)} µs  (${min.toFixed(2)}–${max.toFixed(2)})`);
}
