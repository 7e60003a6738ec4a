import { bytes, plural } from "../store/vitals/units.ts";
import type { Context } from "./context.ts";
import { DATA_VOLUMES } from "./data-volumes.ts";
import { confirmData } from "./destroy/confirm.ts";
import { leftovers, removeAuthority, removeData, removeImages, sweep } from "./destroy/remove.ts";
import { OperatorError } from "./operator-error.ts";
import { command } from "./services.ts";
import { volumeSizes } from "./volume-sizes.ts";

/** `yes`: the stack's name, given instead of being asked for. */
export interface DestroyOptions {
  data: boolean;
  yes?: string;
}

/**
 * Takes the stack down: Pulumi's own destroy, then whatever has the stack's label and Pulumi didn't know of.
 * The data volumes stay, and it says which. With `data` they go too, with the built images and the stack's
 * certificate authority, once the stack's name has been typed or given. Throws OperatorError when that was
 * refused (nothing is touched then), or when something is left.
 */
export async function destroy(
  context: Context,
  { data, yes }: DestroyOptions,
  runPulumiDestroy: () => Promise<void>,
): Promise<void> {
  if (data) await confirmData(context, yes);
  await runPulumiDestroy();
  await context.out.step(
    "sweeping what Pulumi did not know",
    () => sweep(context),
    (count) => (count === 0 ? "nothing was left" : `removed ${plural(count, "thing")}`),
  );
  if (data) await removeAll(context);
  else await tellWhatStays(context);
}

async function removeAll(context: Context): Promise<void> {
  const { out } = context;
  await out.step(
    "removing the data",
    () => removeData(context),
    (removed) =>
      removed.map(({ short, bytes: size }) => `${short} (${bytes(size)})`).join(", ") || "there was none",
  );
  await out.step(
    "removing the built images",
    () => removeImages(context),
    (names) => names.join(", ") || "there were none",
  );
  await out.step("removing the certificate authority", async () => removeAuthority(context));
  const left = await leftovers(context);
  if (left.length > 0)
    throw new OperatorError(
      `${plural(left.length, "thing")} of stack ${context.stack} could not be removed`,
      left.join("\n"),
      `${command(context)} destroy --data again`,
    );
  out.line();
  out.line(`Stack ${context.stack} is gone: no container, network, volume or image of it is left.`);
}

async function tellWhatStays(context: Context): Promise<void> {
  const { out } = context;
  const kept = (await volumeSizes(context)).filter(({ short }) => DATA_VOLUMES.includes(short));
  out.line();
  if (kept.length === 0) {
    out.line(`Stack ${context.stack} is gone. It had no data.`);
    return;
  }
  out.line(`Stack ${context.stack} is down. Kept:`);
  for (const { name, bytes: size } of kept) out.line(`  ${name.padEnd(40)}${bytes(size).padStart(10)}`);
  out.line();
  out.line(`  ${command(context)} up                  brings it back, with its players`);
  out.line(`  ${command(context)} destroy --data      removes this too, after asking`);
}
