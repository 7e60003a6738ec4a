import type { Context } from "./context.ts";
import { destroy } from "./destroy.ts";
import { explainFailure } from "./failure.ts";
import { withLock } from "./lock.ts";
import { mend } from "./mend.ts";
import { Pulumi } from "./pulumi.ts";
import { findToolchain } from "./toolchain.ts";
import { interruptible } from "./up.ts";

/** `./terminusa destroy [--data]`: Pulumi's destroy, then what it does not know of. */
export async function takeDown(context: Context, options: { data?: boolean; yes?: string }): Promise<void> {
  const pulumi = new Pulumi(context, await findToolchain(context));
  const work = async () => {
    await pulumi.ensureStack();
    await mend(context, pulumi);
    await context.out.step("destroying with Pulumi", async (detail) => {
      const began = new Date();
      const args = ["destroy", "--yes", "--skip-preview", "--suppress-outputs", "--stack", context.stack];
      const run = await interruptible(context, pulumi, () => pulumi.run(args, detail));
      if (run.code !== 0) throw await explainFailure(context, run.output, began);
    });
  };
  await withLock(context, "destroy", () =>
    destroy(
      context,
      { data: options.data === true, ...(options.yes !== undefined && { yes: options.yes }) },
      work,
    ),
  );
}
