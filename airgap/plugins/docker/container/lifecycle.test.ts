import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Bag } from "../../sdk/values.ts";
import type { Engines } from "../engine.ts";
import { networkType } from "../network.ts";
import { connectTest, IMAGE, importBusybox, leave, Rig } from "../test-rig.ts";
import { volumeType } from "../volume.ts";
import { containerType } from "./container.ts";

let engines: Engines;
const rig = new Rig(containerType(() => engines));
const networks = new Rig(networkType(() => engines));
const volumes = new Rig(volumeType(() => engines));

before(async () => {
  engines = await connectTest();
  await importBusybox(engines);
});

after(async () => {
  for (const each of [rig, networks, volumes]) await each.clean();
  await leave(engines);
});

const sleeping = { image: IMAGE, command: ["sh", "-c", "exec sleep 3600"], destroyGraceSeconds: 0 };

/** Makes a create wait until the command succeeds inside the container. */
function whenThere(...command: string[]): Bag {
  return { wait: true, healthcheck: { tests: ["CMD", ...command], interval: "100ms" } };
}

async function inspect(id: string) {
  return engines.main.docker.getContainer(id).inspect();
}

async function logs(id: string): Promise<string> {
  const raw = await engines.main.docker.getContainer(id).logs({ stdout: true, stderr: true });
  return raw.toString("utf8");
}

/** One container with every property that the program uses. */
async function rich(): Promise<Bag> {
  const subnet = { subnet: "10.213.7.0/24", gateway: "10.213.7.1" };
  const edge = await networks.create({ ipamConfigs: [subnet] });
  const data = await networks.create({ internal: true });
  const volume = await volumes.create({ labels: [{ label: "t-docker", value: "1" }] });
  return {
    image: (await engines.main.docker.getImage(IMAGE).inspect()).Id,
    hostname: "rich",
    command: ["sh", "-c", "trap 'exit 0' TERM; touch /tmp/ready; while true; do sleep 1 & wait; done"],
    user: "10001:10001",
    workingDir: "/tmp",
    envs: ["B=2", "A=1", "C=x y"],
    labels: [
      { label: "t-docker.stack", value: "t" },
      { label: "t-docker.service", value: "web" },
    ],
    groupAdds: ["10000"],
    hosts: [{ host: "db", ip: "10.0.0.7" }],
    dns: ["127.0.0.11"],
    ports: [
      { internal: 8080, ip: "127.0.0.1" },
      { internal: 8443, ip: "127.0.0.1" },
    ],
    volumes: [{ volumeName: volume.id, containerPath: "/data" }],
    mounts: [
      { type: "volume", source: volume.id, target: "/mounted", readOnly: true },
      { type: "tmpfs", target: "/scratch", tmpfsOptions: { sizeBytes: 1048576, mode: 0o1777 } },
      { type: "bind", source: "/etc/hostname", target: "/host-name", readOnly: true },
    ],
    networkMode: "bridge",
    networksAdvanced: [
      { name: edge.id, aliases: ["web", "www"], ipv4Address: "10.213.7.9" },
      { name: data.outputs.name as string, aliases: ["web"] },
    ],
    capabilities: { adds: ["CAP_NET_BIND_SERVICE", "CAP_CHOWN"], drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    readOnly: true,
    ulimits: [
      { name: "nofile", soft: 512, hard: 1024 },
      { name: "nproc", soft: 256, hard: 256 },
    ],
    shmSize: 32,
    cpus: "0.5",
    cpuShares: 512,
    cpuSet: "0-1",
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    stopSignal: "SIGTERM",
    stopTimeout: 30,
    sysctls: { "net.core.somaxconn": "1024" },
    restart: "unless-stopped",
    memory: 64,
    memoryReservation: 32,
    memorySwap: 64,
    healthcheck: {
      tests: ["CMD", "cat", "/tmp/ready"],
      interval: "1s",
      timeout: "2s",
      startPeriod: "1m0s",
      retries: 3,
    },
    tmpfs: { "/tmp": "rw,noexec,nosuid,size=16m" },
    init: true,
    wait: true,
    waitTimeout: 30,
    destroyGraceSeconds: 10,
    removeVolumes: true,
    mustRun: true,
  };
}

test("t-docker-container with everything the program uses shows no difference after create and after refresh", async () => {
  const program = await rich();
  const made = await rig.create(program);
  assert.match(made.id, /^[0-9a-f]{64}$/);
  assert.deepEqual(await rig.diff(made, program), {});
  const read = await rig.read(made);
  assert.ok(read);
  assert.deepEqual(read.outputs, made.outputs, "a refresh of an untouched container shows no drift");
  assert.deepEqual(read.inputs, made.inputs);
  assert.deepEqual(await rig.diff(read, program), {});
  const info = await inspect(made.id);
  assert.equal(info.State.Health?.Status, "healthy");
  assert.deepEqual(Object.keys(info.NetworkSettings.Networks).length, 2);
  assert.equal((made.outputs.networkDatas as Bag[]).length, 2);
  const [port] = made.outputs.ports as Bag[];
  assert.ok((port?.external as number) > 0);
  await rig.delete(made);
});

test("t-docker-container of few words shows no difference, whatever the image sets", async () => {
  const made = await rig.create({ image: IMAGE });
  assert.deepEqual(await rig.diff(made, { image: IMAGE }), {});
  const read = await rig.read(made);
  assert.deepEqual(await rig.diff(read!, { image: IMAGE }), {});
  assert.deepEqual(made.outputs.command, ["sh", "-c", "sleep 3600"]);
});

test("t-docker-container known causes of lasting differences are the same as the official plugin's", async () => {
  const causes: [Bag, string][] = [
    [{ cpus: "1" }, "cpus"],
    [{ memory: 64 }, "memorySwap"],
    [{ securityOpts: ["systempaths=unconfined"] }, "securityOpts"],
    [{ hosts: [{ host: "six", ip: "fd00::7" }] }, "hosts"],
    [{ healthcheck: { tests: ["CMD", "true"], interval: "60s" } }, "healthcheck.interval"],
  ];
  for (const [extra, path] of causes) {
    const program = { ...sleeping, ...extra };
    const made = await rig.create(program);
    assert.deepEqual(Object.keys(await rig.diff(made, program)), [path]);
    await rig.delete(made);
  }
});

test("t-docker-container delete lets the SIGTERM handler run within destroyGraceSeconds, and kills without them", async () => {
  const volume = await volumes.create({});
  const script =
    "trap 'sleep 0.5; echo flushed >> /data/log; exit 0' TERM; touch /tmp/up; while true; do sleep 0.1; done";
  const program = {
    image: IMAGE,
    command: ["sh", "-c", script],
    ...whenThere("cat", "/tmp/up"),
    stopTimeout: 60,
    volumes: [{ volumeName: volume.id, containerPath: "/data" }],
  };
  const graceful = await rig.create({ ...program, destroyGraceSeconds: 10 });
  await rig.delete(graceful);
  const read = { image: IMAGE, command: ["cat", "/data/log"], mustRun: false, attach: true, logs: true };
  const reader = { ...read, volumes: program.volumes };
  assert.equal((await rig.create(reader)).outputs.containerLogs, "flushed\n");
  const killed = await rig.create(program);
  await rig.delete(killed);
  assert.equal((await rig.create(reader)).outputs.containerLogs, "flushed\n", "stopTimeout isn't consulted");
});

test("t-docker-container attach waits for the end and collects the logs, whatever the exit code", async () => {
  const script = "echo out; echo err >&2; sleep 0.2; exit 3";
  const program = { image: IMAGE, command: ["sh", "-c", script], mustRun: false, attach: true, logs: true };
  const made = await rig.create(program);
  assert.equal(made.outputs.exitCode, 3);
  assert.deepEqual((made.outputs.containerLogs as string).split("\n").sort(), ["", "err", "out"]);
  assert.deepEqual(await rig.diff(made, program), {});
  const removed = await rig.create({ ...program, rm: true }).then(
    ({ outputs }) => outputs.containerLogs as string,
    (error: Error) => error.message,
  );
  // It goes while it is read: the engine may be faster or slower.
  assert.match(removed, /^out$|expected non-empty ID/m);
  const tty = await rig.create({ ...program, tty: true });
  assert.match(tty.outputs.containerLogs as string, /out\r\nerr\r\n/);
});

test("t-docker-container uploads land before the start, in a volume too, with mode and owner", async () => {
  const volume = await volumes.create({});
  const program = {
    image: IMAGE,
    command: [
      "sh",
      "-c",
      "stat -c '%n %a %u:%g' /data/* /etc/app && cat /data/text /data/binary && /data/script",
    ],
    volumes: [{ volumeName: volume.id, containerPath: "/data" }],
    uploads: [
      { file: "/data/text", content: "grüße\n" },
      {
        file: "/data/binary",
        contentBase64: Buffer.from("binary\n").toString("base64"),
        permissions: "0600",
      },
      { file: "/data/script", content: "#!/bin/sh\necho ran\n", executable: true },
      { file: "/etc/app/deep.conf", content: "x" },
    ],
    mustRun: false,
    attach: true,
    logs: true,
  };
  const made = await rig.create(program);
  assert.equal(
    made.outputs.containerLogs,
    "/data/binary 600 0:0\n/data/script 744 0:0\n/data/text 644 0:0\n/etc/app 755 0:0\ngrüße\nbinary\nran\n",
  );
  assert.deepEqual(await rig.diff(made, program), {});
});

test("t-docker-container publishes its ports, and with no network but its own has that one alone", async () => {
  const network = await networks.create({});
  const made = await rig.create({
    ...sleeping,
    command: ["sh", "-c", "echo hello > /tmp/index.html; exec httpd -f -p 80 -h /tmp"],
    ...whenThere("wget", "-q", "-O", "/dev/null", "http://127.0.0.1/index.html"),
    ports: [{ internal: 80, ip: "127.0.0.1" }],
    networksAdvanced: [{ name: network.outputs.name as string, aliases: ["alias"] }],
  });
  const [port] = made.outputs.ports as Bag[];
  const answer = await fetch(`http://127.0.0.1:${String(port?.external)}/index.html`);
  assert.equal(await answer.text(), "hello\n");
  const attached = (await inspect(made.id)).NetworkSettings.Networks;
  assert.deepEqual(Object.keys(attached), [network.outputs.name]);
  assert.equal(await logs(made.id), "");
});
