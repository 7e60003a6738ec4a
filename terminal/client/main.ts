#!/usr/bin/env node
import { readOptions } from "./options.ts";
import { run } from "./run.ts";

process.exitCode = await run(readOptions(process.argv.slice(2), process.env), process.env);
// Sockets are closed; a terminal that stays open must not keep the process.
process.exit();
