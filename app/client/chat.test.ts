import assert from "node:assert/strict";
import { it } from "node:test";
import { nextTab, tabOf } from "./chat.ts";
import { ownWords } from "./own-words.ts";

it("sorts what was said by where", () => {
  const rooms = ["global", "trade", "party:7", "guild:12", "to:5", "hall", "gate-1-2"];
  assert.deepEqual(rooms.map(tabOf), ["global", "trade", "party", "guild", "whisper", "place", "place"]);
});

it("walks the tabs with the arrows, round and round", () => {
  const tabs = ["all", "here", "global"];
  assert.equal(nextTab("ArrowRight", tabs, "global"), "all");
  assert.equal(nextTab("ArrowLeft", tabs, "all"), "global");
  assert.equal(nextTab("Home", tabs, "global"), "all");
  assert.equal(nextTab("End", tabs, "all"), "global");
  assert.equal(nextTab("x", tabs, "all"), undefined);
});

it("knows the player's own words in the answers, and nobody else's", () => {
  assert.deepEqual(ownWords("You say: hello: all", "Mara"), {
    room: "here",
    from: "Mara",
    text: "hello: all",
  });
  assert.deepEqual(ownWords("[guild] Mara: tonight", "Mara"), {
    room: "guild:",
    from: "Mara",
    text: "tonight",
  });
  assert.equal(ownWords("You tell Jun: run", "Mara")?.from, "Mara to Jun");
  assert.equal(ownWords("[guild] Jun: tonight", "Mara"), undefined);
  assert.equal(ownWords("[global] Mara: one\n[global] Mara: two", "Mara"), undefined);
});
