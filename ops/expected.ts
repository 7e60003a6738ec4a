import { type Context, readRawSettings } from "./context.ts";
import { SERVICES, type ServiceName } from "./services.ts";

/** How many containers of each service the settings ask for; 0 for a database of the operator's own. */
export function expectedContainers(context: Context): Record<ServiceName, number> {
  // A secret setting's value can't be read here, but that it is set can be seen.
  const set = readRawSettings(context.root, context.stack);
  const counts: Record<ServiceName, number> = {
    nginx: 1,
    web: context.settings.webReplicas,
    terminal: context.settings.terminalReplicas,
    redis: "externalRedisUrl" in set ? 0 : 1,
    postgres: "externalPostgresUrl" in set ? 0 : 1,
  };
  return counts;
}

/** What is wrong with the number of each service's containers, in words; nothing when all are there. */
export function miscounts(expected: Record<ServiceName, number>, services: readonly string[]): string[] {
  return SERVICES.flatMap((name) => {
    const found = services.filter((service) => service === name).length;
    if (found === 0 && expected[name] > 0) return [`${name} has no container`];
    if (found < expected[name]) return [`${name} has ${found} of ${expected[name]} containers`];
    return [];
  });
}
