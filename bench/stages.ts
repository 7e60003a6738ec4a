import type { Context } from "../ops/context.ts";
import { LABEL_STACK } from "../ops/engine.ts";
import type { Checkout } from "./checkout.ts";
import { removeVolumes } from "./clean-up.ts";
import type { Commands, Outcome } from "./commands.ts";
import type { ComposeProject } from "./compose-project.ts";
import type { FigureKey, Measurements } from "./figures.ts";
import { memoryInUse, sizeOverBase } from "./resources.ts";
import { countChanges, takeSnapshot, touched } from "./untouched.ts";

const REPETITIONS = 5;
const ROUNDS = 3;
const IDLE_MS = 60_000;
const UP = ["up", "--skip-preview", "--yes"] as const;

/** What every stage works with. */
interface Stage {
  context: Context;
  checkout: Checkout;
  measured: Measurements;
}

/**
 * Brings the stack up, measures it unchanged, idle and changed, and takes it down. `whileFresh` runs when
 * it is up and nothing has been changed yet.
 */
export async function measureAlone(
  context: Context,
  checkout: Checkout,
  commands: Commands,
  measured: Measurements,
  whileFresh: () => Promise<void>,
): Promise<void> {
  const stage = { context, checkout, measured };
  // The copy's own toolchain is linked to the cache by its first command.
  await context.out.step("preparing a copy of the work tree", () =>
    checkout.terminusa("pulumi", "stack", "ls"),
  );
  await timed(stage, "firstUp", "up", () => checkout.terminusa("up"));
  const upSince = Date.now();
  await measureImages(stage);
  await context.out.step("writing the same stack for Compose", whileFresh);
  await measureUnchanged(stage);
  await context.out.step("letting it idle", () => commands.wait(upSince + IDLE_MS - Date.now()));
  record(measured, "idleMemory", await memoryInUse(context.docker, checkout.stack));
  await measureChange(stage, "web", "changeWeb");
  await measureChange(stage, "terminal", "changeTerminal");
  await timed(stage, "destroy", "destroy", () => checkout.terminusa("destroy"));
  await removeVolumes(context.docker, `${LABEL_STACK}=${checkout.stack}`);
}

/** Creates, leaves unchanged and removes ours and Compose's in turns, from nothing to nothing each time. */
export async function measurePairs(
  context: Context,
  checkout: Checkout,
  project: ComposeProject,
  measured: Measurements,
): Promise<void> {
  const stage = { context, checkout, measured };
  for (let round = 1; round <= ROUNDS; round++) {
    const label = (text: string) => `round ${round} of ${ROUNDS}: ${text}`;
    await timed(stage, "create", label("up"), () => checkout.terminusa("up"));
    await timed(stage, "unchanged", label("pulumi up, unchanged"), () => checkout.pulumi(...UP));
    await timed(stage, "remove", label("destroy"), () => destroyWithData(stage));
    await timed(stage, "composeCreate", label("Compose up"), () => project.up());
    await timed(stage, "composeUnchanged", label("Compose up, unchanged"), () => project.up());
    await timed(stage, "composeUnchangedServices", label("without jobs"), () => project.upServices());
    await timed(stage, "composeRemove", label("Compose down"), () => project.down());
  }
}

// Removes the data volumes too, as `docker compose down --volumes` does. `destroy --data` would do that
// and remove the built images, which Compose keeps.
async function destroyWithData({ context, checkout, measured }: Stage): Promise<Outcome> {
  const outcome = await checkout.terminusa("destroy");
  record(measured, "destroy", outcome.seconds);
  const began = performance.now();
  await removeVolumes(context.docker, `${LABEL_STACK}=${checkout.stack}`);
  return { ...outcome, seconds: outcome.seconds + (performance.now() - began) / 1000 };
}

async function measureImages({ context, checkout, measured }: Stage): Promise<void> {
  const { docker, settings } = context;
  for (const [service, key] of [
    ["web", "webImage"],
    ["terminal", "terminalImage"],
  ] as const)
    record(measured, key, await sizeOverBase(docker, checkout.stack, service, settings.nodeImage));
}

async function measureUnchanged(stage: Stage): Promise<void> {
  const { context, checkout, measured } = stage;
  const before = await takeSnapshot(context.docker, checkout.stack);
  let changes = 0;
  for (let run = 1; run <= REPETITIONS; run++) {
    const { output } = await timed(stage, "pulumiUnchanged", `pulumi up, unchanged, ${run}`, () =>
      checkout.pulumi(...UP),
    );
    changes += countChanges(output);
  }
  for (let run = 1; run <= REPETITIONS; run++)
    await timed(stage, "upUnchanged", `up, unchanged, ${run}`, () => checkout.terminusa("up"));
  const after = await takeSnapshot(context.docker, checkout.stack);
  record(measured, "touchedUnchanged", changes + touched(before, after).length);

  await context.out.step("pulumi refresh", () => checkout.pulumi("refresh", "--skip-preview", "--yes"));
  const { output } = await context.out.step("pulumi up after it", () => checkout.pulumi(...UP));
  const refreshed = touched(before, await takeSnapshot(context.docker, checkout.stack));
  record(measured, "touchedAfterRefresh", countChanges(output) + refreshed.length);
}

async function measureChange(stage: Stage, service: "web" | "terminal", key: FigureKey): Promise<void> {
  const { context, checkout, measured } = stage;
  const entry = { web: "app/main.ts", terminal: "terminal/main.ts" }[service];
  const others = ["web", "terminal", "postgres", "redis", "nginx"].filter((name) => name !== service);
  const before = await takeSnapshot(context.docker, checkout.stack);
  await checkout.addLine(entry);
  await timed(stage, key, `up, one line changed in ${service}`, () => checkout.terminusa("up"));
  const changed = touched(before, await takeSnapshot(context.docker, checkout.stack));
  if (!changed.some((name) => name.startsWith(`${service} container`)))
    throw new Error(`a changed ${entry} did not change the ${service} container`);
  const wrong = changed.filter((name) => others.some((other) => name.startsWith(`${other} container`)));
  record(measured, "otherServicesTouched", wrong.length);
}

async function timed(
  { context, measured }: Stage,
  key: FigureKey,
  label: string,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await context.out.step(label, work);
  record(measured, key, outcome.seconds);
  return outcome;
}

function record(measured: Measurements, key: FigureKey, value: number): void {
  const values = measured[key] ?? [];
  values.push(value);
  measured[key] = values;
}
