import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A provider package that the program can use. */
export interface RequiredPackage {
  name: string;
  /** With a leading v, or "" when the package doesn't say. */
  version: string;
  server: string;
  parameterization?: { name: string; version: string; value: string };
}

interface Manifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  pulumi?: {
    resource?: boolean;
    name?: string;
    version?: string;
    server?: string;
    parameterization?: { name: string; version: string; value: string };
  };
}

/** All provider packages that Node would find from the folder, once each, in a fixed order. */
export async function requiredPackages(programDir: string): Promise<RequiredPackage[]> {
  const found = new Map<string, RequiredPackage>();
  await eachPackage(programDir, async (file) => {
    const content = await readFile(file, "utf8");
    // Hundreds of packages aren't Pulumi's, and this runs before every deployment.
    if (!content.includes('"pulumi"')) return;
    const required = asRequired(JSON.parse(content) as Manifest);
    if (required !== null) found.set(`${required.name}@${required.version}`, required);
  });
  return [...found.keys()].toSorted().map((key) => found.get(key)!);
}

function asRequired({ name = "", version, pulumi }: Manifest): RequiredPackage | null {
  if (pulumi?.resource !== true) return null;
  const declared = pulumi.version ?? version ?? "";
  return {
    name: pulumi.name ?? name.replace(/^@pulumi\//, ""),
    version: declared === "" || declared.startsWith("v") ? declared : `v${declared}`,
    server: pulumi.server ?? "",
    ...(pulumi.parameterization && { parameterization: pulumi.parameterization }),
  };
}

/** What the program depends on: its own package's list, or with `transitive` everything that is installed. */
export async function programDependencies(
  programDir: string,
  transitive: boolean,
): Promise<{ name: string; version: string }[]> {
  const manifestPath = ancestors(programDir)
    .map((folder) => join(folder, "package.json"))
    .find(existsSync);
  if (manifestPath === undefined) return [];
  const own = JSON.parse(await readFile(manifestPath, "utf8")) as Manifest;
  const direct = { ...own.devDependencies, ...own.dependencies };
  const installed = new Map<string, string>();
  await eachPackage(dirname(manifestPath), async (file) => {
    const { name, version } = JSON.parse(await readFile(file, "utf8")) as Manifest;
    if (name !== undefined && version !== undefined && !installed.has(name)) installed.set(name, version);
  });
  const names = transitive ? [...installed.keys()] : Object.keys(direct);
  return names.toSorted().map((name) => ({ name, version: installed.get(name) ?? direct[name] ?? "" }));
}

async function eachPackage(from: string, visit: (manifestPath: string) => Promise<void>): Promise<void> {
  for (const folder of ancestors(from)) await walk(join(folder, "node_modules"), visit);
}

async function walk(modules: string, visit: (manifestPath: string) => Promise<void>): Promise<void> {
  const entries = await readdir(modules, { withFileTypes: true }).catch(ignoreMissing);
  const folders = entries.filter((entry) => !entry.name.startsWith(".") && !entry.isFile());
  await Promise.all(
    folders.map(async ({ name }) => {
      const folder = join(modules, name);
      if (name.startsWith("@")) return walk(folder, visit);
      await visit(join(folder, "package.json")).catch(ignoreMissing);
      return walk(join(folder, "node_modules"), visit);
    }),
  );
}

// A folder without a manifest or without node_modules is nothing to report; anything else is.
function ignoreMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
  throw error;
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
