/** Writes keys.ts, by which TypeScript knows every text and what it needs: `npm run texts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Catalogue } from "./catalogue.ts";
import { needsOf } from "./message.ts";
import { englishIn } from "./texts.ts";

const KINDS = { plain: "Plain", number: "number", date: "number | Date" };

/** The whole file. */
export function keysSource(english: Catalogue): string {
  const lines = [...english].map(([key, message]) => {
    const values = [...needsOf(message).values].map(([name, kind]) => `${name}: ${KINDS[kind]}`);
    return `  "${key}": ${values.length === 0 ? "null" : `{ ${values.join("; ")} }`};`;
  });
  return [
    "// biome-ignore-all format: written by `npm run texts` from app/texts/en/.",
    "",
    "type Plain = string | number | readonly string[];",
    "",
    "/** Every text by its key, with the values that it is filled with. */",
    "export type TextValues = {",
    ...lines.sort(),
    "};",
    "",
    "export type TextKey = keyof TextValues;",
    "",
  ].join("\n");
}

if (import.meta.main)
  writeFileSync(join(import.meta.dirname, "keys.ts"), keysSource(englishIn(import.meta.dirname)));
