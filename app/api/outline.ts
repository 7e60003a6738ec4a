/** The document as a page reads it: operations under their headings, fields with their types in a few words. */
import type { ApiDocument, Described, Schema } from "./document.ts";

export type Field = { name: string; type: string; about: string };
export type Outlined = {
  id: string;
  method: string;
  path: string;
  summary: string;
  details: string;
  scope: string | null;
  needsToken: boolean;
  asks: Field[];
  sends: Field[];
  answers: Field[];
  /** The answer is a list of these. */
  isList: boolean;
};
export type Outline = { name: string; about: string; operations: Outlined[] }[];

export function outlineOf(document: ApiDocument): Outline {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, described })),
  );
  return document.tags.map(({ name, description }) => ({
    name,
    about: description,
    operations: all
      .filter(({ described }) => described.tags.includes(name))
      .map(({ path, method, described }) => outlined(document, method, path, described)),
  }));
}

function outlined(document: ApiDocument, method: string, path: string, described: Described): Outlined {
  const [need] = described.security;
  const answer = answerOf(document, described);
  const sent = described.requestBody?.content["application/json"].schema;
  return {
    id: described.operationId,
    ...{ method: method.toUpperCase(), path: document.servers[0]?.url + path },
    ...{ summary: described.summary, details: described.description ?? "" },
    scope: need?.token?.[0] ?? null,
    needsToken: need !== undefined,
    asks: described.parameters.map(({ name, schema, description = "", required }) => ({
      ...{ name, type: typeOf(schema) + (required ? "" : ", optional"), about: description },
    })),
    sends: sent ? fieldsOf(document, sent) : [],
    ...answer,
  };
}

function answerOf(document: ApiDocument, { responses }: Described): Pick<Outlined, "answers" | "isList"> {
  const schema = (responses["200"] ?? responses["201"])?.content?.["application/json"]?.schema;
  if (!schema) return { answers: [], isList: false };
  const { data, next } = propertiesOf(resolved(document, schema));
  const row = data?.items as Schema | undefined;
  if (next && row) return { answers: fieldsOf(document, row), isList: true };
  return { answers: fieldsOf(document, schema), isList: false };
}

/** The fields of an object, or those of all that it may be. */
function fieldsOf(document: ApiDocument, schema: Schema): Field[] {
  const whole = resolved(document, schema);
  const variants = (whole.oneOf ?? whole.anyOf) as Schema[] | undefined;
  const fields = (variants ?? [whole]).flatMap((variant) =>
    Object.entries(propertiesOf(resolved(document, variant))).map(([name, field]) => ({
      ...{ name, type: typeOf(field), about: String(field.description ?? "") },
    })),
  );
  const known = new Map<string, Field>();
  for (const field of fields) {
    const { name, type, about } = known.get(field.name) ?? field;
    const both = type === field.type ? type : `${type}, ${field.type}`;
    known.set(field.name, { name, type: both, about });
  }
  return [...known.values()];
}

function resolved({ components }: ApiDocument, schema: Schema): Schema {
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema.$ref))?.[1];
  return name === undefined ? schema : (components.schemas[name] ?? schema);
}

const propertiesOf = ({ properties = {} }: Schema) => properties as Record<string, Schema>;

const SHOWN_WORDS = 8;

/** "integer or null", "list of Beast", "E, D, C, …" */
function typeOf(schema: Schema): string {
  const { $ref, type, items, anyOf, oneOf, format, const: only } = schema;
  if (typeof $ref === "string") return $ref.split("/").at(-1) ?? "";
  if (only !== undefined) return `"${only}"`;
  if (Array.isArray(schema.enum)) return wordsOf(schema.enum);
  const several = (anyOf ?? oneOf) as Schema[] | undefined;
  if (several) return several.map(typeOf).join(" or ");
  if (type === "array") return `list of ${items ? typeOf(items as Schema) : "anything"}`;
  const plain = Array.isArray(type) ? type.join(" or ") : String(type ?? "anything");
  return format === "date-time" ? plain.replace("string", "time") : plain;
}

function wordsOf(words: readonly unknown[]): string {
  const shown = words.slice(0, SHOWN_WORDS).map((word) => (word === null ? "null" : String(word)));
  return `${shown.join(", ")}${words.length > SHOWN_WORDS ? ", …" : ""}`;
}
