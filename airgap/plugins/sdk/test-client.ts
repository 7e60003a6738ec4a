/** What tests need to drive a plugin as the engine does: its own process, a real socket, real messages. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import { emptyMessage, fromStruct, providerGrpc, providerPb, statusPb, toStruct } from "./stubs.ts";
import type { Bag, Json } from "./values.ts";

const PROJECT_URN = "urn:pulumi:test::project";
const KINDS = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"] as const;

/** A failed call, with the details of a partial failure if there are any. */
export class CallFailed extends Error {
  readonly code: number;
  readonly initFailed: { id: string; outputs: Bag; reasons: string[] } | null;
  constructor(error: ServiceError) {
    super(error.details);
    this.code = error.code;
    const [details] = error.metadata?.get("grpc-status-details-bin") ?? [];
    this.initFailed = details === undefined ? null : readInitFailed(details as Buffer);
  }
}

function readInitFailed(bytes: Buffer): CallFailed["initFailed"] {
  const [detail] = statusPb.Status.deserializeBinary(bytes).getDetailsList();
  if (detail?.getTypeName() !== "pulumirpc.ErrorResourceInitFailed") return null;
  const failed = providerPb.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return {
    id: failed.getId(),
    outputs: fromStruct(failed.getProperties()),
    reasons: failed.getReasonsList(),
  };
}

/** User and system time of a process; Linux counts it in hundredths of a second. */
async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return stat === "" ? 0 : (Number(fields[11]) + Number(fields[12])) * 10;
}

type Stub = InstanceType<typeof providerGrpc.ResourceProviderClient>;
type Callback<R> = (error: ServiceError | null, response: R) => void;

/** A plugin process with a client for one resource type. */
export class PluginUnderTest {
  readonly process: ChildProcess;
  readonly port: number;
  /** Processor time until it told its port (ms); 0 where there is no /proc. */
  readonly startupCpuMs: number;
  private readonly stub: Stub;

  private constructor(child: ChildProcess, port: number, startupCpuMs: number) {
    this.process = child;
    this.port = port;
    this.startupCpuMs = startupCpuMs;
    this.stub = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
    });
  }

  /** Starts `main` (a .ts or .js entry, or an executable wrapper) as the engine would. */
  static async start(
    main: string,
    options: { engineAddress?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<PluginUnderTest> {
    const args = options.engineAddress === undefined ? [] : [options.engineAddress];
    const script = /\.[jt]s$/.test(main);
    const child = spawn(script ? process.execPath : main, script ? [main, ...args] : args, {
      stdio: ["pipe", "pipe", "inherit"],
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      ...(options.env !== undefined && { env: options.env }),
    });
    const [first] = (await Promise.race([
      once(child.stdout!, "data"),
      once(child, "exit").then(([code]) => Promise.reject(new Error(`${main} ended with ${code}`))),
    ])) as [Buffer];
    const startupCpuMs = await cpuMs(child.pid!);
    if (!/^\d+\n$/.test(first.toString())) throw new Error(`not a port line: ${first}`);
    return new PluginUnderTest(child, Number(first), startupCpuMs);
  }

  async stop(): Promise<void> {
    this.stub.close();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill("SIGTERM");
    await once(this.process, "exit");
  }

  async version(): Promise<string> {
    const info = await call<{ getVersion(): string }>((done) =>
      this.stub.getPluginInfo(emptyMessage(), done),
    );
    return info.getVersion();
  }

  configure(args: Bag = {}): Promise<pb.ConfigureResponse> {
    const request = new providerPb.ConfigureRequest();
    request.setArgs(toStruct(args));
    return call((done) => this.stub.configure(request, done));
  }

  async check(token: string, news: Bag, olds: Bag = {}, seed = "seed") {
    const request = named(new providerPb.CheckRequest(), token);
    request.setNews(toStruct(news));
    request.setOlds(toStruct(olds));
    request.setRandomseed(Buffer.from(seed));
    const response = await call<pb.CheckResponse>((done) => this.stub.check(request, done));
    const failures = response.getFailuresList().map((failure) => failure.toObject());
    return { inputs: fromStruct(response.getInputs()), failures };
  }

  async diff(token: string, id: string, state: { outputs: Bag; inputs: Bag }, news: Bag) {
    const request = named(new providerPb.DiffRequest(), token);
    request.setId(id);
    request.setOlds(toStruct(state.outputs));
    request.setOldInputs(toStruct(state.inputs));
    request.setNews(toStruct(news));
    const response = await call<pb.DiffResponse>((done) => this.stub.diff(request, done));
    const detailed: Record<string, string> = {};
    response.getDetaileddiffMap().forEach((property: pb.PropertyDiff, path: string) => {
      detailed[path] = KINDS[property.getKind()]!;
    });
    return {
      changed: response.getChanges() === 2,
      decided: response.getChanges() !== 0 && response.getHasdetaileddiff(),
      detailed,
      diffs: response.getDiffsList(),
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(token: string, inputs: Bag, options: { preview?: boolean; timeoutSeconds?: number } = {}) {
    const request = named(new providerPb.CreateRequest(), token);
    request.setProperties(toStruct(inputs));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeoutSeconds ?? 0);
    const response = await call<pb.CreateResponse>((done) => this.stub.create(request, done));
    return { id: response.getId(), ...properties(response) };
  }

  async read(token: string, id: string, state: { outputs: Bag; inputs: Bag } = { outputs: {}, inputs: {} }) {
    const request = named(new providerPb.ReadRequest(), token);
    request.setId(id);
    request.setProperties(toStruct(state.outputs));
    request.setInputs(toStruct(state.inputs));
    const response = await call<pb.ReadResponse>((done) => this.stub.read(request, done));
    return { id: response.getId(), ...properties(response), inputs: fromStruct(response.getInputs()) };
  }

  async update(
    token: string,
    id: string,
    state: { outputs: Bag; inputs: Bag },
    news: Bag,
    options: { preview?: boolean; timeoutSeconds?: number } = {},
  ) {
    const request = named(new providerPb.UpdateRequest(), token);
    request.setId(id);
    request.setOlds(toStruct(state.outputs));
    request.setOldInputs(toStruct(state.inputs));
    request.setNews(toStruct(news));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeoutSeconds ?? 0);
    return properties(await call<pb.UpdateResponse>((done) => this.stub.update(request, done)));
  }

  async delete(
    token: string,
    id: string,
    state: { outputs: Bag; inputs: Bag },
    options: { timeoutSeconds?: number } = {},
  ): Promise<void> {
    const request = named(new providerPb.DeleteRequest(), token);
    request.setId(id);
    request.setProperties(toStruct(state.outputs));
    request.setOldInputs(toStruct(state.inputs));
    request.setTimeout(options.timeoutSeconds ?? 0);
    await call((done) => this.stub.delete(request, done));
  }

  async invoke(token: string, args: Bag): Promise<Bag> {
    const request = new providerPb.InvokeRequest();
    request.setTok(token);
    request.setArgs(toStruct(args));
    const response = await call<pb.InvokeResponse>((done) => this.stub.invoke(request, done));
    return fromStruct(response.getReturn());
  }

  async cancel(): Promise<void> {
    await call((done) => this.stub.cancel(emptyMessage(), done));
  }
}

function call<R>(start: (done: Callback<R>) => unknown): Promise<R> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error === null ? resolve(response) : reject(new CallFailed(error))));
  });
}

interface Named {
  setUrn(urn: string): unknown;
  setName(name: string): unknown;
  setType(type: string): unknown;
}

function named<T extends Named>(request: T, token: string): T {
  request.setUrn(`${PROJECT_URN}::${token}::thing`);
  request.setName("thing");
  request.setType(token);
  return request;
}

// `wire` keeps the secret wrappers that decoding removes.
function properties(response: { getProperties(): Parameters<typeof fromStruct>[0] }): {
  outputs: Bag;
  wire: Record<string, Json>;
} {
  const struct = response.getProperties();
  return { outputs: fromStruct(struct), wire: (struct?.toJavaScript() ?? {}) as Record<string, Json> };
}
