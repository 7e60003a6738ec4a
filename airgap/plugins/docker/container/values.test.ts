import assert from "node:assert/strict";
import { test } from "node:test";
import { setOrder } from "../set-order.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { formatCpus } from "./read-host.ts";
import { creationRequest } from "./spec.ts";

test("t-docker durations are read and written in Go's form", () => {
  const forms: [string, number, string][] = [
    ["0s", 0, "0s"],
    ["0", 0, "0s"],
    ["30s", 30e9, "30s"],
    ["60s", 60e9, "1m0s"],
    ["1m30s", 90e9, "1m30s"],
    ["1h", 3600e9, "1h0m0s"],
    ["1.5s", 1.5e9, "1.5s"],
    ["250ms", 250e6, "250ms"],
    ["10us", 10e3, "10µs"],
    ["7ns", 7, "7ns"],
  ];
  for (const [text, nanoseconds, canonical] of forms) {
    assert.equal(parseDuration(text), nanoseconds, text);
    assert.equal(formatDuration(nanoseconds), canonical, text);
  }
  for (const text of ["", "5", "s", "5 s", "5x", "1m 2s"]) assert.equal(parseDuration(text), null, text);
});

test("t-docker processors read back in the official plugin's form: 1 as 1.0, 10 as 10., 0.05 as 0.1", () => {
  const forms: [number, string][] = [
    [0.5, "0.5"],
    [0.25, "0.25"],
    [1, "1.0"],
    [1.5, "1.5"],
    [2, "2.0"],
    [10, "10."],
    [0.125, "0.125"],
    [0.05, "0.1"],
  ];
  for (const [cpus, text] of forms) assert.equal(formatCpus(Math.round(cpus * 1e9)), text);
});

test("t-docker sets go to the engine in the order of their hashes, not of the program", () => {
  const servers = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"];
  assert.deepEqual(setOrder(servers), setOrder(servers.toReversed()));
  assert.deepEqual(setOrder(servers).toSorted(), servers);
  assert.notDeepEqual(setOrder(servers), servers);
});

test("t-docker creation requests always say Init, convert MiB and leave out what is unset", () => {
  const request = creationRequest({ image: "i", memory: 64, memorySwap: -1, cpus: "0.5", restart: "no" }) as {
    HostConfig: Record<string, unknown>;
  };
  const host = request.HostConfig;
  assert.equal(host.Init, false);
  assert.equal(host.Memory, 64 * 1024 * 1024);
  assert.equal(host.MemorySwap, -1);
  assert.equal(host.NanoCpus, 5e8);
  assert.ok(!("PortBindings" in host) && !("CapAdd" in host) && !("Env" in request));
  const unconfined = creationRequest({
    image: "i",
    securityOpts: ["systempaths=unconfined", "no-new-privileges:true"],
  });
  const { SecurityOpt, MaskedPaths } = (unconfined as { HostConfig: Record<string, unknown> }).HostConfig;
  assert.deepEqual([SecurityOpt, MaskedPaths], [["no-new-privileges:true"], []]);
});

test("t-docker creation requests refuse what the official plugin refuses when it creates", () => {
  assert.throws(() => creationRequest({ image: "i", cpus: "half" }), /Error setting cpus/);
  assert.throws(() => creationRequest({ image: "i", command: ["a", ""] }), /may not be empty/);
  assert.throws(
    () => creationRequest({ image: "i", volumes: [{ volumeName: "v" }] }),
    /without container path/,
  );
  const both = [{ fromContainer: "c", containerPath: "/x" }];
  assert.throws(() => creationRequest({ image: "i", volumes: both }), /both a container and a path/);
});
