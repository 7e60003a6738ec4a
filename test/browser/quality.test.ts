/** The play page in each of its states: what hinders people, in every theme; what it weighs; whether it jumps. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { type Stage, startStage } from "./stage.ts";
import { DESKTOP, openChromium, PHONE, Visitor } from "./visitor.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = ["color-contrast"];
const PAGE_BYTES = 60_000;
/** WCAG 1.4.10: a window of 1280 pixels at 400 %. */
const ZOOMED = { width: 320, height: 256 };

let stage: Stage;
let browser: Browser;
before(async () => {
  stage = await startStage();
  browser = await openChromium(stage);
});
after(async () => {
  await browser?.close();
  await stage?.stop();
});

type Axe = { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

async function faults(page: Page, state: string, rules: string[]): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (runOnly) => (globalThis as unknown as { axe: Axe }).axe.run({ runOnly }),
    rules,
  );
  const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
  return [
    ...violations.map(({ id, nodes }) => `${state}: ${id}: ${nodes.map(({ html }) => html.slice(0, 200))}`),
    ...(wide ? [`${state}: wider than the window`] : []),
  ];
}

/** In a fight, with something said: every panel but the party's has something in it. */
async function fighting(viewport: typeof DESKTOP, name: string): Promise<Visitor> {
  const visitor = await Visitor.open(stage, browser, { viewport, bypassCSP: true });
  await visitor.play(name);
  await visitor.types("talk clerk", "Sign on the Left");
  await visitor.types("become fighter", "Class: fighter");
  await visitor.types("say nobody here", "You say");
  await visitor.types("enter first lesson", "Ways: east");
  await visitor.types("east", "Drain Rat");
  await visitor.types("dance", "dance");
  return visitor;
}

/** As the dialog's field does it, without opening it. */
const chooseTheme = (page: Page, theme: string) =>
  page.evaluate(`(() => {
    const field = document.getElementById("set-theme");
    field.value = "${theme}";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  })()`);

/** In each theme; they differ in nothing but colours. */
async function faultsInThemes(visitor: Visitor, state: string, size: string): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ["dark", "contrast", "light"]) {
    await chooseTheme(visitor.page, theme);
    found.push(...(await faults(visitor.page, `${state}, ${theme}`, theme === "light" ? RULES : COLOURS)));
    await visitor.picture(`play-${size}-${theme}-${state.replaceAll(" ", "-")}`);
  }
  return found;
}

describe("the play page", () => {
  for (const [size, viewport] of [
    ["phone", PHONE],
    ["desktop", DESKTOP],
  ] as const)
    it(`hinders nobody on a ${size}, in any theme and state`, async () => {
      const visitor = await fighting(viewport, `Axe_${size}`);
      const { page } = visitor;
      const found = await faultsInThemes(visitor, "in a fight", size);
      await page.getByRole("button", { name: "Settings" }).click();
      found.push(...(await faultsInThemes(visitor, "in the settings", size)));
      await page.keyboard.press("Escape");
      if (size === "phone") {
        await page.getByRole("button", { name: /^Panels/ }).click();
        found.push(...(await faultsInThemes(visitor, "among the panels", size)));
        await page.getByRole("button", { name: /^Panels/ }).click();
      }
      stage.line.barred = /./;
      stage.line.cut();
      await page.getByRole("button", { name: "Try now" }).waitFor();
      found.push(...(await faultsInThemes(visitor, "with a lost line", size)));
      stage.line.barred = null;
      await visitor.reads("The line is back");
      await page.evaluate(`localStorage.setItem("terminusa.settings", '{"plainText":true}')`);
      await visitor.goTo("/play");
      await visitor.types("look", "Drain Rat, 100 percent");
      found.push(...(await faultsInThemes(visitor, "in plain text", size)));
      assert.deepEqual(found, []);
      assert.deepEqual(visitor.complaints, []);
      await visitor.leave();
    });

  it("fits a window of 320 pixels, with words, command line and panels in reach", async () => {
    const visitor = await fighting(ZOOMED, "Zoomed");
    const { page } = visitor;
    assert.deepEqual(await faults(page, "at 400 %", RULES), []);
    for (const part of ["#words", "#line", "#panels-button", "#settings-button"]) {
      const box = await page.locator(part).boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= ZOOMED.width, part);
      assert.ok(box.y >= 0 && box.y + box.height <= ZOOMED.height && box.height >= 24, part);
    }
    await visitor.picture("play-zoomed");
    await visitor.leave();
  });

  it("weighs at most 60 KB before the terminal, and moves nothing once it is drawn", async () => {
    const visitor = await Visitor.open(stage, browser, { viewport: PHONE });
    const { page } = visitor;
    await visitor.play("Light_Lou");
    await page.addInitScript(`
      globalThis.moved = [];
      new PerformanceObserver((list) => {
        for (const { sources } of list.getEntries())
          for (const { node } of sources) globalThis.moved.push(node?.id || node?.className || node?.nodeName);
      }).observe({ type: "layout-shift", buffered: true });
    `);
    await visitor.goTo("/play");
    await visitor.reads("Exits:");
    const bytes = await page.evaluate<number>(`
      [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .filter(({ name }) => !/screen-/.test(name))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)
    `);
    assert.ok(bytes > 10_000 && bytes <= PAGE_BYTES, `${bytes} bytes`);
    assert.deepEqual(await page.evaluate("moved"), []);
    await visitor.leave();
  });
});
