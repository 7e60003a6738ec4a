import type { ServerWritableStream, UntypedServiceImplementation } from "@grpc/grpc-js";
import type * as pb from "@pulumi/pulumi/proto/language_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { unaryCall } from "../sdk/call.ts";
import type { Engine } from "../sdk/engine.ts";
import { toServiceError } from "../sdk/failure.ts";
import { ProviderError } from "../sdk/provider.ts";
import { emptyMessage, fromStruct, pluginPb } from "../sdk/stubs.ts";
import { streamChild } from "./child-stream.ts";
import { type RuntimeOptions, readOptions } from "./options.ts";
import { programDependencies, type RequiredPackage, requiredPackages } from "./packages.ts";
import { type ProgramRun, runProgram, sdkScript, typescriptEnvironment } from "./program.ts";

/** What the host needs of its process. */
export interface Surroundings {
  version: string;
  environment: NodeJS.ProcessEnv;
  engine: Engine;
  cancelled: AbortController;
}

/** The LanguageRuntime methods; those that only code generation needs are left unimplemented. */
export function languageHost(surroundings: Surroundings): UntypedServiceImplementation {
  const { engine, cancelled, environment, version } = surroundings;
  const unary = <Q, R>(handler: (request: Q, signal: AbortSignal) => Promise<R>) =>
    unaryCall(handler, engine, cancelled.signal);
  return {
    handshake: unary(async (request: pb.LanguageHandshakeRequest) => {
      engine.attach(request.getEngineAddress());
      return new languagePb.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(async () => pluginInfo(version)),
    about: unary(async () => about()),
    getRequiredPackages: unary(async (request: pb.GetRequiredPackagesRequest) => {
      const response = new languagePb.GetRequiredPackagesResponse();
      const found = requiredPackages(directoryOf(request.getInfo()));
      response.setPackagesList(found.map(packageDependency));
      return response;
    }),
    getRequiredPlugins: unary(async (request: pb.GetRequiredPluginsRequest) => {
      const response = new languagePb.GetRequiredPluginsResponse();
      const found = requiredPackages(directoryOf(request.getInfo()) || request.getPwd());
      response.setPluginsList(found.map(pluginDependency));
      return response;
    }),
    getProgramDependencies: unary(async (request: pb.GetProgramDependenciesRequest) => {
      const response = new languagePb.GetProgramDependenciesResponse();
      const directory = directoryOf(request.getInfo()) || request.getPwd();
      for (const { name, version } of programDependencies(directory, request.getTransitivedependencies())) {
        const dependency = new languagePb.DependencyInfo();
        dependency.setName(name);
        dependency.setVersion(version);
        response.addDependencies(dependency);
      }
      return response;
    }),
    run: unary(async (request: pb.RunRequest, signal) => {
      const response = new languagePb.RunResponse();
      const { error, bail } = await runProgram(programRun(request, engine), environment, signal);
      response.setError(error);
      response.setBail(bail);
      return response;
    }),
    runtimeOptionsPrompts: unary(async () => new languagePb.RuntimeOptionsResponse()),
    template: unary(async () => new languagePb.TemplateResponse()),
    installDependencies: streaming(cancelled.signal, (call, signal) =>
      installDependencies(call, environment, signal),
    ),
    runPlugin: streaming(cancelled.signal, runPlugin),
    cancel: unary(async () => {
      cancelled.abort(new ProviderError("CANCELLED", "the engine cancelled the program"));
      return emptyMessage();
    }),
  };
}

function streaming<Q, R>(
  cancelled: AbortSignal,
  handler: (call: ServerWritableStream<Q, R>, signal: AbortSignal) => Promise<void>,
) {
  return (call: ServerWritableStream<Q, R>): void => {
    const dropped = new AbortController();
    call.on("cancelled", () => dropped.abort());
    handler(call, AbortSignal.any([cancelled, dropped.signal])).then(
      () => call.end(),
      (error: unknown) => call.emit("error", toServiceError(error)),
    );
  };
}

async function installDependencies(
  call: ServerWritableStream<pb.InstallDependenciesRequest, pb.InstallDependenciesResponse>,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const directory = directoryOf(call.request.getInfo()) || call.request.getDirectory();
  const { production } = optionsOf(call.request.getInfo());
  const args = ["install", "--loglevel=error", ...(production ? ["--omit=dev"] : [])];
  const code = await streamChild("npm", args, { cwd: directory, env: environment, signal }, (output) => {
    const response = new languagePb.InstallDependenciesResponse();
    if ("stdout" in output) response.setStdout(output.stdout);
    else response.setStderr(output.stderr);
    call.write(response);
  });
  if (code !== 0) {
    throw new ProviderError("ABORTED", `npm ${args.join(" ")} in ${directory} ended with exit code ${code}`);
  }
}

async function runPlugin(
  call: ServerWritableStream<pb.RunPluginRequest, pb.RunPluginResponse>,
  signal: AbortSignal,
): Promise<void> {
  const { request } = call;
  refuseDebugger(request);
  const directory = directoryOf(request.getInfo()) || request.getProgram();
  const options = optionsOf(request.getInfo());
  const given = Object.fromEntries(
    request.getEnvList().map((line) => {
      const separator = line.indexOf("=");
      return [line.slice(0, separator), line.slice(separator + 1)];
    }),
  );
  const args = [...options.nodeArgs, sdkScript(directory, "run-plugin"), directory, ...request.getArgsList()];
  const env = { ...given, ...typescriptEnvironment(options) };
  const code = await streamChild(process.execPath, args, { cwd: request.getPwd(), env, signal }, (output) => {
    const response = new languagePb.RunPluginResponse();
    if ("stdout" in output) response.setStdout(output.stdout);
    else response.setStderr(output.stderr);
    call.write(response);
  });
  const last = new languagePb.RunPluginResponse();
  last.setExitcode(code);
  call.write(last);
}

function programRun(request: pb.RunRequest, engine: Engine): ProgramRun {
  refuseDebugger(request);
  const info = request.getInfo();
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value: string, key: string) => {
    config[key] = value;
  });
  return {
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    rootDirectory: info?.getRootDirectory() ?? request.getPwd(),
    programDirectory: directoryOf(info) || request.getPwd(),
    pwd: request.getPwd(),
    entryPoint: info?.getEntryPoint() ?? request.getProgram(),
    args: request.getArgsList(),
    dryRun: request.getDryrun(),
    parallel: request.getParallel(),
    monitorAddress: request.getMonitorAddress(),
    engineAddress: engine.currentAddress,
    config,
    configSecretKeys: request.getConfigsecretkeysList(),
    options: optionsOf(info),
  };
}

function refuseDebugger(request: { getAttachDebugger(): boolean }): void {
  if (!request.getAttachDebugger()) return;
  throw new ProviderError(
    "UNIMPLEMENTED",
    "the stand-in language host can't attach a debugger. Run without --attach-debugger, or use the official " +
      "Pulumi CLI.",
  );
}

function directoryOf(info: pb.ProgramInfo | undefined): string {
  return info?.getProgramDirectory() ?? "";
}

function optionsOf(info: pb.ProgramInfo | undefined): RuntimeOptions {
  return readOptions(fromStruct(info?.getOptions()));
}

function pluginInfo(version: string): PluginInfo {
  const info = new pluginPb.PluginInfo();
  info.setVersion(version);
  return info;
}

function about(): pb.AboutResponse {
  const response = new languagePb.AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  return response;
}

function pluginDependency(required: RequiredPackage) {
  const dependency = new pluginPb.PluginDependency();
  dependency.setName(required.name);
  dependency.setKind("resource");
  dependency.setVersion(required.version);
  dependency.setServer(required.server);
  return dependency;
}

function packageDependency(required: RequiredPackage) {
  const dependency = new pluginPb.PackageDependency();
  dependency.setName(required.name);
  dependency.setKind("resource");
  dependency.setVersion(required.version);
  dependency.setServer(required.server);
  if (required.parameterization === undefined) return dependency;
  const parameterization = new pluginPb.PackageParameterization();
  parameterization.setName(required.parameterization.name);
  parameterization.setVersion(required.parameterization.version);
  parameterization.setValue(required.parameterization.value);
  dependency.setParameterization(parameterization);
  return dependency;
}
