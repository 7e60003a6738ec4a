// Keeps the Pulumi SDK from work that this program has no use for, which is half of what an update with nothing
// changed costs: what writes functions out as code (a TypeScript compiler, npm's installer, V8's debugger), the
// automation API, and for each promise a stack trace and debug messages to the engine. The SDK's files stay as they are.
//
// TERMINUSA_DEBUG=1 leaves all of it in place, for `pulumi up --debug` and for whole stack traces.
import { Module } from "node:module";

/** Modules of the SDK that it loads and this program never calls. A test holds that they are where they are. */
export const LEFT_OUT = [
  "automation/index.js",
  "runtime/closure/serializeClosure.js",
  "runtime/closure/codePaths.js",
];
const STACK_FRAMES = 2;

/**
 * @param {NodeJS.Require} require that finds the SDK as the program does
 * @param {NodeJS.ProcessEnv} env
 */
export function spareTheSdk(require, env) {
  // The SDK maps every stack trace that it takes, one for each resource, through source maps.
  Error.prepareStackTrace = undefined;
  if (env.TERMINUSA_DEBUG) return;
  Error.stackTraceLimit = STACK_FRAMES;
  for (const name of LEFT_OUT) leaveOut(require, require.resolve(`@pulumi/pulumi/${name}`));
  // The debugger names the places of functions that can't be written out; while it listens, every script costs more.
  const { getSessionAsync } = require("@pulumi/pulumi/runtime/closure/v8Hooks");
  getSessionAsync().then((session) => session.disconnect());
  require("@pulumi/pulumi/log").debug = async () => {};
}

function leaveOut(require, file) {
  if (file in require.cache) return;
  const module = new Module(file);
  module.filename = file;
  module.loaded = true;
  module.exports = { __esModule: true };
  require.cache[file] = module;
}
