import assert from "node:assert/strict";
import { test } from "node:test";
import { type Measurements, makeReport, type Report } from "./figures.ts";
import { table } from "./table.ts";

const SURROUNDINGS = { engine: "20.10.24", toolchain: "airgap" };

function report(measured: Measurements, notes: string[] = []): Report {
  const made = makeReport(measured, SURROUNDINGS, notes);
  return { ...made, machine: { ...made.machine, cores: 2, memoryMiB: 24_000 } };
}

test("the table is aligned, shows a spread only where there is one, and ends with the notes", () => {
  const text = table(report({ firstUp: [12.345], touchedUnchanged: [0], idleMemory: [250.04] }, ["a note"]));
  assert.deepEqual(text.split("\n"), [
    "2 cores, 23 GiB, Docker 20.10.24, Pulumi toolchain: airgap",
    "",
    "                                              median  least  most  runs     target",
    "up: toolchain and images cached, no stack    12.35 s                  1     ≤ 30 s  ok",
    "  resources touched by these                       0                  1          0  ok",
    "memory of all services, idle               250.0 MiB                  1  ≤ 300 MiB  ok",
    "",
    "note  a note",
    "",
  ]);
});

test("a missed target is marked on its line and makes the whole report not ok", () => {
  const made = report({ pulumiUnchanged: [1.9, 2.5, 2.1], destroy: [3] });
  assert.equal(made.ok, false);
  assert.match(table(made), /nothing changed\s+2\.10 s\s+1\.90\s+2\.50\s+3\s+≤ 2 s\s+MISSED/);
  assert.match(table(made), /destroy\s+3\.00 s\s+1\s+≤ 15 s\s+ok/);
});

test("a figure without a target is neither ok nor missed", () => {
  const made = report({ composeCreate: [7] });
  assert.equal(made.figures.composeCreate?.ok, null);
  assert.equal(made.ok, true);
});

test("a median exactly on its target keeps to it", () => {
  assert.equal(report({ pulumiUnchanged: [2] }).figures.pulumiUnchanged?.ok, true);
});

test("ratios are of the rounds' pairs, and only the create ratio has a target", () => {
  const made = report({ create: [10, 12, 14], composeCreate: [5, 12, 7], remove: [4], composeRemove: [8] });
  assert.deepEqual(Object.keys(made.ratios), ["create", "remove"]);
  assert.equal(made.ratios.create?.median, 2);
  assert.equal(made.ratios.create?.ok, false);
  assert.equal(made.ratios.remove?.ok, null);
});

test("figures that were not measured are absent", () => {
  const made = report({ destroy: [3], create: [] });
  assert.deepEqual(Object.keys(made.figures), ["destroy"]);
  assert.deepEqual(made.ratios, {});
});

test("the report survives JSON unchanged", () => {
  const made = report({ firstUp: [3], create: [10], composeCreate: [5] }, ["x"]);
  assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
});

test("a count is judged by its worst run, a time by its median", () => {
  const made = report({ otherServicesTouched: [0, 0, 1], changeWeb: [10, 11, 16] });
  assert.equal(made.figures.otherServicesTouched?.ok, false);
  assert.equal(made.figures.changeWeb?.ok, true);
});
