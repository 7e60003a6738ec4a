import { statfs } from "node:fs/promises";
import { LEAST_FREE_BYTES } from "../../store/vitals/limits.ts";
import type { Context } from "../context.ts";
import { expectedContainers, miscounts } from "../expected.ts";
import { isLocal } from "../preflight.ts";
import { isService, SERVICES, type StackContainer, stackContainers } from "../services.ts";
import { volumeSizes } from "../volume-sizes.ts";
import { readCertificate } from "./certificate.ts";
import { failedJobs, type JobReport, type ServiceReport, serviceReport } from "./containers.ts";
import { countPlayers } from "./players.ts";
import { readSchema, type SchemaReading } from "./schema.ts";
import { readUsage } from "./usage.ts";

export const AIRGAP_LABEL = "io.terminusa.airgap";
const DISK_COUNT_LIMIT_MS = 1_000;

/** What `status --json` prints. A reading that can't be had is null, and `problems` says why. */
export interface StatusReport {
  stack: string;
  /** Whether the engine has any container of the stack. */
  deployed: boolean;
  healthy: boolean;
  /** What keeps the stack from being healthy, in words. */
  problems: string[];
  services: ServiceReport[];
  /** Jobs whose last run failed. */
  failedJobs: JobReport[];
  certificate: {
    validFrom: string;
    validTo: string;
    daysLeft: number;
    issuer: string;
    names: string[];
  } | null;
  schema: SchemaReading | null;
  playersOnline: number | null;
  disk: {
    /** Free on the file system of the engine; null for an engine elsewhere. */
    freeBytes: number | null;
    /** Bytes by the volume's short name; null when the engine is slow to count. */
    volumes: Record<string, number> | null;
  };
  /** Services that run on the images of airgap/ instead of the official ones. */
  standIns: string[];
  checkedAt: string;
}

/** Looks at everything at once; takes about as long as two processor readings. */
export async function readStatus(context: Context): Promise<StatusReport> {
  const containers = await stackContainers(context);
  const services = containers
    .filter(({ service }) => isService(service))
    .sort((a, b) => SERVICES.indexOf(a.service as never) - SERVICES.indexOf(b.service as never))
    .reverse();
  const problems: string[] = [];
  const running = (name: string) =>
    services.find(({ service, info }) => service === name && info.State.Running)?.id;
  /** A reading that fails is a problem of the stack's, not of this command. */
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      problems.push(`${what}: ${(error as Error).message.split("\n")[0]}`);
      return null;
    }
  };
  const [postgres, redis, nginx] = [running("postgres"), running("redis"), running("nginx")];
  const [reports, certificate, schema, playersOnline, freeBytes, volumes] = await Promise.all([
    readServices(context, services),
    nginx ? attempt("the certificate can't be read", () => readCertificate(context)) : null,
    postgres ? attempt("the database can't be asked", () => readSchema(context, postgres)) : null,
    redis ? attempt("Redis can't be asked", () => countPlayers(context, redis)) : null,
    freeOnEngine(context),
    readVolumes(context),
  ]);
  const jobs = failedJobs(containers);
  const standIns = services
    .filter(({ info }) => info.Config.Labels[AIRGAP_LABEL])
    .map(({ service }) => service);
  problems.unshift(
    ...miscounts(
      expectedContainers(context),
      services.map(({ service }) => service),
    ),
    ...reports.flatMap(({ problem }) => problem ?? []),
    ...jobs.map(({ service, exitCode }) => `the ${service} job failed with exit code ${exitCode}`),
  );
  if (certificate && certificate.daysLeft < 0)
    problems.push(`the certificate expired ${certificate.validTo}`);
  if (schema?.revision === 0) problems.push("the database has no schema: no migration has run");
  if (freeBytes !== null && freeBytes < LEAST_FREE_BYTES) problems.push("the engine's disk is nearly full");
  return {
    stack: context.stack,
    deployed: containers.length > 0,
    healthy: problems.length === 0,
    problems,
    services: reports.map(({ problem: _, ...report }) => report),
    failedJobs: jobs,
    certificate: certificate && withoutLeaf(certificate),
    schema,
    playersOnline,
    disk: { freeBytes, volumes },
    standIns: [...new Set(standIns)],
    checkedAt: new Date().toISOString(),
  };
}

async function readServices(context: Context, services: StackContainer[]) {
  const ids = services.filter(({ info }) => info.State.Running).map(({ id }) => id);
  const [usage, versions] = await Promise.all([readUsage(context, ids), imageVersions(context, services)]);
  return services.map((container) =>
    serviceReport(context, container, usage.get(container.id), versions.get(container.info.Image) ?? null),
  );
}

// The tags of the images that have no version of ours.
async function imageVersions(context: Context, services: StackContainer[]): Promise<Map<string, string>> {
  const ids = new Set(services.filter(({ version }) => !version).map(({ info }) => info.Image));
  if (ids.size === 0) return new Map();
  const images = await context.docker.listImages();
  return new Map(
    images.flatMap(({ Id, RepoTags }) => {
      const tag = RepoTags?.[0]?.split(":").at(-1);
      return ids.has(Id) && tag && tag !== "<none>" ? [[Id, tag] as const] : [];
    }),
  );
}

async function readVolumes(context: Context): Promise<Record<string, number> | null> {
  const limit = AbortSignal.timeout(DISK_COUNT_LIMIT_MS);
  try {
    const sizes = await volumeSizes(context, limit);
    return Object.fromEntries(sizes.map(({ short, bytes }) => [short, bytes]));
  } catch (error) {
    // A large disk takes the engine long to count: that is no fault, and the rest needn't wait.
    if (limit.aborted) return null;
    throw error;
  }
}

/** Free bytes where the engine keeps its data; null for an engine elsewhere or out of this user's sight. */
export async function freeOnEngine(context: Context): Promise<number | null> {
  if (!isLocal(context)) return null;
  const { DockerRootDir } = (await context.docker.info()) as { DockerRootDir: string };
  try {
    const { bavail, bsize } = await statfs(DockerRootDir);
    return bavail * bsize;
  } catch (error) {
    if (["EACCES", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

function withoutLeaf({ leaf: _, ...certificate }: Awaited<ReturnType<typeof readCertificate>>) {
  return certificate;
}
