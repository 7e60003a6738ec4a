import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addressed, OperatorError, settingsProblem } from "./operator-error.ts";

describe("an error for the operator", () => {
  const error = new OperatorError(
    "it failed",
    "see ./terminusa logs web",
    "./terminusa doctor, then ./terminusa --stack two up",
  );

  it("names the stack in each command, unless it is the usual one or named already", () => {
    const { why, remedy } = addressed(error, "h1");
    assert.equal(why, "see ./terminusa --stack h1 logs web");
    assert.equal(remedy, "./terminusa --stack h1 doctor, then ./terminusa --stack two up");
    assert.equal(addressed(error, "dev"), error);
  });

  it("is made of a bad setting's lines: what, why, remedy", () => {
    const { what, why, remedy } = settingsProblem(new Error("what\n  why\n  and why\n  remedy"));
    assert.deepEqual([what, why, remedy], ["what", "why\nand why", "remedy"]);
  });
});
