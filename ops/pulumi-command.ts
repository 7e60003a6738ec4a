import type { Context } from "./context.ts";
import { ensureEngine } from "./engine-setup.ts";
import { Pulumi } from "./pulumi.ts";
import { findToolchain } from "./toolchain.ts";

/** Runs the Pulumi CLI on the operator's terminal, set up for this stack; returns its exit code. */
export async function pulumiCommand(context: Context, args: string[]): Promise<number> {
  await ensureEngine(context);
  const pulumi = new Pulumi(context, await findToolchain(context));
  await pulumi.ensureStack();
  return pulumi.passThrough(args);
}

/** Prints `export` lines with which a plain `pulumi` in the checkout works on this stack. */
export async function printEnvironment(context: Context): Promise<void> {
  await ensureEngine(context);
  const pulumi = new Pulumi(context, await findToolchain(context));
  await pulumi.ensureStack();
  for (const [name, value] of Object.entries(pulumi.environment()))
    process.stdout.write(`export ${name}='${value.replaceAll("'", `'\\''`)}'\n`);
}
