/** `./terminusa bench bots`: weighted humans on real sockets, some of them newcomers with goals. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Credentials } from "../../game/client-session.ts";
import type { Context } from "../../ops/context.ts";
import { readCatalog } from "../../store/content.ts";
import { chartOf } from "../terminal/population.ts";
import { Bot } from "./bot.ts";
import { GOALS } from "./goals.ts";
import { Human } from "./human.ts";

export interface BotsOptions {
  players: number;
  seconds: number;
  /** host:port of the terminal clients' port, or a ws:// address. */
  host: string;
  /** Mean pause between an answer and the next line (ms). */
  everyMs: number;
}

/** What came of it; `ok` when everyone played to the end. */
export interface BotsReport {
  ok: boolean;
  players: number;
  lines: number;
  refused: number;
  lineBreaks: number;
  p50Ms: number;
  p99Ms: number;
  /** How many newcomers reached each goal. */
  goals: Record<string, number>;
  /** Those who stopped before the end, and why. */
  stopped: { name: string; why: string }[];
}

const BREAKS = 0.01;
/** Every so many bots is a newcomer who works through the goals. */
const TESTER_EACH = 4;
/** Registrations come one after another: the server limits them for each address. */
const BETWEEN_MS = 250;

/** A bot's account is made at its first run and kept in the git-ignored folder for the next ones. */
type Account = { name: string; password: string };

export async function runBots(context: Context, options: BotsOptions): Promise<BotsReport> {
  const catalog = readCatalog([join(context.root, "game/content")]);
  const chart = chartOf(catalog);
  const ca = authority(context);
  const known = accountsFile(context, options.host);
  const bots = new Map<string, Bot>();
  const end = performance.now() + options.seconds * 1_000;
  for (let number = 0; number < options.players && performance.now() < end; number++) {
    const { account, credentials } = known.credentials(number);
    const bot = new Bot({
      url: options.host.includes("://") ? options.host : `wss://${options.host}/`,
      ...(ca !== undefined && { ca }),
      credentials,
      human: new Human(chart, catalog.town.start, number, Math.random),
      tester: credentials.t === "register" && number % TESTER_EACH === 0,
      everyMs: options.everyMs,
      breaks: BREAKS,
      random: Math.random,
    });
    bots.set(account.name, bot);
    await entered(bot);
    if (bot.playing) known.keep(account);
    await sleep(BETWEEN_MS);
  }
  while (performance.now() < end && [...bots.values()].some((bot) => bot.ended === null)) await sleep(200);
  const report = reportOf(bots);
  for (const bot of bots.values()) bot.end();
  return report;
}

function reportOf(bots: ReadonlyMap<string, Bot>): BotsReport {
  const all = [...bots.values()];
  const sum = (of: (bot: Bot) => number) => all.reduce((total, bot) => total + of(bot), 0);
  const stopped = [...bots].flatMap(([name, { ended }]) => (ended === null ? [] : [{ name, why: ended }]));
  const goals = Object.fromEntries(
    GOALS.map(({ name }) => [name, sum((bot) => (bot.progress?.reached.includes(name) ? 1 : 0))]),
  );
  const worst = (share: number) => Math.max(0, ...all.map((bot) => bot.latency.quantile(share)));
  return {
    ok: stopped.length === 0 && all.length > 0,
    players: all.length,
    lines: sum((bot) => bot.lines),
    refused: sum((bot) => bot.refused),
    lineBreaks: sum((bot) => bot.breaks),
    p50Ms: worst(0.5),
    p99Ms: worst(0.99),
    goals,
    stopped,
  };
}

/** Waits until the bot plays or has given up. */
async function entered(bot: Bot): Promise<void> {
  const end = performance.now() + 30_000;
  while (!bot.playing && bot.ended === null && performance.now() < end) await sleep(20);
}

function authority({ home, stack }: Context): string | undefined {
  const file = join(home, "stacks", stack, "authority.crt");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function accountsFile({ home }: Context, host: string) {
  const file = join(home, "bench", `bots-${host.replaceAll(/\W/g, "-")}.json`);
  const accounts: Account[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const batch = Date.now().toString(36);
  return {
    credentials(number: number): { account: Account; credentials: Credentials } {
      const known = accounts[number];
      if (known) return { account: known, credentials: { t: "login", ...known } };
      const account = { name: `bot_${batch}_${number}`, password: `lantern rain ${batch} ${Math.random()}` };
      return { account, credentials: { t: "register", ...account } };
    },
    keep(account: Account): void {
      if (accounts.some(({ name }) => name === account.name)) return;
      accounts.push(account);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(accounts)}\n`, { mode: 0o600 });
    },
  };
}

/** The report for a person. */
export function told(report: BotsReport): string {
  const { players, lines, refused, lineBreaks, p50Ms, p99Ms, goals, stopped } = report;
  return [
    `${players} bots typed ${lines} lines; ${refused} were refused, ${lineBreaks} broke the line`,
    `an answer of the slowest bot: p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms`,
    ...Object.entries(goals).map(([name, count]) => `${String(count).padStart(4)} newcomers: ${name}`),
    ...stopped.map(({ name, why }) => `stopped  ${name}: ${why}`),
    "",
  ].join("\n");
}
