import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { CheckRequest, Failure } from "../../sdk/provider.ts";
import { checkProperties, type PropertySpec } from "../../sdk/strict.ts";
import { type Bag, containsUnknown, isObject, UNKNOWN } from "../../sdk/values.ts";
import { digestContext } from "./context.ts";

const INPUTS: Readonly<Record<string, PropertySpec>> = {
  imageName: { type: "string", required: true },
  build: { type: "any" },
  skipPush: { type: "boolean" },
  buildOnPreview: { type: "boolean" },
};

const BUILD: Readonly<Record<string, PropertySpec>> = {
  context: { type: "string" },
  dockerfile: { type: "string" },
  args: { type: "map<string>" },
  target: { type: "string" },
  platform: { type: "string" },
  addHosts: { type: "string[]" },
  network: { type: "string" },
  builderVersion: { type: "string", oneOf: ["BuilderV1", "BuilderBuildKit"] },
};

/**
 * Checked inputs of an Image: those of the program, the place of the Dockerfile, the platform, and the digest of the
 * context, whose change is what rebuilds. Fails where the Dockerfile isn't there, a registry or BuildKit is wanted.
 */
export async function checkImage(
  { news }: CheckRequest,
  architecture: string,
): Promise<{ inputs: Bag; failures: Failure[] }> {
  const given = withoutNulls(news);
  const failures = checkProperties(given, INPUTS);
  const build = given.build ?? {};
  if (build === UNKNOWN) return { inputs: { buildOnPreview: false, ...given }, failures };
  if (!isObject(build)) {
    failures.push({ property: "build", reason: "must be an object" });
    return { inputs: given, failures };
  }
  failures.push(...checkBuild(withoutNulls(build)), ...checkPush(given));
  const checked = withDefaults(withoutNulls(build), architecture);
  if (failures.length === 0) failures.push(...(await addDigest(checked)));
  return { inputs: { buildOnPreview: false, ...given, build: checked }, failures };
}

function checkBuild(build: Bag): Failure[] {
  const failures = checkProperties(build, BUILD).map(({ property, reason }) => ({
    property: `build.${property}`,
    reason,
  }));
  const version = build.builderVersion ?? "BuilderBuildKit";
  if (version !== "BuilderBuildKit") return failures;
  const reason =
    "the stand-in plugin builds with the Engine's first builder only, and BuildKit is the default: set " +
    'builderVersion to "BuilderV1", which the official plugin knows too.';
  return [...failures, { property: "build.builderVersion", reason }];
}

function checkPush(inputs: Bag): Failure[] {
  if (inputs.skipPush === true || inputs.skipPush === UNKNOWN) return [];
  return [
    { property: "skipPush", reason: "the stand-in plugin can't push to a registry: set skipPush to true." },
  ];
}

function withDefaults(build: Bag, architecture: string): Bag {
  const context = build.context ?? ".";
  const isKnown = typeof context === "string";
  const dockerfile = build.dockerfile ?? (isKnown ? join(context, "Dockerfile") : UNKNOWN);
  return { ...build, context, dockerfile, platform: build.platform ?? `linux/${architecture}` };
}

/** Adds `contextDigest`; skipped while a preview doesn't know where the files are. */
async function addDigest(build: Bag): Promise<Failure[]> {
  const { context, dockerfile } = build;
  if (typeof context !== "string" || typeof dockerfile !== "string") return [];
  const reason = await refuseDockerfile(context, dockerfile);
  if (reason !== null) return [{ property: "build.dockerfile", reason }];
  try {
    build.contextDigest = await digestContext(context, dockerfile);
    return [];
  } catch (error) {
    return [
      { property: "build.context", reason: `unable to hash build context: ${(error as Error).message}` },
    ];
  }
}

async function refuseDockerfile(context: string, dockerfile: string): Promise<string | null> {
  if (await exists(dockerfile)) return null;
  if (isAbsolute(dockerfile)) return `could not open dockerfile at ${JSON.stringify(dockerfile)}`;
  const inContext = join(context, dockerfile);
  const hint = (await exists(inContext))
    ? `. Try setting \`dockerfile\` to ${JSON.stringify(inContext)}`
    : "";
  return `could not open dockerfile at relative path ${JSON.stringify(dockerfile)}${hint}`;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function withoutNulls(bag: Bag): Bag {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== null));
}

/** Whether a preview knows enough to build. */
export function canBuild(inputs: Bag): boolean {
  const build = inputs.build;
  if (!isObject(build) || inputs.imageName === UNKNOWN) return false;
  return !["dockerfile", "context", "args"].some((key) => containsUnknown(build[key]));
}
