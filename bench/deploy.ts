import { join } from "node:path";
import type { Context } from "../ops/context.ts";
import { LABEL_STACK } from "../ops/engine.ts";
import { pullImages } from "../ops/images.ts";
import { findToolchain } from "../ops/toolchain.ts";
import { Checkout } from "./checkout.ts";
import { removeLabelled } from "./clean-up.ts";
import { Commands } from "./commands.ts";
import { type Compose, findCompose } from "./compose-binary.ts";
import { ComposeProject, removeProject } from "./compose-project.ts";
import { type Measurements, makeReport, type Report } from "./figures.ts";
import { measureAlone, measurePairs } from "./stages.ts";

const FRESH_NOTE =
  "A fresh machine's figure (target 6 min) needs one: time ./terminusa up in a new clone on a new machine.";

/**
 * Measures up, no-op, change and destroy on a stack of its own in a throw-away copy of the work tree, paired
 * with Docker Compose. Whatever it makes is removed at its end, on failure and on Ctrl-C too.
 */
export async function measureDeploy(context: Context): Promise<Report> {
  // Prepared in the operator's own cache: the figures are of a machine that has it.
  const toolchain = await findToolchain(context);
  await pullImages(context);
  const commands = new Commands();
  const stop = () => {
    context.out.line("Stopping: what runs is ended, and everything that the bench has made is removed.");
    commands.interrupt();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const notes = [FRESH_NOTE];
  const stack = `bench-${process.pid}`;
  const folder = join(context.home, stack);
  try {
    const compose = await composeOrNote(context, commands, notes);
    const checkout = await Checkout.make(context, folder, stack, commands);
    const measured = await measureAll(context, checkout, commands, compose);
    const { Version: engine } = (await context.docker.version()) as { Version: string };
    return makeReport(measured, { engine, toolchain: toolchain.kind }, notes);
  } finally {
    await context.out.step("removing what the bench has made", () => removeAll(context, folder, stack));
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

async function measureAll(
  context: Context,
  checkout: Checkout,
  commands: Commands,
  compose: Compose | undefined,
): Promise<Measurements> {
  const measured: Measurements = {};
  let project: ComposeProject | undefined;
  await measureAlone(context, checkout, commands, measured, async () => {
    if (compose) project = await ComposeProject.generate(context, checkout, commands, compose);
  });
  if (project) await measurePairs(context, checkout, project, measured);
  return measured;
}

async function composeOrNote(
  context: Context,
  commands: Commands,
  notes: string[],
): Promise<Compose | undefined> {
  const cache = process.env.TERMINUSA_CACHE ?? join(context.home, "cache");
  try {
    return await context.out.step(
      "Docker Compose to compare with",
      (detail) => findCompose(commands, cache, detail),
      ({ version }) => version,
    );
  } catch (error) {
    if (commands.interrupted) throw error;
    const why = (error as Error).message.split("\n")[0];
    notes.push(`Compose was not measured: there is no docker compose, and it could not be built (${why}).`);
    return undefined;
  }
}

async function removeAll(context: Context, folder: string, stack: string): Promise<void> {
  await removeLabelled(context.docker, `${LABEL_STACK}=${stack}`);
  await removeProject(context.docker, stack);
  await Checkout.remove(folder, stack);
}
