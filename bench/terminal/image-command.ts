import { readFileSync } from "node:fs";
import { join } from "node:path";

const DOCKERFILE = join(import.meta.dirname, "../../terminal/Dockerfile");

/** What the terminal server's image starts: `node`, its arguments, `main.js`. Throws when the Dockerfile says otherwise. */
export function imageCommand(): string[] {
  const [, list] = /^CMD (\[.*\])$/m.exec(readFileSync(DOCKERFILE, "utf8")) ?? [];
  const command: unknown = list === undefined ? null : JSON.parse(list);
  if (!isWords(command) || command[0] !== "node" || command.at(-1) !== "main.js")
    throw new Error(`the bench expects CMD ["node", …, "main.js"] in ${DOCKERFILE}`);
  return command;
}

const isWords = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((word) => typeof word === "string");
