import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { PATIENCE_MS } from "../patience.ts";
import type { Checkout } from "./checkout.ts";
import { PASSWORD } from "./player.ts";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The distribution's Chromium, headless. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
}

/** Registers `name` on the site as a newcomer would, and returns the page on which the game has begun. */
export async function registerAndPlay(browser: Browser, checkout: Checkout, name: string): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 800 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await openPage(page, `https://localhost:${checkout.ports.httpsPort}/register?next=/play`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: /register/i }).click();
  await page.waitForURL(/\/play/);
  await page.getByText("Exits:").first().waitFor({ timeout: PATIENCE_MS, state: "attached" });
  await screenshot(page, "play");
  if (problems.length > 0) throw new Error(`the page complains: ${problems.join("; ")}`);
  return page;
}

/** Logs `name` in and returns the page at `path`. */
export async function logInTo(
  browser: Browser,
  checkout: Checkout,
  name: string,
  path: string,
): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 800 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const site = `https://localhost:${checkout.ports.httpsPort}`;
  await openPage(page, `${site}/login?next=${encodeURIComponent(path)}`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: /log in/i }).click();
  await page.waitForURL(`${site}${path}`);
  return page;
}

// Chromium drops what it loads whenever a network interface comes or goes, as each new container's does, and its own
// error page then gets in the way of the next try.
async function openPage(page: Page, address: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;)
    try {
      await page.goto(address);
      return;
    } catch (error) {
      const dropped = /ERR_NETWORK_CHANGED|interrupted by another navigation/.test(String(error));
      if (!dropped || performance.now() > end) throw error;
      await page.waitForTimeout(200);
    }
}

/** Keeps a picture in .build/screenshots, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, "../../.build/screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
