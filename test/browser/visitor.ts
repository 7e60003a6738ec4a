import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { HOST, Browser as SiteBrowser } from "../../app/testbed.ts";
import { PATIENCE_MS } from "../patience.ts";
import type { Stage } from "./stage.ts";

export const SITE = `https://${HOST}`;
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
/** Lines that tests cut; and what Chromium drops whenever a network interface comes or goes, as a container's does. */
const NO_COMPLAINTS = /^WebSocket connection|ERR_NETWORK_CHANGED/;
const SCREENSHOTS = join(import.meta.dirname, "../../.build/screenshots");

/** The distribution's Chromium, headless, which finds the stage under the site's name. */
export function openChromium({ port }: Stage): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", `--host-resolver-rules=MAP ${HOST}:443 127.0.0.1:${port}`],
  });
}

/** Each comes from an address of its own, as registrations from one are few. */
let addresses = 0;

/** One person in a browser of their own. */
export class Visitor {
  readonly page: Page;
  /** What the page complained of in its console. A line that was cut on purpose is no complaint. */
  readonly complaints: string[] = [];

  readonly #stage: Stage;

  private constructor(stage: Stage, page: Page) {
    this.#stage = stage;
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    // A page without its script is none; goTo sees to pages themselves.
    page.on("requestfailed", (request) => {
      const dropped = /ERR_NETWORK_CHANGED/.test(request.failure()?.errorText ?? "");
      if (dropped && /script|stylesheet/.test(request.resourceType())) page.reload().catch(() => undefined);
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !NO_COMPLAINTS.test(message.text()))
        this.complaints.push(message.text());
    });
  }

  static async open(stage: Stage, browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: DESKTOP, ...options });
    return new Visitor(stage, await context.newPage());
  }

  /** Another window of the same browser. */
  async another(): Promise<Visitor> {
    return new Visitor(this.#stage, await this.page.context().newPage());
  }

  /** Opens a page, again if Chromium dropped it. */
  async goTo(path: string): Promise<void> {
    for (let tries = 0; ; tries++)
      try {
        await this.page.goto(SITE + path);
        return;
      } catch (error) {
        if (tries > 20 || !/ERR_NETWORK_CHANGED|interrupted by another/.test(String(error))) throw error;
        await this.page.waitForTimeout(200);
      }
  }

  /** Registers, as another program would, and is in the game. */
  async play(name: string): Promise<this> {
    const account = new SiteBrowser(this.#stage.bed.url, `198.51.100.${++addresses % 250}`);
    await account.register(name);
    const [cookie = "", value = ""] = account.cookie?.split(/=(.*)/) ?? [];
    await this.page
      .context()
      .addCookies([{ name: cookie, value, url: SITE, secure: true, httpOnly: true, sameSite: "Lax" }]);
    await this.goTo("/play");
    await this.reads("Exits:");
    return this;
  }

  /** Types a line and waits until the words have `answer`. */
  async types(line: string, answer: string): Promise<void> {
    const before = await this.count(answer);
    await this.page.locator("#line").fill(line);
    await this.page.locator("#line").press("Enter");
    await this.until(async () => (await this.count(answer)) > before, `"${answer}" after "${line}"`);
  }

  /** Waits until the words of the game have `text`. */
  reads(text: string): Promise<void> {
    return this.page.locator("#log p").filter({ hasText: text }).first().waitFor({ state: "attached" });
  }

  /** In how many paragraphs of the game's words `text` is. */
  count(text: string): Promise<number> {
    return this.page.locator("#log p").filter({ hasText: text }).count();
  }

  async until(isSo: () => Promise<boolean>, what: string): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`not so in time: ${what}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Keeps a picture in .build/screenshots, for people to look at. */
  async picture(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}
