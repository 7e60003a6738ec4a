import assert from "node:assert/strict";
import { describe, it } from "node:test";
import pc from "picocolors";
import { OperatorError } from "../operator-error.ts";
import { justAfter } from "./container-log.ts";
import { readEntry } from "./entry.ts";
import { readable } from "./line.ts";
import { parseSince } from "./since.ts";

const plain = pc.createColors(false);

describe("a line of a log", () => {
  it("of the web server becomes method, path, status and time, then the rest", () => {
    const line = `{"level":30,"time":"2026-11-23T22:00:00.000Z","service":"web","requestId":"ab12","method":"GET","path":"/login","status":200,"ms":12.34,"address":"10.0.0.1","msg":"request"}`;
    assert.deepEqual(readEntry(line), {
      level: "info",
      message: "GET /login 200  12.3 ms",
      details: ["requestId=ab12", "address=10.0.0.1"],
      stack: [],
    });
  });

  it("of Nginx's access log has the level that its status says, and leaves out what is empty", () => {
    const line = `{"time":"2026-11-23T22:00:00.000Z","service":"nginx","requestId":"ab12","method":"GET","host":"localhost","path":"/","status":502,"seconds":0.021,"tls":""}`;
    const entry = readEntry(line);
    assert.equal(entry.level, "error");
    assert.equal(entry.message, "GET / 502  21 ms");
    assert.deepEqual(entry.details, ["requestId=ab12", "host=localhost"]);
  });

  it("with an error has its message and stack", () => {
    const err = { type: "Error", message: "no route", stack: "Error: no route\n    at open (a.js:1)" };
    const entry = readEntry(JSON.stringify({ level: 50, msg: "failed", err }));
    assert.equal(entry.message, "failed  no route");
    assert.deepEqual(entry.stack, ["    at open (a.js:1)"]);
  });

  for (const [line, level, message] of [
    ["2026-11-23 22:06:35.123 UTC [1] FATAL:  no space", "fatal", "no space"],
    ["2026-11-23 22:06:35.123 UTC [42] LOG:  ready", "info", "ready"],
    ["2026/11/23 22:06:35 [error] 29#29: *12 connect() failed", "error", "connect() failed"],
    ["2026/11/23 22:06:35 [emerg] 29#29: no port", "fatal", "no port"],
    ["1:M 23 Nov 2026 22:06:35.123 # Out of memory", "warn", "Out of memory"],
    ["1:M 23 Nov 2026 22:06:35.123 * Ready", "info", "Ready"],
    ["Segmentation fault", "", "Segmentation fault"],
    ['{"level":30,"msg":"cut o', "", '{"level":30,"msg":"cut o'],
    ["{}", "", ""],
    ['{"level":"warn","message":"slow"}', "warn", "slow"],
  ] as const)
    it(`${JSON.stringify(line)} is understood`, () => {
      const entry = readEntry(line);
      assert.equal(entry.level, level);
      assert.equal(entry.message, message);
    });

  it("shows control characters instead of sending them to the terminal", () => {
    const evil = "\u001b]0;owned\u0007\u009b31m";
    const json = JSON.stringify({ level: 30, msg: evil, path: `/${evil}`, method: "GET", x: evil });
    for (const line of [json, `text ${evil}`]) {
      const printed = readable(
        { at: "2026-11-23T22:00:00.000000000Z", source: "web", text: line },
        plain,
        3,
        new Date(),
      );
      assert.doesNotMatch(printed, /\p{Cc}/u);
      assert.match(printed, /\\x1b]0;owned\\x07\\x9b31m/);
    }
  });
});

describe("a readable line", () => {
  const now = new Date(2026, 10, 23, 23);
  const at = (date: Date) => date.toISOString().replace("Z", "000000Z");

  it("begins with the local time, the source and the level", () => {
    const text = '{"level":40,"msg":"slow","ms":9}';
    const line = { at: at(new Date(2026, 10, 23, 22, 6, 35, 7)), source: "web-1", text };
    assert.equal(readable(line, plain, 10, now), "22:06:35.007  web-1       warn   slow  9 ms");
  });

  it("names the day when it isn't today", () => {
    const line = { at: at(new Date(2026, 10, 22, 1, 2, 3)), source: "web", text: "x" };
    assert.equal(readable(line, plain, 3, now), "2026-11-22 01:02:03.000  web         x");
  });
});

describe("--since", () => {
  const now = new Date("2026-11-23T22:00:00Z");

  it("takes a length or a date", () => {
    for (const [text, iso] of [
      ["90s", "2026-11-23T21:58:30.000Z"],
      ["10m", "2026-11-23T21:50:00.000Z"],
      ["2h", "2026-11-23T20:00:00.000Z"],
      ["1d", "2026-11-22T22:00:00.000Z"],
      ["2026-11-20T10:00:00Z", "2026-11-20T10:00:00.000Z"],
    ] as const)
      assert.equal(parseSince(text, now).toISOString(), iso);
  });

  it("refuses anything else and says what it takes", () => {
    for (const text of ["soon", "10", "10x", "", "2026-99-99"])
      assert.throws(() => parseSince(text, now), OperatorError);
  });
});

it("following goes on one nanosecond after the last line", () => {
  assert.equal(justAfter("2026-11-23T22:06:35.000000009Z"), "1795471595.000000010");
  assert.equal(justAfter("2026-11-23T22:06:35.999999999Z"), "1795471596.000000000");
});
