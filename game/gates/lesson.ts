/** The first lesson's words: one thing a room, in the order in which a gate asks for them. */
import type { Run } from "./run.ts";

const ENTRY =
  "[System] First Lesson. Whoever falls here is stood up again. Four rooms lie east of you: go east, or only e";
/** What is said while something is left to do in a room, and after it. */
const BY_ROOM: readonly { now: string; done: string }[] = [
  { now: "", done: ENTRY },
  {
    now: "[System] Lesson 1. A beast shows what it will do before it does it: read the last line. For a light move, strike. When it gathers for something heavy, guard: half the damage, and often it stands open afterwards. Then strike.",
    done: "[System] Lesson 1 done. map shows the floor. Go on east.",
  },
  {
    now: "[System] Lesson 2. What lies in a gate is yours once you are out of it. Here: open",
    done: "[System] Lesson 2 done. search looks for what was overlooked, in any room. Go on east.",
  },
  {
    now: "[System] Lesson 3. skills lists what you can do; skill and its name does it, for mana. A guard gives a little mana back. When your health is low: use life draught",
    done: "[System] Lesson 3 done. status shows how you stand. One room is left, east.",
  },
  {
    now: "[System] Lesson 4. A strong one. Read, guard, strike when it is open. auto fights by your tactic; flee goes back a room, and nobody laughs.",
    done: "",
  },
];

/** The line for where the run is; empty outside the first lesson. */
export function lessonLine(run: Run): string {
  if (run.kind !== "tutorial") return "";
  const lines = BY_ROOM[run.room];
  return (run.done.includes(run.room) ? lines?.done : lines?.now) ?? "";
}
