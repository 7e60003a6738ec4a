import assert from "node:assert/strict";
import { it } from "node:test";
import { returnPath } from "./return-path.ts";

it("goes to paths of this site", () => {
  for (const path of ["/", "/play", "/account?notice=x"]) assert.equal(returnPath(path, "/else"), path);
  assert.equal(returnPath("/a/../play", "/else"), "/play");
});

it("goes nowhere else, however it is written", () => {
  const elsewhere = [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "play",
    "",
    "/..//evil.example",
    "/x/..//evil.example",
    undefined,
    ["/play"],
    { a: 1 },
    `/${"a".repeat(300)}`,
  ];
  for (const asked of elsewhere) assert.equal(returnPath(asked, "/else"), "/else", String(asked));
});
