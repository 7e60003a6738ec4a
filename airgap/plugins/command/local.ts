import { randomBytes } from "node:crypto";
import { diffInputs } from "../sdk/diff.ts";
import {
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type InvokeContext,
  type Log,
  ProviderError,
  type ResourceType,
  type UpdateRequest,
} from "../sdk/provider.ts";
import { checkProperties, type PropertySpec } from "../sdk/strict.ts";
import { Archive, type Bag, containsUnknown, isObject } from "../sdk/values.ts";
import { type Execution, execute, type Logging } from "./execute.ts";
import { selectFiles } from "./globs.ts";

const ID_BYTES = 8;

const EXECUTION_SPECS: Record<string, PropertySpec> = {
  stdin: { type: "string" },
  environment: { type: "map<string>" },
  interpreter: { type: "string[]" },
  dir: { type: "string" },
  assetPaths: { type: "string[]" },
  archivePaths: { type: "string[]" },
  logging: { type: "string", oneOf: ["stdoutAndStderr", "stdout", "stderr", "none"] },
  addPreviousOutputInEnv: { type: "boolean" },
};
const COMMAND_SPECS: Record<string, PropertySpec> = {
  ...EXECUTION_SPECS,
  create: { type: "string" },
  update: { type: "string" },
  delete: { type: "string" },
  triggers: { type: "list" },
};
const RUN_SPECS: Record<string, PropertySpec> = {
  ...EXECUTION_SPECS,
  command: { type: "string", required: true },
};

/** local.Command: runs a command when it is created, changed and deleted. */
export function localCommand(environment: NodeJS.ProcessEnv): ResourceType {
  const run = runner(environment);
  return {
    token: "command:local:Command",
    check: async ({ news }) => ({ inputs: news, failures: checkProperties(news, COMMAND_SPECS) }),
    diff: async (request) => ({ detailed: diff(request) }),
    create: (request) => create(request, run),
    read: async ({ id, outputs, inputs }) => ({ id, outputs, inputs }),
    update: (request) => update(request, run),
    delete: (request) => remove(request, run),
  };
}

/** local.run: runs a command at every preview and every update. */
export function localRun(environment: NodeJS.ProcessEnv) {
  const run = runner(environment);
  return async (args: Bag, { signal, log }: InvokeContext): Promise<Bag> => {
    const [failed] = checkProperties(args, RUN_SPECS);
    if (failed !== undefined) {
      throw new ProviderError("INVALID_ARGUMENT", `command:local:run: ${failed.property} ${failed.reason}`);
    }
    const output = await run(args, text(args, "command") ?? "", {}, 0, signal, log);
    return { ...args, ...output, ...(await selected(args)) };
  };
}

type Run = (
  inputs: Bag,
  command: string,
  previous: Bag,
  timeoutSeconds: number,
  signal: AbortSignal,
  log: Log,
) => Promise<Bag>;

function runner(environment: NodeJS.ProcessEnv): Run {
  return async (inputs, command, previous, timeoutSeconds, signal, log) => {
    const execution = readExecution(inputs, command, previous);
    return execute(execution, environment, withTimeout(signal, timeoutSeconds), log);
  };
}

async function create({ name, inputs, preview, timeoutSeconds, signal, log }: CreateRequest, run: Run) {
  if (preview) return { id: "", outputs: inputs };
  const id = name + randomBytes(ID_BYTES).toString("hex");
  const command = text(inputs, "create");
  const output =
    command === null
      ? { stdout: "", stderr: "" }
      : await run(inputs, command, {}, timeoutSeconds, signal, log);
  return { id, outputs: { ...inputs, ...output, ...(await selected(inputs)) } };
}

async function update(
  { olds, news, preview, timeoutSeconds, signal, log }: UpdateRequest,
  run: Run,
): Promise<{ outputs: Bag }> {
  if (preview) {
    const previous = pick(olds, ["stdout", "stderr", "assets", "archive"]);
    return { outputs: containsUnknown(news) ? news : { ...news, ...previous } };
  }
  const command = text(news, "update") ?? text(news, "create");
  const output =
    command === null
      ? pick(olds, ["stdout", "stderr"])
      : await run(news, command, olds, timeoutSeconds, signal, log);
  return { outputs: { ...news, ...output, ...(await selected(news)) } };
}

async function remove({ outputs, timeoutSeconds, signal, log }: DeleteRequest, run: Run): Promise<void> {
  const command = text(outputs, "delete");
  if (command !== null) await run(outputs, command, outputs, timeoutSeconds, signal, log);
}

function diff({ olds, oldInputs, news }: DiffRequest) {
  const before = Object.keys(oldInputs).length > 0 ? oldInputs : pick(olds, Object.keys(COMMAND_SPECS));
  return diffInputs(before, news, (property) => property === "triggers");
}

function readExecution(inputs: Bag, command: string, previous: Bag): Execution {
  const given = isObject(inputs.environment) ? Object.entries(inputs.environment) : [];
  const interpreter = strings(inputs, "interpreter");
  return {
    command,
    interpreter: interpreter.length === 0 ? null : interpreter,
    environment: {
      ...Object.fromEntries(given.map(([key, value]) => [key, String(value ?? "")])),
      ...(inputs.addPreviousOutputInEnv === false ? {} : previousOutput(previous)),
    },
    stdin: text(inputs, "stdin") ?? "",
    dir: text(inputs, "dir"),
    logging: (text(inputs, "logging") ?? "stdoutAndStderr") as Logging,
  };
}

function previousOutput(previous: Bag): Record<string, string> {
  const stdout = text(previous, "stdout");
  const stderr = text(previous, "stderr");
  return {
    ...(stdout !== null && { PULUMI_COMMAND_STDOUT: stdout }),
    ...(stderr !== null && { PULUMI_COMMAND_STDERR: stderr }),
  };
}

async function selected(inputs: Bag): Promise<Bag> {
  const dir = text(inputs, "dir") ?? ".";
  const assetPaths = strings(inputs, "assetPaths");
  const archivePaths = strings(inputs, "archivePaths");
  return {
    ...(assetPaths.length > 0 && { assets: await selectFiles(dir, assetPaths) }),
    ...(archivePaths.length > 0 && {
      archive: new Archive("assets", await selectFiles(dir, archivePaths)),
    }),
  };
}

function withTimeout(signal: AbortSignal, seconds: number): AbortSignal {
  if (seconds === 0) return signal;
  const expired = new AbortController();
  const message = `the command didn't end within its timeout of ${seconds} s`;
  setTimeout(() => expired.abort(new ProviderError("DEADLINE_EXCEEDED", message)), seconds * 1_000).unref();
  return AbortSignal.any([signal, expired.signal]);
}

/** A text that isn't empty, or null. */
function text(bag: Bag, key: string): string | null {
  const value = bag[key];
  return typeof value === "string" && value !== "" ? value : null;
}

function strings(bag: Bag, key: string): string[] {
  const value = bag[key];
  return Array.isArray(value) ? value.map(String) : [];
}

function pick(bag: Bag, keys: string[]): Bag {
  return Object.fromEntries(Object.entries(bag).filter(([key]) => keys.includes(key)));
}
