/** The OpenAPI 3.1 document, made of the same operations and schemas that the router answers by. */
import * as z from "zod";
import { SCOPE_WORDS, SCOPES } from "../../store/scopes.ts";
import { problemSchema } from "./fields.ts";
import { BASE, isPublic, type Operation, TAGS } from "./operation.ts";

export type Schema = { [key: string]: unknown };
export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: Schema;
};
export type Described = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { required: true; content: { "application/json": { schema: Schema } } };
  responses: Record<
    string,
    { description: string; headers?: Schema; content?: Record<string, { schema: Schema }> }
  >;
};
export type ApiDocument = {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string; license: Schema };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema>; headers: Schema; securitySchemes: Schema };
};

const ABOUT =
  "Everything that the site tells, for programs. Answers are JSON; new fields may come, so leave alone what you don't " +
  "know. What is refused is problem+json with a request id. Lists have `data` and `next`, the address of the next page. " +
  "Public data may be read from anywhere, by web pages too; your own by a personal token, made at /account/tokens. " +
  "ETags are weak and hold as long as the content does: send If-None-Match and get 304. Requests are counted by token, " +
  "or by address without one; RateLimit tells what is left.";

export function apiDocument(operations: readonly Operation[], version: string): ApiDocument {
  const schemas: Record<string, Schema> = {};
  const paths: ApiDocument["paths"] = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    path[operation.method] = described(operation, schemas);
    paths[operation.path] = path;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Terminusa Online",
      version,
      description: ABOUT,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: BASE }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas, headers: HEADERS, securitySchemes: SECURITY },
  };
}

function described(operation: Operation, schemas: Record<string, Schema>): Described {
  const { id, tag, summary, details, scope, params, query, body, keyed } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(details && { description: details }),
    security: scope ? [{ token: [scope] }] : id === "logOut" ? [{ token: [] }] : [],
    parameters: [
      ...parametersOf(params, "path", schemas),
      ...parametersOf(query, "query", schemas),
      ...(keyed ? [KEY] : []),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: jsonSchema(body, "input", schemas) } },
      },
    }),
    responses: { ...answerOf(operation, schemas), ...refusalsOf(operation, schemas) },
  };
}

function answerOf(operation: Operation, schemas: Record<string, Schema>): Described["responses"] {
  const { answer, status = 200, method } = operation;
  if (!answer) return { 204: { description: "Done.", headers: headersOf(operation, []) } };
  const schema = jsonSchema(answer, "output", schemas);
  const cached = method === "get" ? ["ETag", "Cache-Control"] : [];
  const isList = "next" in ((schema.properties ?? {}) as object);
  return {
    [status]: {
      description: "As asked.",
      headers: headersOf(operation, [...cached, ...(isList ? ["Link"] : [])]),
      content: { "application/json": { schema } },
    },
    ...(method === "get" && {
      304: { description: "Nothing has changed since that ETag.", headers: headersOf(operation, cached) },
    }),
  };
}

/** What anything may be refused with, and what this one may beside. */
function refusalsOf(operation: Operation, schemas: Record<string, Schema>): Described["responses"] {
  const { scope, body, query, keyed, params, refusals = [] } = operation;
  const statuses = new Set<number>([
    ...refusals,
    ...(scope ? [401, 403] : []),
    ...(isPublic(operation) ? [401] : []),
    ...(params ? [404] : []),
    ...(body ? [400, 413, 415] : []),
    ...(body || query || keyed || isPublic(operation) || scope ? [422] : []),
    ...[429, 503],
  ]);
  const schema = jsonSchema(problemSchema, "output", schemas);
  return Object.fromEntries(
    [...statuses].sort().map((status) => [
      String(status),
      {
        description: REFUSED[status] ?? "Refused.",
        ...(status === 429 && { headers: { "Retry-After": { $ref: "#/components/headers/Retry-After" } } }),
        content: { "application/problem+json": { schema } },
      },
    ]),
  );
}

function headersOf(operation: Operation, names: readonly string[]): Schema {
  const counted = operation.unlimited ? [] : ["RateLimit", "RateLimit-Policy"];
  const anywhere = isPublic(operation) ? ["Access-Control-Allow-Origin"] : [];
  return Object.fromEntries(
    [...names, ...counted, ...anywhere].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
}

function parametersOf(
  schema: z.ZodType | undefined,
  place: "path" | "query",
  schemas: Record<string, Schema>,
): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, "input", schemas) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(typeof description === "string" && { description }),
    schema: rest,
  }));
}

/** The schema as OpenAPI has it; named ones go into `schemas`, and a reference stands for them. */
function jsonSchema(schema: z.ZodType, io: "input" | "output", schemas: Record<string, Schema>): Schema {
  const text = JSON.stringify(z.toJSONSchema(schema, { io, override: plain }));
  const { $schema: _, $defs, ...own } = JSON.parse(text.replaceAll("#/$defs/", "#/components/schemas/"));
  Object.assign(schemas, $defs);
  return own;
}

/** Fields may be added later; a time's pattern and the greatest whole number that JavaScript knows tell nobody anything. */
function plain({ jsonSchema: made }: { jsonSchema: Schema }): void {
  if (made.format === "date-time") delete made.pattern;
  if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum;
  if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum;
  if (made.additionalProperties === false) delete made.additionalProperties;
  delete made.id;
}

const REFUSED: Record<number, string> = {
  400: "The request was garbled.",
  401: "No token, or one that is not good.",
  403: "Not with this token, or not now.",
  404: "No such thing.",
  409: "The game's rules, or what happened meanwhile, don't let it be: `detail` says why.",
  413: "The body is too large.",
  415: "The body is not application/json.",
  422: "A field or parameter can't be used: `errors` says which and why.",
  429: "Too many requests: go on after Retry-After seconds.",
  503: "The records can't be reached. Try again after Retry-After seconds.",
};

const text = (description: string) => ({ description, schema: { type: "string" } });
const HEADERS = {
  ETag: text("A weak validator of the content."),
  "Cache-Control": text("How long caches may keep it."),
  Link: { ...text('The next page, with rel="next"; absent on the last.'), required: false },
  RateLimit: text('What is left: `"token";r=299;t=60` are 299 requests, counted anew in 60 seconds.'),
  "RateLimit-Policy": text('The limit: `"token";q=300;w=60` are 300 requests in 60 seconds.'),
  "Retry-After": { description: "Seconds.", schema: { type: "string", pattern: "^\\d+$" } },
  "Access-Control-Allow-Origin": { description: "Any.", schema: { const: "*" } },
};
const SECURITY = {
  token: {
    type: "http",
    scheme: "bearer",
    description: `A personal token, made at /account/tokens with any of these scopes: ${SCOPES.map((scope) => `${scope} (${SCOPE_WORDS[scope]})`).join(", ")}.`,
  },
};
const KEY: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  description:
    "Chosen by you, another one for each order. The same order under the same key is done once, and answered alike.",
  schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
};
