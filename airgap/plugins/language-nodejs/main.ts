import sdk from "@pulumi/pulumi/package.json" with { type: "json" };
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { Engine } from "../sdk/engine.ts";
import { serveUntilStopped } from "../sdk/serve.ts";
import { languageHost } from "./host.ts";

const engine = new Engine();
const cancelled = new AbortController();
const host = languageHost({ version: sdk.version, environment: process.env, engine, cancelled });
serveUntilStopped(languageGrpc.LanguageRuntimeService, host, engine, cancelled);
