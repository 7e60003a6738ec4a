import assert from "node:assert/strict";
import { test } from "node:test";
import { declaredServices } from "./program-order.ts";

const CONTAINER = "docker:index/container:Container";
const COMMAND = "command:local:Command";
const SECRET = "4dabf18193072939515e22adb298388d";

function container(service: string, dependencies: string[], more: object = {}) {
  const labels = [{ label: "io.terminusa.service", value: service }];
  return { urn: `urn:${service}`, type: CONTAINER, dependencies, inputs: { labels, ...more } };
}

function secret(value: unknown) {
  return { [SECRET]: "1b47061264138c4ac30d75fd1eb44270", plaintext: JSON.stringify(value) };
}

function declared(...resources: object[]) {
  return declaredServices({ deployment: { resources: resources as never } });
}

test("a dependency on a job's command is one on the job, and on a container one on its service", () => {
  const services = declared(
    container("migrate", ["urn:postgres"], { start: false }),
    { urn: "urn:migrate-run", type: COMMAND, dependencies: ["urn:migrate"] },
    container("postgres", ["urn:network"]),
    container("web", ["urn:migrate-run", "urn:postgres", "urn:network"]),
    { urn: "urn:network", type: "docker:index/network:Network" },
  );
  assert.deepEqual(services.get("web"), { job: false, after: ["migrate", "postgres"], uploads: [] });
  assert.deepEqual(services.get("migrate"), { job: true, after: ["postgres"], uploads: [] });
  assert.deepEqual(services.get("postgres")?.after, []);
});

test("a command that only looks at a service orders nothing", () => {
  const services = declared(
    container("nginx", []),
    { urn: "urn:reload", type: COMMAND, dependencies: ["urn:nginx"] },
    container("late", ["urn:reload"]),
  );
  assert.deepEqual(services.get("late")?.after, []);
});

test("uploads are read whether their contents or their whole list is secret", () => {
  const upload = { file: "/a", content: "x", permissions: "0400" };
  const services = declared(
    container("one", [], { uploads: [{ ...upload, content: secret("x") }] }),
    container("two", [], { uploads: secret([upload]) }),
  );
  assert.deepEqual(services.get("one")?.uploads, [upload]);
  assert.deepEqual(services.get("two")?.uploads, [upload]);
});

test("an export whose secrets are hidden is refused", () => {
  const hidden = { [SECRET]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };
  assert.throws(() => declared(container("one", [], { uploads: hidden })), /--show-secrets/);
});

test("a container without a service label is refused", () => {
  assert.throws(() => declared({ urn: "urn:x", type: CONTAINER, inputs: {} }), /urn:x has no label/);
});

test("an empty stack has no services", () => {
  assert.equal(declaredServices({}).size, 0);
});
