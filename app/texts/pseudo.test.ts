/** Every page in a language that is accented and longer: what is still English, and what doesn't fit a phone. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser as Chromium, Page } from "playwright-core";
import { RARITIES } from "../../game/catalog/words.ts";
import { HEADINGS } from "../../game/commands/help.ts";
import { COMMANDS } from "../../game/commands/table.ts";
import { GUILD_RANKS } from "../../game/guilds/rank.ts";
import { rewardText } from "../../game/quests/reward.ts";
import { realCatalog } from "../../game/test-turn.ts";
import { effectOf } from "../../game/things/describe.ts";
import { Company } from "../../store/deeds/test-company.ts";
import { told } from "../archive/wording.ts";
import { faults, launch } from "../test-axe.ts";
import { furnish, OWN, PUBLIC } from "../test-pages.ts";
import { Browser, startTestbed, TEXTS, type Testbed } from "../testbed.ts";
import { PSEUDO, pseudoTexts } from "./test-pseudo.ts";
import { englishIn } from "./texts.ts";

/** The description of the API for programmers, which is made from its schemas; it is English everywhere. */
const ENGLISH_PAGES = ["/api"];
/** Names that are nobody's language, and what players and the operator wrote on these pages. */
const NAMES =
  /Terminusa Online|\[System\]|Mara|Jun|\bOh\b|Ninth Ward|UTC|terminusa-play\.mjs|\/?nowhere|nobody_here/g;
const WRITTEN =
  /First of Season 1|The tram runs again|Two stops\.|Bring a lamp\.|: (?:cindr )?hound|“cindr hound”/g;
const GAME_WORDS = gameWords();

let bed: Testbed;
let company: Company;
let chromium: Chromium;
let cookie: string;
before(async () => {
  const texts = pseudoTexts(englishIn(join(import.meta.dirname)), TEXTS.english);
  bed = await startTestbed(undefined, undefined, texts);
  company = new Company({ url: bed.databaseUrl } as never, 1);
  cookie = await furnish(bed, company);
  chromium = await launch();
});
after(async () => {
  await chromium?.close();
  await company?.close();
  await bed?.stop();
});

async function phone(login: boolean): Promise<Page> {
  const context = await chromium.newContext({
    viewport: { width: 390, height: 844 },
    bypassCSP: true,
    extraHTTPHeaders: {
      "x-forwarded-proto": "https",
      "x-forwarded-for": "203.0.113.9",
      "accept-language": `${PSEUDO}, en;q=0.5`,
      ...(login && { cookie }),
    },
  });
  return context.newPage();
}

describe("a translation", () => {
  for (const [who, login, paths] of [
    ["a visitor", false, PUBLIC],
    ["one who is logged in", true, [...OWN, "/play"]],
  ] as const)
    it(`is all that ${who} reads, and fits a phone`, async () => {
      const page = await phone(login);
      const found: string[] = [];
      for (const path of paths.filter((one) => !ENGLISH_PAGES.includes(one))) {
        found.push(...(await faults(page, bed.url + path, ["wcag2a", "wcag21a"])));
        assert.equal(await page.evaluate("document.documentElement.lang"), PSEUDO, path);
        found.push(
          ...(await wordsOf(page)).flatMap((text) => leftIn(text).map((left) => `${path}: ${left}`)),
        );
      }
      await page.context().close();
      assert.deepEqual(found, []);
    });

  it("says what is wrong with a form, and refuses", async () => {
    const visitor = new Browser(bed.url, "203.0.113.20");
    const headers = { "accept-language": PSEUDO };
    const { text } = await visitor.get("/register", headers);
    const formToken = /name="formToken" value="([\w-]+)"/.exec(text)?.[1] ?? "";
    const bad = { formToken, name: "x", password: "short", email: "nobody" };
    const form = await visitor.post("/register", bad, headers);
    assert.equal(form.status, 422);
    const wrong = [...form.text.matchAll(/<p class="wrong"[^>]*>([^<]*)/g)].map(([, said = ""]) => said);
    assert.equal(wrong.length, 3);
    const gone = await visitor.get("/hunters/nobody_here", headers);
    assert.equal(gone.status, 404);
    const refusal = /<p class="system">.*<\/span>([^<]*)/.exec(gone.text)?.[1] ?? "";
    assert.match(refusal, /nobody_here/);
    for (const said of [...wrong, refusal.replace("&quot;nobody_here&quot;", "")])
      assert.deepEqual(leftIn(said), []);
  });

  it("is chosen among those that there are, and English is for everyone else", async () => {
    const visitor = new Browser(bed.url);
    const languageFor = async (asked: string) => {
      const { text, headers } = await visitor.get("/help", { "accept-language": asked });
      assert.match(headers.get("vary") ?? "", /accept-language/i);
      return /<html lang="([\w-]+)"/.exec(text)?.[1];
    };
    assert.equal(await languageFor("el-GR, en;q=0.8"), PSEUDO);
    assert.equal(await languageFor("en, el;q=0.8"), "en");
    assert.equal(await languageFor("fr"), "en");
    assert.equal(await languageFor("*"), "en");
    assert.equal(await languageFor('"; drop; <el>'), "en");
  });
});

/** Text as people read or hear it; what is typed in the game is left out. */
function wordsOf(page: Page): Promise<string[]> {
  return page.evaluate(SAID) as Promise<string[]>;
}

/** Runs in the page. */
const SAID = `(() => {
    const said = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (!parentElement?.closest("code, kbd, pre, script, style, noscript, #screen, [lang=en]")) said.push(textContent ?? "");
    }
    for (const element of document.querySelectorAll("*"))
      for (const name of element.closest("#screen, #line") ? [] : ["aria-label", "title", "placeholder", "alt"])
        if (element.hasAttribute(name)) said.push(element.getAttribute(name) ?? "");
    return said.map((text) => text.trim()).filter(Boolean);
})()`;

/** What is left of English when the game's own words are taken out. */
function leftIn(text: string): string[] {
  let rest = text.replaceAll("\n", " ").replace(WRITTEN, " ");
  if (!/[A-Za-z]{2}/.test(rest)) return [];
  for (const words of GAME_WORDS) rest = rest.replaceAll(words, " ");
  rest = rest.replace(NAMES, " ");
  return /[A-Za-z]{2}/.test(rest) ? [text] : [];
}

/** Everything that the game calls or says, the longest first. */
function gameWords(): string[] {
  const catalog = realCatalog();
  const said = new Set<string>();
  const gather = (value: unknown): void => {
    if (typeof value === "string") for (const line of value.split("\n")) said.add(line);
    else if (value instanceof Map) for (const one of value.values()) gather(one);
    else if (value && typeof value === "object") for (const one of Object.values(value)) gather(one);
  };
  gather([
    catalog,
    HEADINGS,
    GUILD_RANKS,
    COMMANDS.map(({ summary, help, where }) => [summary, help, where]),
  ]);
  for (const rarity of RARITIES) said.add(rarity.slice(0, 1).toUpperCase() + rarity.slice(1));
  for (const item of catalog.items.values()) said.add(effectOf(item));
  for (const { reward } of catalog.achievements.values()) said.add(rewardText(catalog, reward));
  for (const { name, moves } of catalog.beasts.values())
    for (const { tell } of moves) said.add(told(tell, `the ${name}`));
  return [...said].filter((one) => /[A-Za-z]{2}/.test(one)).sort((a, b) => b.length - a.length);
}
