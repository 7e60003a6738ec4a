import assert from "node:assert/strict";
import { it } from "node:test";
import { FIRST_SETTINGS, fontFamily, loadSettings, readSettings, saveSettings } from "./settings.ts";

it("starts without sound and with every panel", () => {
  assert.deepEqual(readSettings(null), FIRST_SETTINGS);
  assert.equal(FIRST_SETTINGS.sound, false);
  assert.deepEqual(FIRST_SETTINGS.hidden, []);
});

it("keeps what was set", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const wanted = { ...FIRST_SETTINGS, size: 20, hidden: ["map", "chat"] as const, sound: true };
  saveSettings(storage, wanted);
  assert.deepEqual(loadSettings(storage), wanted);
});

it("takes nothing that makes no sense", () => {
  for (const text of ["", "null", "[]", "7", "{", '{"size":"big","font":"evil","hidden":"all","sound":1}'])
    assert.deepEqual(readSettings(text), FIRST_SETTINGS, text);
  assert.equal(readSettings('{"size":500}').size, null);
  assert.deepEqual(readSettings('{"hidden":["map","nothing"]}').hidden, ["map"]);
});

it("plays on where the browser keeps nothing", () => {
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  const storage = { getItem: forbidden, setItem: forbidden };
  assert.deepEqual(loadSettings(storage), FIRST_SETTINGS);
  saveSettings(storage, FIRST_SETTINGS);
});

it("takes a font's name as a name only", () => {
  const own = (ownFont: string) => fontFamily({ ...FIRST_SETTINGS, font: "own", ownFont }, "monospace");
  assert.equal(own("Iosevka Term"), '"Iosevka Term", monospace');
  assert.equal(own('x"; background: url(evil)'), '"x background urlevil", monospace');
  assert.equal(own("  "), "monospace");
});
