import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

const sheet = readFileSync(join(import.meta.dirname, "public/site.css"), "utf8");
const themes = {
  dark: themeAt(":root {"),
  light: themeAt(":root:not([data-theme]) {"),
  contrast: themeAt(':root[data-theme="contrast"] {'),
};

/** The colours of the block that begins with `start`. */
function themeAt(start: string): Record<string, string> {
  const from = sheet.indexOf(start);
  assert.ok(from >= 0, start);
  return coloursOf(sheet.slice(from, sheet.indexOf("}", from)));
}

function coloursOf(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map((match) => [match[1]!, match[2]!]),
  );
}

/** WCAG 2.2's relative luminance. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x! + 0.05) / (y! + 0.05);
}

/** Text needs 4.5, the edges of fields and buttons 3. */
const TEXT = ["text", "quiet", "system", "danger", "gain"].flatMap(
  (name) =>
    [
      [name, "ground", 4.5],
      [name, "raised", 4.5],
    ] as const,
);
const OTHERS = [
  ["on-system", "system", 4.5],
  ["edge", "ground", 3],
  ["edge", "raised", 3],
] as const;

for (const [theme, colours] of Object.entries(themes))
  describe(`the ${theme} theme`, () => {
    for (const [front, back, least] of [...TEXT, ...OTHERS])
      it(`shows ${front} on ${back} at ${least} to 1 or better`, () => {
        const ratio = contrast(colours[front]!, colours[back]!);
        assert.ok(ratio >= least, ratio.toFixed(2));
      });
  });

describe("the themes", () => {
  it("have a colour for all that the others have", () => {
    const names = Object.keys(themes.dark).sort();
    for (const theme of Object.values(themes)) assert.deepEqual(Object.keys(theme).sort(), names);
  });

  it("are the same whether the device or the visitor wants light", () => {
    assert.deepEqual(themeAt(':root[data-theme="light"] {'), themes.light);
  });

  it("have one of strong contrast, at AAA", () => {
    for (const name of ["text", "quiet", "system", "danger", "gain"])
      assert.ok(contrast(themes.contrast[name]!, themes.contrast.ground!) >= 7, name);
  });
});
