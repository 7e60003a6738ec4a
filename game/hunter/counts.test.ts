import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { sizeOf, withMore } from "./counts.ts";

test("more is added to what is there, and what was there stays as it was", () => {
  const one = fc.tuple(fc.constantFrom(..."abcdefghijklmnop"), fc.integer({ min: -2, max: 5 }));
  fc.assert(
    fc.property(fc.array(fc.array(one, { maxLength: 4 }), { maxLength: 40 }), (steps) => {
      let counts = withMore({}, []);
      const expected = new Map<string, number>();
      for (const more of steps) {
        const before = JSON.stringify(counts);
        const after = withMore(counts, more);
        assert.equal(JSON.stringify(counts), before);
        for (const [name, by] of more) if (by > 0) expected.set(name, (expected.get(name) ?? 0) + by);
        counts = after;
      }
      assert.deepEqual(counts, Object.fromEntries(expected));
      assert.equal(sizeOf(counts), expected.size);
    }),
  );
});
