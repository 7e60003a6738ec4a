import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { isMap, parseDocument } from "yaml";
import { OperatorError } from "../operator-error.ts";

/** Values by setting; undefined removes one. */
export type Change = Readonly<Record<string, string | undefined>>;

const NAMESPACE = "terminusa:";
const NEW_FILE_MODE = 0o644;

/**
 * Writes settings into a stack's file, which is made when it is missing. Everything else in it stays:
 * comments, order, encrypted values and their salt.
 */
export function writeSettings(file: string, changes: Change): void {
  const there = existsSync(file);
  const text = editSettings(there ? readFileSync(file, "utf8") : "", changes);
  // Renamed into place: a full disk leaves the old file.
  writeFileSync(`${file}.new`, text, { mode: there ? statSync(file).mode : NEW_FILE_MODE });
  renameSync(`${file}.new`, file);
}

/** The text of a stack's file with the changes. Throws OperatorError when it isn't YAML. */
export function editSettings(text: string, changes: Change): string {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault)
    throw new OperatorError(
      "the settings file can't be read",
      fault.message.split("\n")[0]!,
      "mend it by hand",
    );
  const set = Object.entries(changes).some(([, value]) => value !== undefined);
  if (set && !isMap(document.get("config", true))) document.set("config", document.createNode({}));
  for (const [name, value] of Object.entries(changes))
    if (value === undefined) document.deleteIn(["config", NAMESPACE + name]);
    else document.setIn(["config", NAMESPACE + name], value);
  return document.toString({ lineWidth: 0 });
}
