import type { Bag } from "./values.ts";

export type DiffKind = "add" | "delete" | "update" | "add-replace" | "delete-replace" | "update-replace";

export interface PropertyDiff {
  kind: DiffKind;
  /** Show old input against new input; false shows the old output against the new input. */
  inputDiff?: boolean;
}

export interface Failure {
  property: string;
  reason: string;
}

export interface Autonaming {
  proposedName: string;
  mode: "propose" | "enforce" | "disabled";
}

/** Writes one line to the user's terminal under the resource. A transient line is shown while the work lasts. */
export type Log = (
  severity: "debug" | "info" | "warning" | "error",
  message: string,
  options?: { transient?: boolean },
) => void;

export interface CheckRequest {
  urn: string;
  name: string;
  /** Old inputs; empty when the resource is new. */
  olds: Bag;
  news: Bag;
  /** The same at preview and at update, so that names drawn from it agree. */
  randomSeed: Uint8Array;
  autonaming?: Autonaming;
}

export interface DiffRequest {
  urn: string;
  id: string;
  /** Old outputs. */
  olds: Bag;
  oldInputs: Bag;
  news: Bag;
  ignoreChanges: string[];
}

export interface DiffResult {
  /** Property path → what changes; empty means no change. */
  detailed: Record<string, PropertyDiff>;
  deleteBeforeReplace?: boolean;
  /** Outputs that an update leaves as they are. */
  stables?: string[];
}

export interface CreateRequest {
  urn: string;
  name: string;
  inputs: Bag;
  preview: boolean;
  /** 0 = the resource's own default. */
  timeoutSeconds: number;
  signal: AbortSignal;
  log: Log;
}

export interface ReadRequest {
  urn: string;
  id: string;
  /** Empty on import. */
  outputs: Bag;
  /** Empty on import. */
  inputs: Bag;
  signal: AbortSignal;
  log: Log;
}

export interface UpdateRequest {
  urn: string;
  id: string;
  olds: Bag;
  oldInputs: Bag;
  news: Bag;
  preview: boolean;
  timeoutSeconds: number;
  ignoreChanges: string[];
  signal: AbortSignal;
  log: Log;
}

export interface DeleteRequest {
  urn: string;
  id: string;
  outputs: Bag;
  oldInputs: Bag;
  timeoutSeconds: number;
  signal: AbortSignal;
  log: Log;
}

/** One resource type. Thrown errors: ProviderError = nothing happened, InitFailed = it exists but isn't well,
 * anything else = the engine records that the outcome is uncertain. */
export interface ResourceType {
  token: string;
  check(request: CheckRequest): Promise<{ inputs: Bag; failures: Failure[] }>;
  diff(request: DiffRequest): Promise<DiffResult>;
  /** In a preview, outputs that are left out are unknown to the program, and `id` is "". */
  create(request: CreateRequest): Promise<{ id: string; outputs: Bag }>;
  /** null when the resource is gone. */
  read(request: ReadRequest): Promise<{ id: string; outputs: Bag; inputs: Bag } | null>;
  update(request: UpdateRequest): Promise<{ outputs: Bag }>;
  /** A resource that is gone already counts as deleted. */
  delete(request: DeleteRequest): Promise<void>;
}

export interface InvokeContext {
  preview: boolean;
  signal: AbortSignal;
  log: Log;
}

export interface Plugin {
  name: string;
  /** The npm SDK's version: the engine finds the plugin by it. */
  version: string;
  resources: ResourceType[];
  /**
   * One secret input makes every output secret, for plugins whose outputs can repeat their inputs. Without it, an
   * output is secret when the input of its name is, or when it is returned as `secret(…)`.
   */
  secretsSpread?: boolean;
  invokes?: Record<string, (args: Bag, context: InvokeContext) => Promise<Bag>>;
  /** Default: the inputs as they are. */
  checkConfig?(request: { urn: string; olds: Bag; news: Bag }): Promise<{ inputs: Bag; failures: Failure[] }>;
  /** Default: no change, so that a new SDK version or setting never replaces resources. */
  diffConfig?(request: { urn: string; olds: Bag; oldInputs: Bag; news: Bag }): Promise<DiffResult>;
  configure(args: Bag): Promise<void>;
}

export const STATUS_CODES = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
} as const;

/** A clean failure: the engine knows that nothing was done. */
export class ProviderError extends Error {
  readonly code: keyof typeof STATUS_CODES;
  constructor(code: keyof typeof STATUS_CODES, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProviderError";
    this.code = code;
  }
}

/** A partial failure: the resource exists and is kept in state; the next `up` updates it. `inputs` is for Read. */
export class InitFailed extends Error {
  readonly id: string;
  readonly outputs: Bag;
  readonly reasons: string[];
  readonly inputs: Bag | undefined;
  constructor(id: string, outputs: Bag, reasons: string[], inputs?: Bag) {
    super(reasons.join("\n") || "the resource exists but isn't well");
    this.name = "InitFailed";
    this.id = id;
    this.outputs = outputs;
    this.reasons = reasons;
    this.inputs = inputs;
  }
}
