import assert from "node:assert/strict";
import { test } from "node:test";
import { Histogram } from "./histogram.ts";

test("quantiles of a known spread are right to a hundredth", () => {
  const histogram = new Histogram();
  for (let micros = 1; micros <= 100_000; micros++) histogram.record(micros / 1000);
  for (const share of [0.001, 0.5, 0.99, 0.999]) {
    const exact = share * 100;
    assert.ok(Math.abs(histogram.quantile(share) - exact) <= exact / 100, `${share}`);
  }
  assert.equal(histogram.latency().max, 100);
  assert.equal(histogram.count, 100_000);
});

test("one value is every quantile of itself", () => {
  for (const value of [0, 0.001, 0.255, 0.256, 3.7, 812, 60_000, 1_500_000]) {
    const histogram = new Histogram();
    histogram.record(value);
    assert.equal(histogram.quantile(0.5), value);
    assert.equal(histogram.quantile(1), value);
  }
});

test("an empty one answers zero", () => {
  assert.deepEqual(new Histogram().latency(), { p50: 0, p99: 0, p999: 0, max: 0 });
});
