import { type Dirent, existsSync, readdirSync, readFileSync } from "node:fs";
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

/**
 * All provider packages that Node would find from the folder, once each, in a fixed order. Reads one manifest after
 * the other: this runs before every deployment, and hundreds of small files take a fifth of the time that way.
 */
export function requiredPackages(programDir: string): RequiredPackage[] {
  const found = new Map<string, RequiredPackage>();
  eachPackage(programDir, (content) => {
    // Most packages aren't Pulumi's.
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
export function programDependencies(
  programDir: string,
  transitive: boolean,
): { name: string; version: string }[] {
  const manifestPath = ancestors(programDir)
    .map((folder) => join(folder, "package.json"))
    .find(existsSync);
  if (manifestPath === undefined) return [];
  const own = JSON.parse(readFileSync(manifestPath, "utf8")) as Manifest;
  const direct = { ...own.devDependencies, ...own.dependencies };
  const installed = new Map<string, string>();
  eachPackage(dirname(manifestPath), (content) => {
    const { name, version } = JSON.parse(content) as Manifest;
    if (name !== undefined && version !== undefined && !installed.has(name)) installed.set(name, version);
  });
  const names = transitive ? [...installed.keys()] : Object.keys(direct);
  return names.toSorted().map((name) => ({ name, version: installed.get(name) ?? direct[name] ?? "" }));
}

function eachPackage(from: string, visit: (manifest: string) => void): void {
  for (const folder of ancestors(from)) walk(join(folder, "node_modules"), visit);
}

function walk(modules: string, visit: (manifest: string) => void): void {
  const entries = unlessMissing<Dirent[]>(() => readdirSync(modules, { withFileTypes: true })) ?? [];
  for (const { name } of entries.filter((entry) => !entry.name.startsWith(".") && !entry.isFile())) {
    const folder = join(modules, name);
    if (name.startsWith("@")) {
      walk(folder, visit);
      continue;
    }
    const manifest = unlessMissing(() => readFileSync(join(folder, "package.json"), "utf8"));
    if (manifest !== undefined) visit(manifest);
    walk(join(folder, "node_modules"), visit);
  }
}

// A folder without a manifest or without node_modules is nothing to report; anything else is.
function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
