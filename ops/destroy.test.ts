import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { DATA_VOLUMES } from "./data-volumes.ts";
import { leftovers } from "./destroy/remove.ts";
import { destroy } from "./destroy.ts";
import { OperatorError } from "./operator-error.ts";
import { Testbed } from "./testbed.ts";

const nothing = async () => {};

/** A stack that Pulumi forgot: containers, a network, volumes, an image and an authority. */
async function forgotten(bed: Testbed): Promise<void> {
  const { context } = bed;
  const { docker, prefix, home, stack } = context;
  await docker.createNetwork({ Name: `${prefix}-edge`, Labels: bed.labels("edge") });
  const data = await bed.volume("postgres-data");
  for (const short of ["logs", "tls", "assets"]) await bed.volume(short);
  await bed.make("postgres", {
    binds: [`${data}:/data`],
    script: "echo players >/data/players; sleep 60 & trap 'exit 0' TERM; wait",
  });
  await bed.make("web", { name: "web-1-abcdef0", network: `${prefix}-edge` });
  const migrate = await bed.make("migrate", { start: false });
  await migrate.commit({ repo: `${prefix}-migrate`, tag: "0123456789ab" });
  mkdirSync(join(home, "stacks", stack), { recursive: true });
  writeFileSync(join(home, "stacks", stack, "authority.json"), "{}");
}

async function refused(work: Promise<void>): Promise<OperatorError> {
  const error = await work.then(
    () => assert.fail("it was not refused"),
    (reason) => reason,
  );
  assert.ok(error instanceof OperatorError, String(error));
  return error;
}

describe("destroy", () => {
  it("sweeps what Pulumi didn't know of, and keeps the data volumes and says so", async () => {
    await using bed = new Testbed();
    await forgotten(bed);
    let called = 0;
    await destroy(bed.context, { data: false }, async () => {
      called += 1;
    });
    assert.equal(called, 1);
    const { stack, prefix } = bed.context;
    const left = (await leftovers(bed.context)).sort();
    assert.deepEqual(left, [
      `folder ${join(bed.context.home, "stacks", stack)}`,
      `image ${prefix}-migrate:0123456789ab`,
      `volume ${prefix}-logs`,
      `volume ${prefix}-postgres-data`,
    ]);
    // Three containers, a network, the volumes tls and assets.
    assert.match(bed.said, /sweeping what Pulumi did not know .* removed 6 things/);
    assert.match(bed.said, new RegExp(`^  ${prefix}-postgres-data +8 B$`, "m"));
    assert.match(bed.said, /--stack \S+ up +brings it back, with its players/);
    assert.match(bed.said, /destroy --data +removes this too, after asking/);
  });

  it("--data leaves nothing behind", async () => {
    await using bed = new Testbed();
    await using neighbour = new Testbed();
    await forgotten(bed);
    const kept = await neighbour.volume("postgres-data");
    await destroy(bed.context, { data: true, yes: bed.context.stack }, nothing);
    assert.deepEqual(await leftovers(bed.context), []);
    assert.equal(existsSync(join(bed.context.home, "stacks", bed.context.stack)), false);
    assert.match(bed.said, /removing the data .* logs \(0 B\), postgres-data \(8 B\)/);
    assert.match(
      bed.said,
      new RegExp(`removing the built images .* ${bed.context.prefix}-migrate:0123456789ab`),
    );
    assert.deepEqual(await leftovers(neighbour.context), [`volume ${kept}`]);
  });

  it("--data touches nothing without the stack's name", async () => {
    await using bed = new Testbed();
    const data = await bed.volume("postgres-data");
    const never = async () => assert.fail("Pulumi was run");
    const silent = await refused(destroy(bed.context, { data: true }, never));
    assert.equal(silent.what, `the data of stack ${bed.context.stack} was not removed`);
    assert.match(silent.why, /no terminal to ask on; nothing was touched/);
    assert.match(silent.remedy, new RegExp(`destroy --data --yes ${bed.context.stack}$`));
    const wrong = await refused(destroy(bed.context, { data: true, yes: "dev" }, never));
    assert.match(wrong.why, /^--yes names "dev"/);
    assert.deepEqual(await leftovers(bed.context), [`volume ${data}`]);
  });

  it("removes nothing of its own when Pulumi fails", async () => {
    await using bed = new Testbed();
    await bed.make("web");
    const failing = () => Promise.reject(new Error("engine gone"));
    await assert.rejects(destroy(bed.context, { data: false }, failing), /engine gone/);
    assert.equal((await leftovers(bed.context)).length, 1);
  });

  it("knows the data volumes as the program declares them", async () => {
    const declared = await import("../infra/volumes.ts");
    assert.deepEqual(DATA_VOLUMES, declared.DATA_VOLUMES);
  });
});
