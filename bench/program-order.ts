/** What `pulumi stack export --show-secrets` prints, as far as the bench looks at it. */
export interface Export {
  deployment?: { resources?: Resource[] };
}

interface Resource {
  urn: string;
  type: string;
  inputs?: Record<string, unknown>;
  dependencies?: string[];
}

/** A file that the program puts into a container before it starts. */
export interface Upload {
  file: string;
  content: string;
  /** Octal, as 0400. */
  permissions: string;
}

/** What the engine doesn't know of a service's container. */
export interface Declared {
  /** A one-shot container, which a command of the program starts and waits for. */
  job: boolean;
  /** Services that must be healthy, or jobs that must have succeeded, before this one starts. */
  after: string[];
  uploads: Upload[];
}

const CONTAINER = "docker:index/container:Container";
const COMMAND = "command:local:Command";
const SERVICE_LABEL = "io.terminusa.service";
// By this key and value the export marks a secret, whose JSON text is its `plaintext`.
const SECRET = "4dabf18193072939515e22adb298388d";

/** The services of an exported stack by name, with the order in which the program starts them. */
export function declaredServices(exported: Export): Map<string, Declared> {
  const resources = exported.deployment?.resources ?? [];
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const declared = new Map<string, Declared>();
  for (const resource of resources) {
    if (resource.type !== CONTAINER) continue;
    const after = new Set((resource.dependencies ?? []).flatMap((urn) => startedBefore(urn, byUrn)));
    declared.set(serviceOf(resource), {
      job: isJob(resource),
      after: [...after].sort(),
      uploads: (reveal(resource.inputs?.uploads) as Upload[] | undefined) ?? [],
    });
  }
  return declared;
}

// A dependency on a command is one on the job that it runs; images, networks and volumes are no services.
function startedBefore(urn: string, byUrn: Map<string, Resource>): string[] {
  const resource = byUrn.get(urn);
  if (resource?.type === CONTAINER) return isJob(resource) ? [] : [serviceOf(resource)];
  if (resource?.type !== COMMAND) return [];
  return (resource.dependencies ?? [])
    .map((dependency) => byUrn.get(dependency))
    .filter((dependency) => dependency?.type === CONTAINER && isJob(dependency))
    .map((job) => serviceOf(job!));
}

function isJob(resource: Resource): boolean {
  return resource.inputs?.start === false;
}

function serviceOf(resource: Resource): string {
  const labels = (reveal(resource.inputs?.labels) ?? []) as { label: string; value: string }[];
  const service = labels.find(({ label }) => label === SERVICE_LABEL)?.value;
  if (service === undefined) throw new Error(`${resource.urn} has no label ${SERVICE_LABEL}`);
  return service;
}

/** The value with every secret in it in plain text. */
function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET in value) {
    const { plaintext } = value as { plaintext?: string };
    if (plaintext === undefined) throw new Error("the export hides its secrets: it needs --show-secrets");
    return reveal(JSON.parse(plaintext));
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, reveal(each)]));
}
