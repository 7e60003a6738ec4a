import { CERTIFICATE_SOON_DAYS } from "../../store/vitals/limits.ts";
import { bytes, duration } from "../../store/vitals/units.ts";
import { columns } from "../columns.ts";
import type { Output } from "../output.ts";
import type { ServiceReport } from "./containers.ts";
import type { StatusReport } from "./report.ts";

type Color = Output["color"];

const NONE = "–";

/** The report for a person: one line a container, then what the whole stack has. */
export function statusTable(report: StatusReport, color: Color, command: string): string[] {
  const head = ["service", "state", "health", "uptime", "version", "cpu", "memory", "restarts"].map(
    color.dim,
  );
  const rows = report.services.map((service) => row(service, color));
  const facts: [string, string][] = [
    ["certificate", certificate(report, color)],
    ["schema", schema(report)],
    ["players", players(report)],
    ["disk", disk(report)],
  ];
  if (report.standIns.length > 0)
    facts.push(["images", `stand-ins from airgap/ (Debian's packages): ${report.standIns.join(", ")}`]);
  return [
    ...columns([head, ...rows], [5, 6, 7]),
    "",
    ...columns(facts.map(([name, text]) => [color.dim(name), text])),
    "",
    ...verdict(report, color, command),
  ];
}

function row(service: ServiceReport, color: Color): string[] {
  const limit = service.memoryLimitBytes ? ` / ${bytes(service.memoryLimitBytes)}` : "";
  return [
    service.name,
    service.state === "running" ? service.state : color.red(service.state),
    health(service.health, color),
    service.uptimeSeconds === null ? NONE : duration(service.uptimeSeconds),
    service.version ?? NONE,
    service.cpuPercent === null ? NONE : `${service.cpuPercent.toFixed(1)} %`,
    service.memoryBytes === null ? NONE : `${bytes(service.memoryBytes)}${limit}`,
    service.restarts === 0 ? "0" : color.yellow(String(service.restarts)),
  ];
}

function health(word: string | null, color: Color): string {
  if (word === null) return NONE;
  if (word === "healthy") return color.green(word);
  return word === "starting" ? color.yellow(word) : color.red(word);
}

function certificate({ certificate }: StatusReport, color: Color): string {
  if (!certificate) return "unknown";
  const { validTo, daysLeft, issuer } = certificate;
  const left = daysLeft < 0 ? color.red("expired") : `${daysLeft} days left`;
  const shown = daysLeft >= 0 && daysLeft < CERTIFICATE_SOON_DAYS ? color.yellow(left) : left;
  return `${shown}, until ${validTo.slice(0, 10)}, by ${issuer}`;
}

function schema({ schema }: StatusReport): string {
  if (!schema) return "unknown";
  return schema.revision === 0 ? "none" : `revision ${schema.revision} (${schema.newest})`;
}

function players({ playersOnline }: StatusReport): string {
  return playersOnline === null ? "unknown" : `${playersOnline} online`;
}

function disk({ disk: { freeBytes, volumes } }: StatusReport): string {
  const sizes = Object.entries(volumes ?? {})
    .filter(([name]) => ["postgres-data", "redis-data", "logs"].includes(name))
    .map(([name, size]) => `${name} ${bytes(size)}`);
  const free = freeBytes === null ? [] : [`${bytes(freeBytes)} free`];
  const counted = volumes === null ? ["volumes not counted yet"] : sizes;
  return [...free, ...counted].join(", ") || "unknown";
}

function verdict({ healthy, problems }: StatusReport, color: Color, command: string): string[] {
  if (healthy) return [color.green("All is well.")];
  return [
    ...problems.map((problem) => `${color.red("not well")}  ${problem}`),
    `${command} doctor names what mends it.`,
  ];
}
