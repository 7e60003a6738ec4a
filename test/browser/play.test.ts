/** The page where the game is played, in a real browser on real servers: what is promised of it, one by one. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { type Stage, startStage } from "./stage.ts";
import { DESKTOP, openChromium, PHONE, Visitor } from "./visitor.ts";

let stage: Stage;
let browser: Browser;
let visitors: Visitor[] = [];
before(async () => {
  stage = await startStage();
  browser = await openChromium(stage);
});
after(async () => {
  await browser?.close();
  await stage?.stop();
});
afterEach(async () => {
  stage.line.barred = null;
  const complaints = visitors.flatMap((visitor) => visitor.complaints);
  for (const visitor of visitors) await visitor.leave();
  visitors = [];
  assert.deepEqual(complaints, []);
});

let count = 0;
async function player(options: Parameters<typeof Visitor.open>[2] = {}): Promise<Visitor & { name: string }> {
  const visitor = await Visitor.open(stage, browser, options);
  visitors.push(visitor);
  const name = `Hunter_${String.fromCharCode(97 + count++)}`;
  return Object.assign(await visitor.play(name), { name });
}
const panel = ({ page }: Visitor, kind: string) => page.locator(`[data-panel="${kind}"]`);

describe("the panels", () => {
  it("tell the place, the hunter, the quest and the things, and a click on a way goes there", async () => {
    const mara = await player();
    await mara.types("talk clerk", "Sign on the Left");
    await mara.types("become fighter", "Class: fighter");
    assert.match(await panel(mara, "vitals").innerText(), /Level 1 fighter[\s\S]*Health[\s\S]*160 \/ 160/);
    assert.match(await panel(mara, "quests").innerText(), /Sign on the Left\s+0\/1/);
    assert.match(await panel(mara, "things").innerText(), /Rusted Sword/);
    assert.match(await panel(mara, "room").innerText(), /Association Hall[\s\S]*oh/);
    await panel(mara, "room").getByRole("button", { name: "street" }).click();
    await panel(mara, "room").getByText("Lantern Street", { exact: true }).waitFor();
    await mara.picture("play-desktop");
  });

  it("draw the gate's map and what stands in front of the hunter, with buttons to fight", async () => {
    const mara = await player({ viewport: PHONE, hasTouch: true, isMobile: true });
    await mara.types("become fighter", "Class: fighter");
    await mara.types("enter first lesson", "Ways: east");
    await mara.types("east", "Drain Rat");
    assert.match(await panel(mara, "target").innerText(), /Drain Rat[\s\S]*100%/);
    await mara.page
      .getByRole("group", { name: "What you can do" })
      .getByRole("button", { name: "strike" })
      .tap();
    await mara.until(async () => !/100%/.test(await panel(mara, "target").innerText()), "a wounded rat");
    await mara.picture("play-phone-fight");
    await mara.page.getByRole("button", { name: /^Panels/ }).tap();
    await panel(mara, "map")
      .getByRole("img", { name: /Map of First Lesson/ })
      .waitFor();
    await mara.picture("play-phone-panels");
  });

  it("sort what is said into tabs, count what was not seen, and answer there", async () => {
    const [mara, jun] = [await player(), await player({ viewport: PHONE })];
    await mara.types(`tell ${jun.name} meet me at the board`, "You tell");
    await jun.reads("meet me at the board");
    const opener = jun.page.getByRole("button", { name: /^Panels/ });
    assert.match(await opener.innerText(), /1 new/);
    await opener.click();
    assert.doesNotMatch(await opener.innerText(), /new/);
    await jun.page.getByRole("tab", { name: "Whispers" }).click();
    await jun.page.getByRole("textbox", { name: "Say in Whispers" }).fill("on my way");
    await jun.page.getByRole("textbox", { name: "Say in Whispers" }).press("Enter");
    await mara.reads("on my way");
    await mara.page.getByRole("tab", { name: /Whispers/ }).click();
    const list = await mara.page.getByRole("tabpanel").innerText();
    assert.match(list, /meet me at the board[\s\S]*on my way/);
  });
});

describe("the command line", () => {
  it("remembers what was typed and completes what is begun", async () => {
    const { page } = await player();
    const input = page.locator("#line");
    await input.fill("who");
    await input.press("Enter");
    await input.press("ArrowUp");
    assert.equal(await input.inputValue(), "who");
    await input.fill("invent");
    await input.press("Tab");
    assert.equal(await input.inputValue(), "inventory ");
    await input.press("Escape");
    assert.equal(await input.inputValue(), "");
  });

  it("takes a command that is clicked in the words, and leaves the sending to the player", async () => {
    const mara = await player();
    await clickInTerminal(mara, /Exits: /, "clinic");
    assert.equal(await mara.page.locator("#line").inputValue(), "go clinic");
    assert.equal(await mara.count("> go clinic"), 0);
    const other = await player();
    await other.types("say press here: quit", "You say");
    await mara.reads("press here: quit");
    await clickInTerminal(mara, /press here/, "quit");
    assert.equal(await mara.page.locator("#line").inputValue(), "go clinic");
  });
});

/** Clicks on `word` in the newest line of the terminal that fits. */
async function clickInTerminal({ page }: Visitor, line: RegExp, word: string): Promise<void> {
  const row = page.locator(".xterm-rows > div").filter({ hasText: line }).last();
  const text = (await row.textContent()) ?? "";
  const box = await row.boundingBox();
  const cell = await page.evaluate<number>(`(() => {
    const probe = document.querySelector(".xterm-char-measure-element");
    return probe.getBoundingClientRect().width / probe.textContent.length;
  })()`);
  assert.ok(box && cell > 0);
  const at = box.x + cell * (text.indexOf(word) + word.length / 2);
  // A link is one once the pointer has come to it.
  await page.mouse.move(at - 1, box.y + box.height / 2);
  await page.mouse.move(at, box.y + box.height / 2);
  await page.mouse.click(at, box.y + box.height / 2);
}

describe("the settings", () => {
  it("are kept by the browser: size, font, panels, colours", async () => {
    const mara = await player({ colorScheme: "dark" });
    const { page } = mara;
    // The words are drawn a moment after they are there, and a first short line says nothing of the width.
    await mara.until(async () => (await columns(mara)) > 60, "words over the whole width");
    const usual = await columns(mara);
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("Size of the words").selectOption("24");
    await page.getByLabel("Colours").selectOption("light");
    await page.getByRole("checkbox", { name: "Chat" }).uncheck();
    await page.getByLabel("Font of the words").selectOption("own");
    await page.getByLabel("Its name").fill("Courier");
    await page.getByRole("button", { name: "Done" }).click();
    await mara.until(async () => isFewer(await columns(mara), usual), "fewer columns");
    await mara.goTo("/play");
    await mara.reads("Exits:");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
    assert.equal(await panel(mara, "chat").isVisible(), false);
    assert.equal(await panel(mara, "vitals").isVisible(), true);
    await mara.until(async () => isFewer(await columns(mara), usual), "fewer columns after a reload");
    await mara.goTo("/help");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
  });

  it("have the sound off until it is turned on, and then it sounds", async () => {
    const [mara, jun] = [await player(), await player()];
    await countTones(mara);
    await jun.types(`tell ${mara.name} first`, "You tell");
    await mara.reads("tells you: first");
    assert.equal(await tones(mara), 0);
    await mara.page.getByRole("button", { name: "Settings" }).click();
    await mara.page.getByLabel(/^Sound/).check();
    await mara.page.getByRole("button", { name: "Done" }).click();
    await jun.types(`tell ${mara.name} second`, "You tell");
    await mara.reads("tells you: second");
    await mara.until(async () => (await tones(mara)) > 0, "a tone");
  });
});

/** Some, and not so many. */
const isFewer = (columns: number, usual: number) => columns > 0 && columns < usual;

/** The length of the widest line that is shown. */
const columns = ({ page }: Visitor) =>
  page.evaluate<number>(
    `Math.max(...[...document.querySelectorAll(".xterm-rows > div")].map((row) => row.textContent.trimEnd().length))`,
  );

const countTones = ({ page }: Visitor) =>
  page.evaluate(`(() => {
    const start = OscillatorNode.prototype.start;
    globalThis.tones = 0;
    OscillatorNode.prototype.start = function (...when) {
      globalThis.tones += 1;
      start.apply(this, when);
    };
  })()`);
const tones = ({ page }: Visitor) => page.evaluate<number>("tones");

describe("a lost line", () => {
  it("is told, keeps what is typed, comes back and has lost nothing", async () => {
    const [mara, jun] = [await player({ userAgent: "Mara's browser" }), await player()];
    stage.line.barred = /Mara/;
    stage.line.cut();
    await mara.page.getByText("Reconnecting.").waitFor();
    await mara.page.locator("#line").fill("say I was gone");
    await mara.page.locator("#line").press("Enter");
    const state = mara.page.locator("#state");
    await state.getByText("One line waits and is sent then.").waitFor();
    await mara.picture("play-lost");
    const before = stage.line.refused;
    await state.getByRole("button", { name: "Try now" }).click();
    await mara.until(async () => stage.line.refused > before, "another try");
    await jun.types("say nobody is listening", "You say");
    await jun.types("global or is somebody", "[global]");
    stage.line.barred = null;
    await mara.reads("The line is back. Nothing is lost.");
    await mara.reads("says: nobody is listening");
    await mara.reads("or is somebody");
    await mara.reads("You say: I was gone");
    await jun.reads("says: I was gone");
    assert.equal(await jun.count("says: I was gone"), 1);
    for (const said of ["nobody is listening", "or is somebody"])
      assert.equal(await mara.count(said), 1, said);
    assert.equal(await mara.page.locator("#status").innerText(), "Connected.");
    assert.equal(await state.isVisible(), false);
  });

  it("is nothing to do about when the server restarts: the game goes on by itself", async () => {
    const [mara, jun] = [await player(), await player()];
    await stage.restartGame();
    await mara.reads("The line is back");
    await jun.reads("The line is back");
    await mara.types("say after the restart", "You say: after the restart");
    await jun.reads("says: after the restart");
    assert.equal(await jun.count("says: after the restart"), 1);
  });

  it("is noticed after a laptop slept and the server gave it up, and says how long it was", async () => {
    const mara = await Visitor.open(stage, browser);
    visitors.push(mara);
    await mara.page.clock.install();
    await mara.play("Sleeper");
    stage.line.forget();
    await stage.restartGame();
    await mara.page.clock.fastForward("01:00:00");
    await mara.reads("The line is back after 60 minutes");
    await mara.types("say awake", "You say: awake");
  });

  it("that another window took over stays closed, says so, and is taken back on request", async () => {
    const mara = await player();
    const other = await mara.another();
    visitors.push(other);
    await other.goTo("/play");
    await other.reads("Exits:");
    await mara.page.getByText("Your hunter goes on there.").waitFor();
    assert.equal(await mara.page.locator("#status").innerText(), "Not connected.");
    await mara.picture("play-takeover");
    await mara.page.getByRole("button", { name: "Play here" }).click();
    await other.page.getByRole("button", { name: "Play here" }).waitFor();
    await mara.types("say here again", "You say: here again");
  });

  it("that was logged out asks for a log-in", async () => {
    const mara = await player();
    const other = await mara.another();
    await other.goTo("/account");
    await other.page.getByRole("button", { name: "Log out", exact: true }).first().click();
    await mara.page.locator("#state").getByRole("link", { name: "Log in" }).waitFor();
  });
});

describe("the words", () => {
  it("are there again after the page is loaded anew", async () => {
    const mara = await player();
    await mara.types("say before the reload", "You say: before the reload");
    await mara.goTo("/play");
    await mara.reads("You say: before the reload");
    await panel(mara, "room").getByText("Association Hall").waitFor();
    await mara.types("say after it", "You say: after it");
    assert.equal(await mara.count("You say: before the reload"), 1);
  });

  it("are paragraphs in plain text, told in sentences, and the terminal isn't even loaded", async () => {
    const mara = await player();
    await mara.page.getByRole("button", { name: "Plain text" }).click();
    await mara.page.locator("body.plain-text").waitFor();
    const loaded: string[] = [];
    mara.page.on("request", (request) => loaded.push(request.url()));
    await mara.goTo("/play");
    await mara.types("become fighter", "Class: fighter");
    await mara.types("enter first lesson", "Ways: east");
    await mara.types("east", "Drain Rat, 100 percent.");
    assert.equal(await mara.page.getByRole("log", { name: "What happens" }).isVisible(), true);
    assert.equal(loaded.filter((address) => /screen-/.test(address)).length, 0);
    assert.equal(await mara.page.locator(".xterm").count(), 0);
    await mara.picture("play-plain-text");
  });

  it("are printed as paragraphs, without the controls", async () => {
    const mara = await player({ viewport: DESKTOP });
    await mara.page.emulateMedia({ media: "print" });
    assert.equal(await mara.page.locator("#log").isVisible(), true);
    for (const part of ["#screen", "#command", "#panels", ".top"])
      assert.equal(await mara.page.locator(part).isVisible(), false, part);
  });
});
