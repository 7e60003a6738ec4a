/** The game by keyboard alone: nothing here ever points at anything. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { PASSWORD } from "../../app/testbed.ts";
import { type Stage, startStage } from "./stage.ts";
import { openChromium, SITE, Visitor } from "./visitor.ts";

/** More stops than any page has: a Tab key that never gets there is caught in a trap. */
const MOST_STOPS = 150;
/** Rounds and ways of the first gate: far more than the unluckiest needs, since nobody stays down there. */
const MOST_STEPS = 200;
const NAME = "Keyboard_Kim";

let stage: Stage;
let browser: Browser;
let kim: Visitor;
let page: Page;
before(async () => {
  stage = await startStage();
  browser = await openChromium(stage);
  kim = await Visitor.open(stage, browser);
  page = kim.page;
});
after(async () => {
  await browser?.close();
  await stage?.stop();
});

type Stop = { name: string; visible: boolean; covered: boolean; outlined: boolean };

/** What has the keyboard, by the name that it is read by, and whether its reader can see that. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(...middle);
  const spoken = (label) => [...label.childNodes].filter((part) => part.ariaHidden !== "true").map((part) => part.textContent);
  const labels = [...(element.labels ?? [])].flatMap(spoken);
  const name = element.getAttribute("aria-label") || labels.join(" ") || element.textContent || element.id;
  return {
    name: name.trim().replace(/\\s+/g, " "),
    visible: box.width > 1 && box.height > 1 && middle[0] >= 0 && middle[0] <= innerWidth && middle[1] >= 0 && middle[1] <= innerHeight,
    covered: !(top && (element.contains(top) || top.contains(element))),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
})()`;
const focused = () => page.evaluate<Stop | null>(FOCUSED);

/** Presses Tab until `name` has the keyboard; every stop on the way must be seen. */
async function tabTo(name: string | RegExp, key = "Tab"): Promise<void> {
  const stops: string[] = [];
  for (let count = 0; count < MOST_STOPS; count++) {
    await page.keyboard.press(key);
    const stop = await focused();
    if (!stop) continue;
    stops.push(stop.name);
    assert.ok(stop.visible, `"${stop.name}" has the keyboard and is not in sight`);
    assert.ok(!stop.covered, `"${stop.name}" has the keyboard and is covered`);
    assert.ok(stop.outlined, `"${stop.name}" has the keyboard and no outline`);
    if (typeof name === "string" ? stop.name === name : name.test(stop.name)) return;
  }
  assert.fail(`Tab never came to ${name}: ${stops.join(" | ")}`);
}

async function typeLine(line: string, answer: string): Promise<void> {
  const before = await kim.count(answer);
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
  await kim.until(async () => (await kim.count(answer)) > before, `"${answer}" after "${line}"`);
}

describe("by keyboard alone", () => {
  it("one registers, from the home page on", async () => {
    await kim.goTo("/");
    await page.keyboard.press("Tab");
    assert.equal((await focused())?.name, "Skip to the content");
    await tabTo("Register");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/register/);
    await tabTo(/^Name/);
    await page.keyboard.type(NAME);
    await tabTo(/^Password/);
    await page.keyboard.insertText(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/play/);
    await kim.reads("Exits:");
    assert.equal((await focused())?.name, "Command");
  });

  it("one plays the first gate to its end", async () => {
    await typeLine("talk clerk", "Sign on the Left");
    await typeLine("become fighter", "Class: fighter");
    await typeLine("enter first lesson", "Ways: east");
    for (let step = 0; step < MOST_STEPS && (await kim.count("cleared")) === 0; step++) await oneStep();
    assert.ok((await kim.count("cleared")) > 0, await page.locator("#log").innerText());
  });

  it("one goes round the whole page, into every panel, and back to the command line", async () => {
    await tabTo("Skip to the command line");
    await tabTo("Settings");
    await tabTo("Command");
    await tabTo("Settings", "Shift+Tab");
    await tabTo("Command");
    await page.keyboard.press("PageUp");
    await page.keyboard.press("PageDown");
    assert.equal((await focused())?.name, "Command");
  });

  it("one speaks through a chat tab", async () => {
    await typeLine("global is anyone there", "[global]");
    await tabTo(/^All/);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.equal((await focused())?.name, "Global");
    await tabTo("Say in Global");
    await page.keyboard.type("somebody must be");
    await page.keyboard.press("Enter");
    await kim.reads("[global] Keyboard_Kim: somebody must be");
  });

  it("one changes settings, and the dialog gives the keyboard back", async () => {
    await tabTo("Settings");
    await page.keyboard.press("Enter");
    await tabTo("Size of the words");
    await page.keyboard.press("ArrowDown");
    await tabTo("Map");
    await page.keyboard.press("Space");
    await tabTo("Done");
    await page.keyboard.press("Escape");
    assert.equal((await focused())?.name, "Settings");
    assert.equal(await page.locator("body.hide-map").count(), 1);
    await tabTo("Panels", "Shift+Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#panels").isVisible(), false);
    await page.keyboard.press("Enter");
  });

  it("one sells on the market, and logs out", async () => {
    await kim.goTo("/market/sell");
    await tabTo(/Life Draught|Sell/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/market\/sell\/\d+/);
    await tabTo(/how many|amount|number/i);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("1");
    await tabTo(/price|crystals/i);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("9");
    await page.keyboard.press("Enter");
    await page
      .getByText(/Listed|on the market|stall/i)
      .first()
      .waitFor();
    await tabTo("Log out");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${SITE}/?notice=logged-out`);
  });

  it("one logs in again and changes the colours", async () => {
    await tabTo("Log in");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/login/);
    await tabTo("Name");
    await page.keyboard.type(NAME);
    await tabTo("Password");
    await page.keyboard.insertText(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/play/);
    await page.getByText("Connected.").waitFor();
    await kim.goTo("/archive");
    await tabTo("light");
    await page.keyboard.press("Enter");
    await page.locator('html[data-theme="light"]').waitFor();
    assert.deepEqual(kim.complaints, []);
  });
});

/** What a beginner would type next, by what the panels show. */
async function oneStep(): Promise<void> {
  const target = page.locator('[data-panel="target"]');
  const before = await page.locator("#log p").count();
  if (await target.isVisible()) {
    const tell = await target.innerText();
    await page.keyboard.type(/gather|breath|coil|rears|heavy|back|still/i.test(tell) ? "guard" : "strike");
  } else
    await page.keyboard.type(
      /west/.test(await lastWays()) && !/east/.test(await lastWays()) ? "descend" : "east",
    );
  await page.keyboard.press("Enter");
  await kim.until(async () => (await page.locator("#log p").count()) >= before + 2, "an answer");
}

const lastWays = () => page.locator('[data-panel="room"]').innerText();
