/** What in the economy an operator should look at, in words. Pure: the figures arrive as arguments. */
import type { Flow, Incomes } from "./flows.ts";
import type { Proven } from "./proofs.ts";

/** Fewer earners say nothing of what is usual. */
const LEAST_EARNERS = 10;
/** A hunter stands out who earns so many times what the middle one does, and what nine of ten don't exceed. */
const TIMES_MIDDLE = 10;
const TIMES_MOST = 3;
/** Crystals of a day below which nobody stands out. */
const LEAST_EARNED = 1_000;
/** Days or hours that must be known before one is called unusual. */
const LEAST_KNOWN = 3;
const DAYS_COMPARED = 7;
const HOURS_COMPARED = 7 * 24;
const TIMES_USUAL = 3;
/** Share of the supply below which a day's change is no jump, and an hour's. */
const LEAST_OF_SUPPLY = { day: 0.05, hour: 0.01 };
const MINUTE_MS = 60_000;
const LATE_COUNT_MS = 15 * MINUTE_MS;
const LATE_PROOF_MS = 48 * 60 * MINUTE_MS;

export type Alarm = {
  /** `fail` is wrong; `warn` is worth a look. */
  level: "fail" | "warn";
  text: string;
  /** Where to look. */
  see: { path: string; text: string } | null;
};

export type Figures = {
  now: number;
  countedTo: Date | null;
  proof: Proven | null;
  /** Crystals there are. */
  supply: number;
  /** Today's number and the days before it with movements; the same for hours. */
  today: number;
  days: readonly Flow[];
  hour: number;
  hours: readonly Flow[];
  incomes: Incomes;
};

/** All that holds now, what is wrong before what is unusual. */
export function alarmsFrom(figures: Figures): Alarm[] {
  const alarms = [
    ...proofAlarms(figures),
    ...countAlarms(figures),
    ...jumpAlarms(figures),
    ...incomeAlarms(figures.incomes),
  ];
  return alarms.sort((a, b) => Number(b.level === "fail") - Number(a.level === "fail"));
}

function proofAlarms({ proof, now }: Figures): Alarm[] {
  if (!proof) return [];
  const late: Alarm[] =
    now - proof.at.getTime() > LATE_PROOF_MS + proof.tookMs
      ? [
          {
            level: "warn",
            text: "The books were not proven for two days: see ./terminusa logs web.",
            see: null,
          },
        ]
      : [];
  const [first, ...more] = proof.faults;
  if (first === undefined) return late;
  const others = more.length > 0 ? `, and ${more.length} more` : "";
  const see = { path: "/admin/economy#proof", text: "The proof" };
  return [{ level: "fail", text: `The books don't add up: ${first}${others}.`, see }, ...late];
}

function countAlarms({ countedTo, now }: Figures): Alarm[] {
  if (countedTo && now - countedTo.getTime() < LATE_COUNT_MS) return [];
  const since = countedTo ? `since ${stamp(countedTo)}` : "yet";
  const text = `The ledger was not added up ${since}; what is shown here is old. See ./terminusa logs web.`;
  return [{ level: "warn", text, see: null }];
}

function jumpAlarms({ days, today, hours, hour, supply }: Figures): Alarm[] {
  const day = jump(
    days,
    today,
    DAYS_COMPARED,
    supply * LEAST_OF_SUPPLY.day,
    "today",
    "day of the week before",
  );
  // The hour that is over; the running one is not whole yet.
  const last = jump(
    hours.filter(({ since }) => since < hour),
    hour - 1,
    HOURS_COMPARED,
    supply * LEAST_OF_SUPPLY.hour,
    "in the last full hour",
    "hour of the week before",
  );
  return [...day, ...last];
}

function jump(
  flows: readonly Flow[],
  at: number,
  compared: number,
  least: number,
  when: string,
  other: string,
): Alarm[] {
  const now = flows.find(({ since }) => since === at);
  const before = flows.filter(({ since }) => since < at && since >= at - compared);
  if (!now || before.length < LEAST_KNOWN) return [];
  const net = now.minted - now.burnt;
  const usual = Math.max(...before.map(({ minted, burnt }) => Math.abs(minted - burnt)));
  if (Math.abs(net) < least || Math.abs(net) <= usual * TIMES_USUAL) return [];
  const text =
    `The supply ${net > 0 ? "grew" : "shrank"} by ${number(Math.abs(net))} crystals ${when}; ` +
    `no ${other} changed it by more than ${number(usual)}.`;
  return [{ level: "warn", text, see: { path: "/admin/economy/ledger?currency=crystals", text: "Ledger" } }];
}

function incomeAlarms({ earners, middle, most, top }: Incomes): Alarm[] {
  if (earners < LEAST_EARNERS) return [];
  return top
    .filter(
      ({ earned }) => earned >= LEAST_EARNED && earned > middle * TIMES_MIDDLE && earned > most * TIMES_MOST,
    )
    .map(({ name, hunterId, earned }) => ({
      level: "warn",
      text:
        `${name ?? `Hunter ${hunterId}`} earned ${number(earned)} crystals today; the middle one of ` +
        `${earners} hunters earned ${number(middle)}, nine of ten no more than ${number(most)}.`,
      see: name === null ? null : { path: `/admin/economy/ledger?whose=${name}`, text: "Their movements" },
    }));
}

const number = (value: number): string => Math.round(value).toLocaleString("en");
const stamp = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
