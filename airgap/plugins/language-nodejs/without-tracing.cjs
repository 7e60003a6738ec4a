// Loaded before the SDK's runner, which loads OpenTelemetry's exporters though nobody traces: a tenth of the start of
// a program. Where the engine traces, they stay.
const { createRequire, Module } = require("node:module");

const UNUSED = [
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/instrumentation",
  "@opentelemetry/instrumentation-grpc",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-trace-node",
];

if (!process.env.TRACEPARENT) {
  const fromSdk = createRequire(process.argv[1]);
  for (const name of UNUSED) leaveOut(fromSdk, name);
}

function leaveOut(fromSdk, name) {
  let file;
  try {
    file = fromSdk.resolve(name);
  } catch {
    // Another version of the SDK traces by other packages.
    return;
  }
  const module = new Module(file);
  module.filename = file;
  module.loaded = true;
  require.cache[file] = module;
}
