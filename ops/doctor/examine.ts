import type { Context } from "../context.ts";
import { command, type StackContainer, stackContainers } from "../services.ts";
import { checkReadiness, checkRedis, checkSchema } from "./answers.ts";
import { checkCertificate } from "./certificate.ts";
import { attempt, type Check, warn } from "./check.ts";
import {
  checkImages,
  checkJobs,
  checkNetworks,
  checkPresence,
  checkSecrets,
  checkStates,
} from "./containers.ts";
import { checkEconomy } from "./economy.ts";
import { checkErrors, checkLogVolume } from "./log-volume.ts";
import {
  checkClock,
  checkDisk,
  checkEngine,
  checkMemory,
  checkNode,
  checkPorts,
  checkSettings,
} from "./machine.ts";

/** Every check there is, in the order in which they build on each other. */
export async function examine(context: Context): Promise<Check[]> {
  const own = command(context);
  const checks = [checkNode(), await attempt("settings", `${own} config`, () => checkSettings(context))];
  const engine = await attempt("engine", `${own} up starts it, or says how`, () => checkEngine(context));
  checks.push(engine);
  if (engine.level === "fail") return checks;
  const containers = await stackContainers(context);
  const deployed = containers.length > 0;
  checks.push(
    ...(await Promise.all([
      attempt("disk", "docker system df", () => checkDisk(context)),
      attempt("memory", `${own} up`, () => checkMemory(context, deployed)),
      attempt("ports", `${own} config`, () => checkPorts(context, containers)),
      attempt("clock", "docker info", () => checkClock(context)),
    ])),
  );
  if (!deployed)
    return [...checks, warn("stack", `nothing of stack ${context.stack} is deployed`, `${own} up`)];
  checks.push(
    checkPresence(context, containers),
    ...checkStates(context, containers),
    checkJobs(context, containers),
    checkNetworks(context, containers),
    checkSecrets(context, containers),
    checkImages(containers),
  );
  return [...checks, ...(await Promise.all(answers(context, containers)))];
}

/** What only a running container can be asked. */
function answers(context: Context, containers: readonly StackContainer[]): Promise<Check>[] {
  const own = command(context);
  const running = (service: string) =>
    containers.filter((container) => container.service === service && container.info.State.Running);
  return [
    ...[...running("web"), ...running("terminal")].map((server) =>
      attempt(server.service, `${own} logs ${server.service}`, () => checkReadiness(context, server)),
    ),
    ...running("postgres").map((one) =>
      attempt("schema", `${own} logs postgres`, () => checkSchema(context, one)),
    ),
    ...running("postgres").map((one) =>
      attempt("economy", `${own} logs postgres`, () => checkEconomy(context, one)),
    ),
    ...running("redis").map((one) => attempt("redis", `${own} logs redis`, () => checkRedis(context, one))),
    ...running("nginx").map(() =>
      attempt("certificate", `${own} logs nginx`, () => checkCertificate(context)),
    ),
    attempt("log volume", "docker system df", () => checkLogVolume(context)),
    attempt("errors", `${own} logs`, () => checkErrors(context, containers)),
  ];
}
