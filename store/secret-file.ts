import { readFileSync } from "node:fs";

/** The trimmed content of a secret's file. Throws naming the file, never its content. */
export function readSecretFile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new Error(
      `cannot read the secret ${path} (${(error as NodeJS.ErrnoException).code}): mount it there`,
    );
  }
  if (!text) throw new Error(`the secret ${path} is empty: write its value into the file`);
  return text;
}

/** The lines of a file of secrets: the first signs, all verify. */
export function readSecretLines(path: string): string[] {
  return readSecretFile(path)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
