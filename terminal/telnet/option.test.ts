import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OptionSide, type Reply } from "./option.ts";

const wish = fc.constantFrom("enable", "disable", "deliver", "deliver back");

/** Two sides of one option and the line between them, in both directions. */
class Pair {
  readonly near: OptionSide;
  readonly far: OptionSide;
  readonly toFar: Reply[] = [];
  readonly toNear: Reply[] = [];

  constructor(nearAgrees: boolean, farAgrees: boolean) {
    this.near = new OptionSide(nearAgrees);
    this.far = new OptionSide(farAgrees);
  }

  step(what: string): void {
    if (what === "enable") this.#send(this.toFar, this.near.enable());
    else if (what === "disable") this.#send(this.toFar, this.near.disable());
    else if (what === "deliver") this.#deliver(this.toFar, this.far, this.toNear);
    else this.#deliver(this.toNear, this.near, this.toFar);
  }

  /** Delivers until nothing is under way; the number of messages that took. */
  settle(): number {
    for (let count = 0; ; count++) {
      if (this.toFar.length === 0 && this.toNear.length === 0) return count;
      assert.ok(count < 100, "they answer each other for ever");
      this.step(this.toFar.length > 0 ? "deliver" : "deliver back");
    }
  }

  #deliver(from: Reply[], side: OptionSide, back: Reply[]): void {
    const message = from.shift();
    if (message) this.#send(back, message === "on" ? side.receiveOn() : side.receiveOff());
  }

  #send(to: Reply[], reply: Reply): void {
    if (reply) to.push(reply);
  }
}

test("whatever both sides wish and in whatever order it arrives, they fall silent and agree", () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.boolean(),
      fc.array(wish, { maxLength: 40 }),
      (nearAgrees, farAgrees, steps) => {
        const pair = new Pair(nearAgrees, farAgrees);
        for (const step of steps) pair.step(step);
        assert.ok(pair.settle() <= 2 * steps.length + 2);
        assert.equal(pair.near.on, pair.far.on);
      },
    ),
    { numRuns: 5_000 },
  );
});

test("the last wish decides when the other side agrees", () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 20 }), fc.boolean(), (steps, on) => {
      const pair = new Pair(true, true);
      for (const step of steps) pair.step(step);
      pair.step(on ? "enable" : "disable");
      pair.settle();
      assert.equal(pair.near.on, on);
    }),
    { numRuns: 2_000 },
  );
});

test("a peer that sends anything gets at most one answer to each, and none to what is so already", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(fc.boolean(), { maxLength: 50 }), (agree, verbs) => {
      const side = new OptionSide(agree);
      for (const on of verbs) {
        const before = side.on;
        const reply = on ? side.receiveOn() : side.receiveOff();
        if (on === before) assert.equal(reply, null);
        if (reply !== null) assert.equal(reply, side.on ? "on" : "off");
      }
    }),
  );
});
