import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Context } from "./context.ts";
import { OperatorError } from "./operator-error.ts";

const run = promisify(execFile);
const DOWNLOAD_LIMIT_MS = 300_000;

/** Which Pulumi deploys: the machine's own, the official download, or the stand-ins of airgap/. */
export interface Toolchain {
  kind: "installed" | "downloaded" | "airgap";
  /** Path of the CLI. */
  pulumi: string;
  /** What the CLI's environment needs besides. */
  environment: Record<string, string>;
}

/**
 * Finds or prepares the Pulumi CLI and its plugins, in this order: the CLI on the machine; the official
 * download through npm's `pulumi` package; airgap/, where only package registries are reachable. The choice
 * is remembered in .terminusa/toolchain; TERMINUSA_TOOLCHAIN=installed|downloaded|airgap overrides it.
 */
export async function findToolchain(context: Context): Promise<Toolchain> {
  const file = join(context.home, "toolchain");
  const chosen =
    process.env.TERMINUSA_TOOLCHAIN ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : "");
  const toolchain = await open(context, chosen);
  if (!process.env.TERMINUSA_TOOLCHAIN) writeFileSync(file, `${toolchain.kind}\n`);
  return toolchain;
}

async function open(context: Context, chosen: string): Promise<Toolchain> {
  switch (chosen) {
    case "airgap":
      return airgap(context);
    case "installed":
      return installed() ?? choose(context);
    case "downloaded":
      return downloaded(context);
    case "":
      return choose(context);
    default:
      throw new OperatorError(
        `TERMINUSA_TOOLCHAIN=${chosen} is not known`,
        "it names where the Pulumi CLI comes from",
        "set it to installed, downloaded or airgap, or unset it",
      );
  }
}

async function choose(context: Context): Promise<Toolchain> {
  const here = installed();
  if (here) return here;
  try {
    return await downloaded(context);
  } catch {
    context.out.line("note    The Pulumi download is out of reach: using the stand-ins in airgap/.");
    context.out.line(
      "        They run the same program with the CLI built from source, and with plugins and",
    );
    context.out.line("        images of this project's own (Debian's packages). See docs/operating.md.");
    return airgap(context);
  }
}

function installed(): Toolchain | undefined {
  const own = join("node_modules", ".bin");
  const folders = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder && !folder.endsWith(own));
  const pulumi = folders.map((folder) => join(folder, "pulumi")).find((file) => existsSync(file));
  return pulumi ? { kind: "installed", pulumi, environment: {} } : undefined;
}

async function downloaded(context: Context): Promise<Toolchain> {
  const pulumi = join(context.root, "node_modules/.bin/pulumi");
  await context.out.step("official Pulumi CLI", () =>
    run(pulumi, ["version"], {
      timeout: DOWNLOAD_LIMIT_MS,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    }),
  );
  return { kind: "downloaded", pulumi, environment: {} };
}

async function airgap(context: Context): Promise<Toolchain> {
  const { prepareAirgap } = await import("../airgap/prepare.ts");
  const { pulumi, pulumiHome } = await prepareAirgap(context);
  const environment = { PULUMI_HOME: pulumiHome, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
  return { kind: "airgap", pulumi, environment };
}
