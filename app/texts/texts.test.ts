import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { translations, unknownLanguages } from "./completeness.ts";
import { formatOf } from "./format.ts";
import { needsOf } from "./message.ts";
import { readMessage, UnreadableText } from "./read-message.ts";
import { spoken, spokenAsMarkup, type Tags, type Values } from "./speak.ts";
import { readTexts } from "./texts.ts";

const OURS = import.meta.dirname;

const say = (text: string, values: Values = {}, language = "en") => {
  const said = spoken(readMessage(text), formatOf(language));
  return typeof said === "string" ? said : said(values, {});
};
const markup = (text: string, values: Values = {}, tags: Tags = {}) => {
  const said = spokenAsMarkup(readMessage(text), formatOf("en"));
  return typeof said === "string" ? said : said(values, tags);
};

/** A folder of texts with these files, for one test. */
function folderWith(files: Record<string, string>, work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "texts-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a text", () => {
  it("is filled with its values, and counts as the language does", () => {
    assert.equal(say("It isn't {name}'s.", { name: "Mara" }), "It isn't Mara's.");
    const hunters = "{count, plural, =0 {nobody} one {# hunter} other {# hunters}}";
    assert.deepEqual(
      [0, 1, 1234].map((count) => say(hunters, { count })),
      ["nobody", "1 hunter", "1,234 hunters"],
    );
    const gates = "{count, plural, one {# brama} few {# bramy} many {# bram} other {# bramy}}";
    assert.deepEqual(
      [1, 3, 5].map((count) => say(gates, { count }, "pl")),
      ["1 brama", "3 bramy", "5 bram"],
    );
    assert.equal(say("{count, number}", { count: 12_345 }, "de"), "12.345");
    assert.equal(say("{grade, select, E {an} other {a}} {grade}", { grade: "E" }), "an E");
    assert.equal(say("{names}?", { names: ["this", "that", "those"] }), "this, that or those?");
  });

  it("tells dates in the language, in UTC", () => {
    const at = new Date(Date.UTC(2026, 10, 24, 23, 5));
    assert.equal(say("{at, date, day}", { at }), "24 Nov 2026");
    assert.equal(say("{at, date, minute}", { at }), "24 Nov 2026, 23:05 UTC");
    assert.equal(say("{at, date, day}", { at }, "de"), "24.11.2026");
  });

  it("injects no markup: only the tags that its page knows become elements", () => {
    const name = '<img src=x onerror="x">';
    const link = { href: '/a?b="><script>' };
    assert.equal(
      markup("<strong>{name}</strong> & <go>on</go>", { name }, { go: link }),
      "<strong>&lt;img src=x onerror=&quot;x&quot;&gt;</strong> &amp; " +
        '<a href="/a?b=&quot;&gt;&lt;script&gt;">on</a>',
    );
    assert.equal(markup("<script>alert(1)</script>"), "alert(1)");
    assert.equal(markup("'<b>'"), "&lt;b&gt;");
    assert.throws(() => readMessage('<a href="x">x</a>'), UnreadableText);
    assert.equal(say("<strong>plain</strong> & free"), "plain & free");
  });

  it("can hold links that are listed as the language lists them", () => {
    const names = [
      { href: "/a", name: "Axe" },
      { href: "/b", name: "B&B" },
    ];
    assert.equal(
      markup("Did you mean <names>this</names>?", {}, { names }),
      'Did you mean <a href="/a">Axe</a> or <a href="/b">B&amp;B</a>?',
    );
  });

  it("that is broken is refused with a reason", () => {
    for (const broken of ["{count, plural, one {#}}", "{name", "<b>x", "{at, date, long}", "{at, time}"])
      assert.throws(() => readMessage(broken), UnreadableText, broken);
  });

  it("says what it needs, also within plurals and tags", () => {
    const { values, tags } = needsOf(readMessage("{n, plural, one {<go>{a}</go>} other {{at, date, day}}}"));
    assert.deepEqual([...values].sort(), [
      ["a", "plain"],
      ["at", "date"],
      ["n", "number"],
    ]);
    assert.deepEqual([...tags], ["go"]);
  });
});

describe("a translation", () => {
  const german = {
    "de/home.yaml": 'play: Spielen\nplay-as: "{name} spielt"\nheading: "{wer} ruft"\nnone-such: Nichts\n',
    "de/login.yaml": "lost-both: <weg>Weg</weg>\ntitle: Anmelden\nname: 7\n",
    "de/broken.yaml": "a: [\n",
    "en/home.yaml": "{play: Begin}\n",
    "deutsch/home.yaml": "play: Spielen\n",
  };

  it("may be incomplete and wrong in places: English is said there", () => {
    folderWith(german, (folder) => {
      const texts = readTexts([OURS, folder]);
      const words = texts.in("de");
      assert.deepEqual(texts.languages, ["en", "de"]);
      assert.equal(words.language, "de");
      assert.equal(words.t("home.play"), "Spielen");
      assert.equal(words.t("home.play-as", { name: "Mara" }), "Mara spielt");
      assert.equal(words.t("home.heading"), "A gate opens under the arcade.");
      assert.equal(
        words.rich("login.lost-both", {}, { login: { href: "/login" } }).endsWith("Start again</a>."),
        true,
      );
      assert.equal(words.t("login.name"), "Name");
      assert.equal(words.t("market.crystals", { count: 1 }), "1 crystal");
      assert.equal(texts.in("fr").language, "en");
    });
  });

  it("can be English in other words", () => {
    folderWith(german, (folder) => {
      const { english } = readTexts([OURS, folder]);
      assert.equal(english.t("home.play"), "Begin");
      assert.equal(english.t("site.help"), "Help");
    });
  });

  it("is told how complete it is, and each problem with its file", () => {
    folderWith(german, (folder) => {
      const [german, english, ...more] = translations("", [OURS, folder]);
      assert.deepEqual(more, []);
      assert.equal(german?.language, "de");
      assert.equal(german.texts, 3);
      assert.equal(german.missing.length, german.of - 3);
      assert.ok(german.missing.includes("home.heading") && !german.missing.includes("home.play"));
      const all = german.problems.join("\n");
      assert.match(all, /de\/broken\.yaml: /);
      assert.match(all, /de\/login\.yaml: name: it is no text/);
      assert.match(all, /de: home\.heading: there is no value \{wer\} in the English text/);
      assert.match(all, /de: home\.none-such: English has no such text/);
      assert.match(all, /de: login\.lost-both: there is no tag <weg> in the English text/);
      assert.equal(german.problems.length, 5);
      assert.deepEqual([english?.language, english?.missing, english?.problems], ["en", [], []]);
      assert.match(String(unknownLanguages("", folder)), /deutsch: no language is called so/);
    });
  });
});
