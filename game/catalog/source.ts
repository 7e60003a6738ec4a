/** YAML text and a schema in, checked entries out; every problem is named with file, line and column. */
import { isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type * as z from "zod";

/** Problems of content files; each begins with `file:line:column`. */
export class ContentError extends Error {
  override name = "ContentError";
  readonly problems: string[];
  constructor(problems: string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

export type Path = readonly (string | number)[];

/** One parsed file: its value when it fits the schema, and a way to name a place in it. */
export type Source<T> = {
  value: T | null;
  problems: string[];
  /** `file:line:column: path: message` for what is wrong at `path`. */
  problem(path: Path, message: string): string;
};

/**
 * Reads a file's text. Never throws for what it holds. JSON is YAML too and is read some twenty times as fast, so
 * what is built into an image is JSON; where something stands in a file is only looked for when it is asked.
 */
export function readSource<T>(text: string, file: string, schema: z.ZodType<T>): Source<T> {
  const plain = plainJson(text);
  let located: Located | undefined;
  const inText = () => {
    located ??= locate(text, file);
    return located;
  };
  const problem = (path: Path, message: string) => inText().problem(path, message);
  if (plain === undefined && inText().problems.length > 0)
    return { value: null, problems: inText().problems, problem };
  const result = schema.safeParse(plain ?? inText().document.toJS());
  if (result.success) return { value: result.data, problems: [], problem };
  const problems = result.error.issues.map((issue) => problem(issue.path as Path, issue.message));
  return { value: null, problems, problem };
}

type Located = { document: ReturnType<typeof parseDocument> } & Pick<Source<never>, "problems" | "problem">;

function locate(text: string, file: string): Located {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const problem = (path: Path, message: string) =>
    `${at(offsetOf(document.contents, path))}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${message}`;
  const problems = document.errors.map((error) => `${at(error.pos[0])}: ${firstLine(error.message)}`);
  return { document, problem, problems };
}

/** Undefined for what is no JSON. */
function plainJson(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Where the value at `path` begins; for a key that is missing, where its map begins. */
function offsetOf(root: unknown, path: Path): number {
  let node = root as Node | null | undefined;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (!isMap(node) && !isSeq(node)) break;
    node = node.get(step, true) as Node | undefined;
    if (!node) break;
    offset = node.range?.[0] ?? offset;
  }
  return offset;
}

const firstLine = (message: string) => message.split("\n")[0] ?? message;
