/** What the site's sources say, for tests: the strings in its code, the calls that say a text, the words between tags. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Eta } from "eta";
import ts from "typescript";

export const APP = join(import.meta.dirname, "..");
const ROOT = join(APP, "..");
const VIEWS = join(APP, "views");

export type Source = { name: string; tree: ts.SourceFile };
/** A string of the code; with `${…}` in it `parts` are what is around those. */
export type Literal = { parts: string[]; node: ts.Node };
/** `t("key", { name })`: the keys it may say, and the names of what it is given; null where a test can't see them. */
export type Call = { keys: string[]; values: string[] | null; tags: string[] | null; rich: boolean };

export function viewNames(): string[] {
  return readdirSync(VIEWS)
    .filter((name) => name.endsWith(".eta"))
    .sort();
}

export const viewText = (name: string) => readFileSync(join(VIEWS, name), "utf8");

/** A view's code, as eta makes it. */
export function viewSource(name: string): Source {
  const code = new Eta().compileToString(viewText(name));
  return {
    name,
    tree: ts.createSourceFile(name, `function view(it, options) {${code}}`, ts.ScriptTarget.Latest, true),
  };
}

/** The TypeScript of a folder of the project, tests apart. */
export function codeOf(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !/(\.test|(^|\/)(testbed|test-)[\w-]*)\.ts$/.test(path))
    .map((path) => join(ROOT, folder, path))
    .filter((path) => path !== join(APP, "texts/keys.ts"))
    .sort()
    .map((path) => ({
      name: relative(ROOT, path),
      tree: ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true),
    }));
}

export function literalsIn({ tree }: Source): Literal[] {
  const found: Literal[] = [];
  visit(tree, (node) => {
    if (ts.isStringLiteralLike(node)) found.push({ parts: [node.text], node });
    if (ts.isTemplateExpression(node))
      found.push({ parts: [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)], node });
  });
  return found;
}

export function callsIn({ tree }: Source): Call[] {
  const calls: Call[] = [];
  visit(tree, (node) => {
    if (!ts.isCallExpression(node)) return;
    const name = ts.isPropertyAccessExpression(node.expression)
      ? node.expression.name.text
      : node.expression.getText();
    if (!["t", "rich", "text"].includes(name)) return;
    const [key, values, tags] = node.arguments;
    const keys = key ? stringsOf(key) : [];
    if (keys.some((one) => /^[a-z-]+\.[a-z0-9-]+$/.test(one)))
      calls.push({ keys, values: namesIn(values), tags: namesIn(tags), rich: name === "rich" });
  });
  return calls;
}

/** Text between a view's tags and what its human attributes say, `<% %>` taken out; commands are not counted. */
export function wordsBetweenTags(view: string): string[] {
  const html = new Eta()
    .parse(view)
    .map((part) => (typeof part === "string" ? part.replace(/\\n/g, "\n").replace(/\\'/g, "'") : "\u0001"))
    .join("");
  const attributes = [
    ...html.matchAll(/\s(?:aria-label|title|placeholder|alt|description" content)="([^"]*)"/g),
  ];
  const text = html
    .replace(/<(script|code|kbd|pre)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]*>/g, "\n")
    .replace(/&\w+;/g, " ");
  return [...text.split("\n"), ...attributes.map(([, value = ""]) => value)]
    .map((one) => one.trim())
    .filter(Boolean);
}

function stringsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return stringsOf(node.expression);
  if (ts.isConditionalExpression(node)) return [...stringsOf(node.whenTrue), ...stringsOf(node.whenFalse)];
  return [];
}

function namesIn(node: ts.Expression | undefined): string[] | null {
  if (!node) return [];
  if (!ts.isObjectLiteralExpression(node)) return null;
  const names = node.properties.map(({ name }) => (name && ts.isIdentifier(name) ? name.text : null));
  return names.every((name) => name !== null) ? names : null;
}

function visit(node: ts.Node, each: (node: ts.Node) => void): void {
  each(node);
  node.forEachChild((child) => visit(child, each));
}
