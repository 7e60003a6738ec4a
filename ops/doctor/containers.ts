import { plural } from "../../store/vitals/units.ts";
import type { Context } from "../context.ts";
import { expectedContainers, miscounts } from "../expected.ts";
import {
  command,
  isService,
  SERVICES,
  type ServiceName,
  type StackContainer,
  shortName,
} from "../services.ts";
import { failedJobs, problemOf } from "../status/containers.ts";
import { AIRGAP_LABEL } from "../status/report.ts";
import { type Check, fail, ok, warn } from "./check.ts";

const LOOP_RESTARTS = 3;
const LOOP_MS = 600_000;
const SERVER_NETWORKS = ["data", "edge"];
const NETWORKS: Record<ServiceName, readonly string[]> = {
  nginx: ["edge"],
  web: SERVER_NETWORKS,
  terminal: SERVER_NETWORKS,
  redis: ["data"],
  postgres: ["data"],
};

/** Every service is there, as often as the settings ask. */
export function checkPresence(context: Context, containers: readonly StackContainer[]): Check {
  const expected = expectedContainers(context);
  const names = containers.map(({ service }) => service);
  const missing = miscounts(expected, names);
  if (missing.length > 0) return fail("services", missing.join("\n"), `${command(context)} up`);
  const surplus = SERVICES.filter((name) => names.filter((other) => other === name).length > expected[name]);
  if (surplus.length > 0)
    return warn(
      "services",
      `${surplus.join(", ")}: more containers than asked for`,
      `${command(context)} up`,
    );
  return ok("services", SERVICES.filter((name) => expected[name] > 0).join(", "));
}

/** Each service's container runs and is healthy; one check for each that isn't. */
export function checkStates(context: Context, containers: readonly StackContainer[]): Check[] {
  const services = containers.filter(({ service }) => isService(service));
  const sick = services.flatMap((container) => checkState(context, container) ?? []);
  return sick.length > 0 ? sick : [ok("health", `${plural(services.length, "container")} healthy`)];
}

function checkState(context: Context, container: StackContainer): Check | undefined {
  const { service, info } = container;
  const name = shortName(context, container.name);
  const own = command(context);
  if (info.State.OOMKilled) {
    const more = Math.ceil((info.HostConfig.Memory ?? 0) / 2 ** 20) * 2;
    const remedy = `${own} config set ${service}Memory ${more}, then ${own} up`;
    const judge = info.State.Running ? warn : fail;
    return judge(name, "the kernel killed it: its memory limit was reached", remedy);
  }
  const problem = problemOf(name, container);
  if (problem !== undefined) {
    const stopped = ["exited", "created"].includes(info.State.Status);
    return fail(name, problem, stopped ? `${own} start ${service}` : `${own} logs ${service}`);
  }
  const age = Date.now() - Date.parse(info.State.StartedAt);
  if (info.RestartCount >= LOOP_RESTARTS && age < LOOP_MS)
    return warn(
      name,
      `it was restarted ${info.RestartCount} times, the last time just now`,
      `${own} logs ${service}`,
    );
  return undefined;
}

/** The last run of every job was good. */
export function checkJobs(context: Context, containers: readonly StackContainer[]): Check {
  const failed = failedJobs(containers);
  if (failed.length === 0) return ok("jobs", "the last run of each was good");
  const detail = failed
    .map(({ service, exitCode }) => `${service} ended with exit code ${exitCode}`)
    .join("\n");
  return fail("jobs", detail, `${command(context)} logs ${failed[0]!.service}, then ${command(context)} up`);
}

/** Each container is on its networks and no other, and only Nginx is reached from outside. */
export function checkNetworks(context: Context, containers: readonly StackContainer[]): Check {
  const services = containers.filter(({ service }) => isService(service));
  const wrong = services.flatMap((container) => {
    const name = shortName(context, container.name);
    const wanted = NETWORKS[container.service as ServiceName].map((short) => `${context.prefix}-${short}`);
    const has = Object.keys(container.info.NetworkSettings.Networks).sort();
    const published = Object.keys(container.info.HostConfig.PortBindings ?? {});
    return [
      ...(has.join() === wanted.join()
        ? []
        : [`${name} is on ${has.join(", ") || "none"}, not on ${wanted.join(", ")}`]),
      ...(container.service !== "nginx" && published.length > 0
        ? [`${name} publishes ${published.join(", ")}`]
        : []),
    ];
  });
  if (wrong.length === 0) return ok("networks", "each service is where it belongs");
  const remedy = `${command(context)} pulumi refresh, then ${command(context)} up`;
  return fail("networks", wrong.join("\n"), remedy);
}

/** No password can be read by `docker inspect`: it would be seen by all who may use the engine. */
export function checkSecrets(context: Context, containers: readonly StackContainer[]): Check {
  const shown = containers.flatMap((container) =>
    secretNames(container.info.Config.Env ?? []).map(
      (name) => `${shortName(context, container.name)}: ${name}`,
    ),
  );
  if (shown.length === 0) return ok("secrets", "none in the containers' environment");
  return fail(
    "secrets",
    `readable by docker inspect:\n${shown.join("\n")}`,
    `take it out of the environment, then ${command(context)} config set secretsVersion ${context.settings.secretsVersion + 1} and ${command(context)} up`,
  );
}

/** Names of the variables that seem to hold a secret: by their name, or as a URL with a password. */
export function secretNames(environment: readonly string[]): string[] {
  return environment.flatMap((line) => {
    const [name = "", ...rest] = line.split("=");
    const value = rest.join("=");
    const named = /(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY)/i.test(name) && !/_FILE$/i.test(name);
    return value !== "" && (named || /:\/\/[^/\s:@]*:[^/\s@]+@/.test(value)) ? [name] : [];
  });
}

/** Whether the images are this project's own stand-ins, and what that means. */
export function checkImages(containers: readonly StackContainer[]): Check {
  const services = containers.filter(({ service }) => isService(service));
  const own = services.filter(({ info }) => info.Config.Labels[AIRGAP_LABEL]);
  if (own.length === 0) return ok("images", "the official ones");
  return ok(
    "images",
    "stand-ins from airgap/, made of Debian's packages: security updates come when they are\nmade again (docs/operating.md)",
  );
}
