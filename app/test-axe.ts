/** Pages in a real browser, as a phone and a desktop show them, and what hinders people there. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const SIZES = {
  /** WCAG 1.4.10: a window of 1280 pixels at 400 %. */
  narrow: { width: 320, height: 640 },
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
};
/** The themes differ in nothing but colours. */
export const RULES = {
  light: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  dark: ["color-contrast"],
};

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

/** A page of a visitor behind Nginx; `cookie` is of one who is logged in. */
export async function openPage(
  browser: Browser,
  size: keyof typeof SIZES,
  colorScheme: "light" | "dark",
  cookie?: string,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme,
    // The test's own script is no part of the page.
    bypassCSP: true,
    extraHTTPHeaders: {
      "x-forwarded-proto": "https",
      "x-forwarded-for": "203.0.113.9",
      ...(cookie !== undefined && { cookie }),
    },
  });
  return context.newPage();
}

type Axe = { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

/** What axe finds at that address, one line each, and what else a page must not do. `open` shows what is folded. */
export async function faults(
  page: Page,
  address: string,
  rules: string[],
  { open = false }: { open?: boolean } = {},
): Promise<string[]> {
  const answer = await page.goto(address);
  const path = new URL(address).pathname;
  if (open)
    await page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true");
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (runOnly) => (globalThis as unknown as { axe: Axe }).axe.run({ runOnly }),
    rules,
  );
  const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
  return [
    ...((answer?.status() ?? 500) >= 500 ? [`${path}: status ${answer?.status()}`] : []),
    ...violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0]?.html.slice(0, 200)}`),
    ...(wide ? [`${path}: wider than the window`] : []),
  ];
}
