/** Judges what was found, in the words and by the limits of `./terminusa status` and `doctor`. Pure. */
import { CERTIFICATE_SOON_DAYS, LEAST_FREE_BYTES, REDIS_NEARLY_FULL } from "../../store/vitals/limits.ts";
import { bytes, plural } from "../../store/vitals/units.ts";
import { serviceRows } from "./services.ts";
import type { Look, Vitals } from "./vitals.ts";

/** Share of requests that failed. */
const FAILED_WARN = 0.01;
const FAILED_FAIL = 0.1;
/** A few failures among a few requests are no failure of the whole. */
const LEAST_FAILED = 5;
/** Share of a limit. */
const CONNECTIONS_MANY = 0.8;
const MEMORY_MUCH = 0.9;
/** An event loop that is late by so much (ms) is felt by players. */
const LATE_MS = 100;

export type Check = {
  name: string;
  /** `note` is no judgement. */
  level: "ok" | "warn" | "fail" | "note";
  text: string;
  /** The command, or the thing, that mends it. */
  remedy: string | null;
};

/** Every check, in the order of the page. */
export function checklist(vitals: Vitals): Check[] {
  return [
    ...services(vitals),
    errorRate(vitals),
    serverErrors(vitals),
    errorLog(vitals),
    eventLoops(vitals),
    restarts(vitals),
    memory(vitals),
    connections(vitals),
    statements(vitals),
    redisMemory(vitals),
    disk(vitals),
    certificate(vitals),
    BACKUPS,
  ];
}

/** What is wrong, and what is worth a look; what the desk tells of. */
export const troubles = (checks: readonly Check[]): Check[] =>
  checks.filter(({ level }) => level === "warn" || level === "fail");

/** The last line, as `doctor` has it. */
export function verdict(checks: readonly Check[]): string {
  const count = (level: Check["level"]) => checks.filter((check) => check.level === level).length;
  const [failed, warned] = [count("fail"), count("warn")];
  if (failed + warned === 0) return "All is well.";
  const parts = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(warned > 0 ? [plural(warned, "warning")] : []),
  ];
  return `${parts.join(", ")}, ${count("ok")} well.`;
}

const ok = (name: string, text: string): Check => ({ name, level: "ok", text, remedy: null });
const warn = (name: string, text: string, remedy: string): Check => ({ name, level: "warn", text, remedy });
const fail = (name: string, text: string, remedy: string): Check => ({ name, level: "fail", text, remedy });
const note = (name: string, text: string): Check => ({ name, level: "note", text, remedy: null });

/** A look that failed is no judgement of what was looked at. */
function judged<T>(name: string, look: Look<T>, judge: (found: T) => Check): Check {
  return look.ok ? judge(look.found) : note(name, `not known: ${look.reason}`);
}

function services(vitals: Vitals): Check[] {
  const rows = serviceRows(vitals);
  const bad = rows.filter(({ healthy }) => !healthy);
  if (bad.length === 0) return [ok("services", `all ${rows.length} are healthy`)];
  return bad.map(({ service, name, state }) =>
    fail("services", `${name}: ${state}`, `./terminusa status, then ./terminusa logs ${service}`),
  );
}

function errorRate({ traffic }: Vitals): Check {
  return judged("error rate", traffic, ({ requests, failed, limited }) => {
    if (requests === 0) return ok("error rate", "no requests in the last 10 minutes");
    const share = failed / requests;
    const more = limited > 0 ? `; ${limited} were refused for coming too fast` : "";
    const text = `${failed} of ${requests.toLocaleString("en")} requests failed in the last 10 minutes (${(share * 100).toFixed(1)} %)${more}`;
    const remedy = "./terminusa logs nginx --since 10m";
    if (share >= FAILED_FAIL && failed >= LEAST_FAILED) return fail("error rate", text, remedy);
    return share >= FAILED_WARN ? warn("error rate", text, remedy) : ok("error rate", text);
  });
}

function serverErrors({ hearts }: Vitals): Check {
  return judged("errors", hearts, (found) => {
    const told = found.filter(({ perMinute }) => perMinute.errors > 0);
    if (told.length === 0) return ok("errors", "no server told of any in the last minute");
    const text = told
      .map(
        ({ service, host, perMinute }) =>
          `${service} ${host.slice(0, 6)} ${plural(perMinute.errors, "line")}`,
      )
      .join(", ");
    const remedy = `./terminusa logs ${told[0]?.service ?? "web"} --since 10m`;
    return warn("errors", `in the last minute: ${text}`, remedy);
  });
}

function errorLog({ errorLog: look }: Vitals): Check {
  return judged("Nginx error log", look, ({ recent }) =>
    recent === 0
      ? ok("Nginx error log", "no errors in the last 10 minutes")
      : warn(
          "Nginx error log",
          `${plural(recent, "error")} in the last 10 minutes, below`,
          "./terminusa logs nginx --since 10m",
        ),
  );
}

function eventLoops({ hearts }: Vitals): Check {
  return judged("event loops", hearts, (found) => {
    if (found.length === 0) return note("event loops", "not known: no server reports");
    const worst = found.reduce((a, b) => (b.loop.p99Ms > a.loop.p99Ms ? b : a));
    const text = `late by ${worst.loop.p99Ms} ms at most in 99 of 100 (${worst.service} ${worst.host.slice(0, 6)}), within a minute`;
    if (worst.loop.p99Ms < LATE_MS) return ok("event loops", text);
    return warn(
      "event loops",
      text,
      `more ${worst.service} servers: ./terminusa config set ${worst.service}Replicas`,
    );
  });
}

function restarts({ hearts, nginx }: Vitals): Check {
  return judged("restarts", hearts, (found) => {
    const again = found.filter((heart) => heart.restarts > 0);
    const told = again.map(
      ({ service, host, restarts }) => `${service} ${host.slice(0, 6)} ${plural(restarts, "time")}`,
    );
    if (nginx.ok && nginx.found && nginx.found.restarts > 0)
      told.push(`nginx ${plural(nginx.found.restarts, "time")}`);
    if (told.length === 0) return ok("restarts", "none since the containers were made");
    const remedy = `./terminusa logs ${again[0]?.service ?? "nginx"} says why`;
    return warn("restarts", `began anew: ${told.join(", ")}`, remedy);
  });
}

function memory({ hearts, postgres, nginx }: Vitals): Check {
  const containers = [
    ...(hearts.ok
      ? hearts.found.map((heart) => [`${heart.service} ${heart.host.slice(0, 6)}`, heart.container] as const)
      : []),
    ["postgres", postgres.ok ? postgres.found.container : null] as const,
    ["nginx", nginx.ok ? (nginx.found?.container ?? null) : null] as const,
  ].flatMap(([name, container]) =>
    container?.memoryLimitBytes
      ? [
          {
            name,
            share: container.memoryBytes / container.memoryLimitBytes,
            limit: container.memoryLimitBytes,
          },
        ]
      : [],
  );
  if (containers.length === 0) return note("memory", "not known: no container tells its limit");
  const fullest = containers.reduce((a, b) => (b.share > a.share ? b : a));
  const text = `${fullest.name} uses most of its limit: ${Math.round(fullest.share * 100)} % of ${bytes(fullest.limit)}`;
  if (fullest.share < MEMORY_MUCH) return ok("memory", text);
  const setting = `${fullest.name.split(" ")[0]}Memory`;
  const remedy = `./terminusa config set ${setting} ${Math.ceil((fullest.limit / 2 ** 20) * 1.5)}, then ./terminusa up`;
  return warn("memory", text, remedy);
}

function connections({ postgres }: Vitals): Check {
  return judged("connections", postgres, ({ connections: { used, most, active, waiting } }) => {
    const locked = waiting > 0 ? `, ${waiting} waiting for a lock` : "";
    const text = `${used} of ${most} to the database, ${active} active${locked}`;
    if (used < most * CONNECTIONS_MANY) return ok("connections", text);
    return warn("connections", text, "fewer webReplicas or terminalReplicas, or a larger PostgreSQL outside");
  });
}

function statements({ postgres }: Vitals): Check {
  return judged("slow statements", postgres, ({ underWay }) =>
    underWay.length === 0
      ? ok("slow statements", "none runs for a second or longer")
      : warn(
          "slow statements",
          `${underWay.length} for a second or longer, below`,
          "./terminusa logs postgres",
        ),
  );
}

function redisMemory({ redis }: Vitals): Check {
  return judged("Redis memory", redis, ({ usedBytes, mostBytes, evicted }) => {
    if (mostBytes === null) return ok("Redis memory", `${bytes(usedBytes)}, without a limit`);
    const share = usedBytes / mostBytes;
    const dropped = evicted > 0 ? `; ${evicted.toLocaleString("en")} keys were dropped for room` : "";
    const text = `${Math.round(share * 100)} % of ${bytes(mostBytes)} used${dropped}`;
    if (share < REDIS_NEARLY_FULL) return ok("Redis memory", text);
    const mebibytes = Math.ceil((mostBytes / 2 ** 20) * (4 / 3) * 2);
    return warn(
      "Redis memory",
      `${text}: it drops the oldest sessions`,
      `./terminusa config set redisMemory ${mebibytes}, then ./terminusa up`,
    );
  });
}

function disk({ disk: look, postgres }: Vitals): Check {
  return judged("disk", look, ({ freeBytes, sizeBytes }) => {
    const database = postgres.ok ? `; the database takes ${bytes(postgres.found.databaseBytes)}` : "";
    const text = `${bytes(freeBytes)} of ${bytes(sizeBytes)} free${database}`;
    if (freeBytes >= LEAST_FREE_BYTES) return ok("disk", text);
    return fail("disk", `the engine's disk is nearly full: ${text}`, "docker system df shows what can go");
  });
}

function certificate({ certificate: look }: Vitals): Check {
  return judged("certificate", look, ({ daysLeft, validTo, issuer }) => {
    const until = validTo.toISOString().slice(0, 10);
    const remedy = "./terminusa up renews its own; put a new one where tlsCertificateFile says";
    if (daysLeft < 0) return fail("certificate", `it expired on ${until}`, remedy);
    const text = `${plural(daysLeft, "day")} left, until ${until}, by ${issuer}`;
    return daysLeft < CERTIFICATE_SOON_DAYS ? warn("certificate", text, remedy) : ok("certificate", text);
  });
}

/** There is nothing to tell the age of. */
const BACKUPS = note(
  "backups",
  "No backups are configured. Keep copies of the postgres-data volume and of the .terminusa folder yourself.",
);
