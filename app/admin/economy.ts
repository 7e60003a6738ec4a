/** What there is of crystals and exons, where they come from, who has them, and what is odd about it. */
import { Router } from "express";
import type { Currency } from "../../game/money/movement.ts";
import { type Alarm, alarmsFrom } from "../../store/economy/alarms.ts";
import {
  accountNames,
  incomesOf,
  readFlows,
  readReasons,
  readSupply,
  topHolders,
  topMovements,
} from "../../store/economy/flows.ts";
import { proveBooks, readProofs } from "../../store/economy/proofs.ts";
import type { Services } from "../app.ts";
import { accountWords } from "../economy/account-words.ts";
import { dayOf, dayText, flowChart, levelsOf, supplyChart } from "../economy/chart.ts";
import { DAYS, economyQuery, ledgerAddress } from "../economy/reading.ts";
import { requireFormToken } from "../form-token.ts";
import { keptBy } from "../kept.ts";
import type { Lookout } from "./attention.ts";
import { type AdminPage, openTooLong } from "./office.ts";
import { requireStaff } from "./staff.ts";

/** The ledger is counted once a minute: asking more often shows nothing new. */
const FRESH_MS = 5_000;
const HOLDERS = 10;
const MOVEMENTS = 10;
const EARNERS = 10;
const ALARM_DAYS = 8;

export function economyRoutes(services: Services, show: AdminPage): Router {
  const { pool, later } = services;
  const read = keptBy(FRESH_MS, 8, (key) => {
    const [currency, days] = key.split(".");
    return readEconomy(services, currency as Currency, Number(days));
  });
  const router = Router();
  router.use("/admin/economy", requireStaff(pool, "operator"));
  router.get("/admin/economy", async (request, response) => {
    const { currency, days } = economyQuery.parse({ ...request.query });
    const economy = await read(`${currency}.${days}`);
    await show(request, response, "admin-economy", {
      ...economy,
      alarms: await readAlarms(services),
      currency,
      days,
      choices: DAYS,
      dayText,
      ledgerAddress,
      proving: request.query.proving === "1",
    });
  });
  router.post("/admin/economy/proof", requireFormToken(openTooLong), (_request, response) => {
    later(async () => void (await proveBooks(pool)));
    response.redirect(303, "/admin/economy?proving=1#proof");
  });
  return router;
}

/** Alarms of the economy for the desk. */
export const economyLookout: Lookout = {
  least: "operator",
  async look(services) {
    const alarms = await readAlarms(services);
    return alarms.map(({ level, text }) => ({ text, path: "/admin/economy", urgent: level === "fail" }));
  },
};

async function readEconomy({ pool }: Services, currency: Currency, days: number) {
  const today = dayOf(Date.now());
  const first = today - days + 1;
  const [{ supply, countedTo }, flows, reasons, holders, movements, proofs] = await Promise.all([
    readSupply(pool),
    readFlows(pool, currency, "day", first),
    readReasons(pool, currency, first),
    topHolders(pool, currency, HOLDERS),
    topMovements(pool, currency, first, MOVEMENTS),
    readProofs(pool, 1),
  ]);
  const accounts = [
    ...holders.map(({ account }) => account),
    ...movements.flatMap(({ debit, credit }) => [debit, credit]),
  ];
  const held = supply[currency];
  const there = held.minted - held.burnt;
  return {
    supply: held,
    there,
    countedTo,
    flows,
    reasons,
    holders,
    movements,
    proof: proofs[0] ?? null,
    supplyChart: supplyChart(levelsOf(flows, there, today, days), currency),
    flowChart: flowChart(flows, today, days),
    words: accountWords(await accountNames(pool, accounts)),
  };
}

async function readAlarms({ pool }: Services): Promise<Alarm[]> {
  const now = Date.now();
  const [today, hour] = [dayOf(now), Math.floor(now / 3_600_000)];
  const [{ supply, countedTo }, days, hours, incomes, proofs] = await Promise.all([
    readSupply(pool),
    readFlows(pool, "crystals", "day", today - ALARM_DAYS),
    readFlows(pool, "crystals", "hour", hour - ALARM_DAYS * 24),
    incomesOf(pool, today, EARNERS),
    readProofs(pool, 1),
  ]);
  const { minted, burnt } = supply.crystals;
  const figures = { now, countedTo, proof: proofs[0] ?? null, supply: minted - burnt };
  return alarmsFrom({ ...figures, today, days, hour, hours, incomes });
}
