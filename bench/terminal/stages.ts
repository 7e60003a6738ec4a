/** What is measured, stage by stage; in each round ours and the peers in turns. */
import type { Context } from "../../ops/context.ts";
import { type Contestant, startFlask, startNodePeer } from "./contestants.ts";
import { connected, type Database } from "./databases.ts";
import { prepareEvennia, startEvennia } from "./evennia.ts";
import type { FigureKey } from "./figures.ts";
import { startBehindNginx } from "./front.ts";
import type { Lab } from "./lab.ts";
import type { ClosedOrder, PacedOrder } from "./load/messages.ts";
import { memoryKiB } from "./pinned.ts";
import { gather } from "./population.ts";
import { FLASK, PythonMissing, virtualEnvironment } from "./python.ts";

export const STAGES = ["peers", "evennia", "growth", "two", "say", "idle", "start", "paced"] as const;
export type Stage = (typeof STAGES)[number];

export interface StageOptions {
  rounds: number;
  /** Of one paced run. */
  pacedMs: number;
  /** Where virtual environments are kept. */
  cache: string;
}

const CONNECTIONS = 1_000;
const CLOSED: ClosedOrder = { do: "closed", warmMs: 2_000, measureMs: 6_000 };
const CROWDS = [100, 10_000] as const;
const EVENNIA_PLAYERS = 50;
const PACED = [5_000, 10_000] as const;
const EVERY_MS = 2_000;
const PACED_WARM_MS = 10_000;
const IDLE_PLAYERS = 5_000;
const SAY_TIMES = 200;
const SAY_WARM_TIMES = 50;
const STARTS = 5;

const WORK: Record<Stage, (lab: Lab, options: StageOptions) => Promise<void>> = {
  peers: measurePeers,
  evennia: measureEvennia,
  growth: measureGrowth,
  two: measureTwo,
  say: measureSay,
  idle: measureIdle,
  start: measureStart,
  paced: measurePaced,
};

export function runStage(stage: Stage, lab: Lab, options: StageOptions): Promise<void> {
  return WORK[stage](lab, options);
}

async function measurePeers(lab: Lab, { rounds, cache }: StageOptions): Promise<void> {
  const flask = await python(lab, "Flask", () => virtualEnvironment(cache, FLASK));
  for (let round = 1; round <= rounds; round++) {
    await step(lab.context, `round ${round} of ${rounds}: ours`, () => measureOurs(lab));
    await step(lab.context, `round ${round} of ${rounds}: bare ws`, () =>
      measurePeer(lab, "ws_json_echo_per_s", null, () => startNodePeer("ws-echo.mjs")),
    );
    await step(lab.context, `round ${round} of ${rounds}: ws + pg`, () =>
      measurePeer(lab, "ws_pg_per_s", "peers", (database) => startNodePeer("ws-pg.mjs", database)),
    );
    if (flask)
      await step(lab.context, `round ${round} of ${rounds}: Flask`, () =>
        measurePeer(lab, "flask_pg_per_s", "peers", (database) => startFlask(flask, database as Database)),
      );
    lab.measured.recordRatio("ratio_ws_json_echo", "durable_per_s", "ws_json_echo_per_s");
    lab.measured.recordRatio("ratio_ws_pg", "durable_per_s", "ws_pg_per_s");
    lab.measured.recordRatio("ratio_flask_pg", "durable_per_s", "flask_pg_per_s");
  }
}

async function measureOurs(lab: Lab): Promise<void> {
  const { measured } = lab;
  await lab.withTerminal({}, async (servers, database) => {
    const run = await lab.runOurs(servers, database, lab.people(CONNECTIONS), CLOSED);
    measured.record("durable_per_s", run.perSecond);
    measured.record("p99_ms", run.latency.p99);
    measured.record("writing_share", run.writes / run.answers);
    measured.record("server_us", run.serverMicros);
    measured.record("postgres_us", run.postgresMicros);
  });
}

async function measurePeer(
  lab: Lab,
  key: FigureKey,
  template: "peers" | null,
  start: (database?: Database) => Promise<Contestant>,
): Promise<void> {
  const work = (database?: Database) =>
    lab.with(start(database), async (server) => {
      const run = await lab.run([server], "plain", lab.people(CONNECTIONS), CLOSED);
      lab.measured.record(key, run.perSecond);
    });
  await (template ? lab.withDatabase(template, work) : work());
}

async function measureEvennia(lab: Lab, { cache }: StageOptions): Promise<void> {
  const players = lab.people(EVENNIA_PLAYERS);
  const game = await python(lab, "Evennia", () => prepareEvennia(cache, players));
  if (!game) return;
  for (const [only, key] of [
    ["inventory", "evennia_inventory_per_s"],
    ["look", "evennia_look_per_s"],
  ] as const)
    await step(lab.context, `Evennia: ${only}`, () =>
      lab.with(startEvennia(game, lab.folder), async (server) => {
        const run = await lab.run([server], "evennia", players, CLOSED, { only });
        lab.measured.record(key, run.perSecond);
      }),
    );
  lab.measured.recordRatio("ratio_evennia_inventory", "durable_per_s", "evennia_inventory_per_s");
}

async function measureGrowth(lab: Lab, { rounds }: StageOptions): Promise<void> {
  const { measured } = lab;
  for (let round = 1; round <= rounds; round++) {
    const speeds: number[] = [];
    for (const crowd of CROWDS)
      await step(lab.context, `round ${round} of ${rounds}: ${crowd} connections`, () =>
        lab.withTerminal({}, async (servers, database) => {
          const run = await lab.runOurs(servers, database, lab.people(crowd), CLOSED);
          measured.record(crowd === CROWDS[0] ? "per_s_100" : "per_s_10000", run.perSecond);
          speeds.push(run.perSecond);
        }),
      );
    const [few = 0, many = 0] = speeds;
    measured.record("fall_100_to_10000", 1 - many / few);
  }
}

/** Servers and load on both cores: what the machine gives in all. */
async function measureTwo(lab: Lab, { rounds }: StageOptions): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    const speeds: number[] = [];
    for (const servers of [1, 2])
      await step(lab.context, `round ${round} of ${rounds}: ${servers} of our servers`, () =>
        lab.withTerminal({ core: null, servers }, async (started, database) => {
          const run = await lab.runOurs(started, database, lab.people(CONNECTIONS), CLOSED, { core: null });
          speeds.push(run.perSecond);
        }),
      );
    const [one = 0, two = 0] = speeds;
    lab.measured.record("ratio_two_servers", two / one);
  }
}

async function measureSay(lab: Lab): Promise<void> {
  const place = lab.town.start;
  const prepare = (database: Database) => connected(database.ownerUrl, (owner) => gather(owner, place));
  await step(lab.context, "a say to 1,000", () =>
    lab.withTerminal({ prepare }, async (servers, database) => {
      const order = { do: "say", warmTimes: SAY_WARM_TIMES, times: SAY_TIMES, gapMs: 50 } as const;
      const run = await lab.runOurs(servers, database, lab.people(CONNECTIONS, place), order);
      lab.measured.record("say_1000_p99_ms", run.latency.p99);
    }),
  );
}

async function measureIdle(lab: Lab): Promise<void> {
  await step(lab.context, `${IDLE_PLAYERS} idle players`, () =>
    lab.withTerminal({}, async (servers) => {
      const [server] = servers;
      const pid = server?.pids[0] ?? 0;
      const empty = memoryKiB(pid);
      const order: PacedOrder = { do: "paced", everyMs: 3_600_000, warmMs: 0, measureMs: 5_000 };
      let full = 0;
      const crowd = lab.people(IDLE_PLAYERS);
      await lab.run(servers, "terminusa", crowd, order, {
        measuring: () => {
          setTimeout(() => {
            full = memoryKiB(pid);
          }, order.measureMs - 500);
        },
      });
      lab.measured.record("kib_per_idle_player", (full - empty) / IDLE_PLAYERS);
    }),
  );
}

async function measureStart(lab: Lab): Promise<void> {
  for (let start = 1; start <= STARTS; start++)
    await step(lab.context, `start ${start} of ${STARTS}`, () =>
      lab.withTerminal({}, async ([server]) => {
        lab.measured.record("start_to_ready_ms", server?.readyMs ?? 0);
      }),
    );
}

async function measurePaced(lab: Lab, { pacedMs }: StageOptions): Promise<void> {
  for (const players of PACED)
    await step(lab.context, `${players} players at human pace`, () =>
      lab.withDatabase("city", (database) => measureCrowd(lab, database, players, pacedMs)),
    );
}

async function measureCrowd(
  lab: Lab,
  database: Database,
  players: 5_000 | 10_000,
  measureMs: number,
): Promise<void> {
  const { bundle, folder, label, databases, measured } = lab;
  const { redisUrl, network } = databases;
  const starting = startBehindNginx(lab.context, { bundle, folder, label, database, redisUrl, network });
  const order: PacedOrder = { do: "paced", everyMs: EVERY_MS, warmMs: PACED_WARM_MS, measureMs };
  await lab.with(starting, async (server) => {
    const pid = server.pids[0] ?? 0;
    let before = 0;
    const measuring = () => {
      before = memoryKiB(pid);
    };
    const run = await lab.runOurs([server], database, lab.people(players), order, { core: null, measuring });
    measured.record(`p99_ms_${players}_paced`, run.latency.p99);
    measured.record(`dropped_${players}_paced`, run.dropped);
    if (players === 10_000) measured.record("growth_mib_10000_paced", (memoryKiB(pid) - before) / 1024);
  });
}

/** Null, with a note, when there is no Python for it. */
async function python<T>(lab: Lab, what: string, prepare: () => Promise<T>): Promise<T | null> {
  try {
    return await lab.context.out.step(`${what} to compare with`, prepare);
  } catch (error) {
    if (!(error instanceof PythonMissing)) throw error;
    lab.notes.push(`${what} was not measured: ${error.message}.`);
    return null;
  }
}

function step(context: Context, text: string, work: () => Promise<void>): Promise<void> {
  return context.out.step(text, work);
}
