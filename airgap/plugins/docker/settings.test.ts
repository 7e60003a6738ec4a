import assert from "node:assert/strict";
import { test } from "node:test";
import { UNKNOWN } from "../sdk/values.ts";
import { checkSettings, readSettings } from "./settings.ts";
import { sshArguments } from "./ssh.ts";
import { connectTest } from "./test-rig.ts";

test("t-docker-settings take arguments over the environment and default to no host", () => {
  const env = { DOCKER_HOST: "tcp://env:1", DOCKER_SSH_OPTS: "-o A=b  -v" };
  assert.equal(readSettings({}, {}, "/home/x").host, undefined);
  assert.equal(readSettings({}, env, "/home/x").host, "tcp://env:1");
  assert.deepEqual(readSettings({}, env, "/home/x").sshOptions, ["-o", "A=b", "-v"]);
  const given = readSettings(
    { host: "unix:///x.sock", sshOpts: '["-p","1"]', version: "5.2.0" },
    env,
    "/home/x",
  );
  assert.equal(given.host, "unix:///x.sock");
  assert.deepEqual(given.sshOptions, ["-p", "1"]);
});

test("t-docker-settings refuse registries, unknown arguments and wrong JSON, naming them", () => {
  const failures = checkSettings({
    registryAuth: "[]",
    nonsense: "1",
    sshOpts: "-v",
    disableDockerDaemonCheck: '"yes"',
    host: UNKNOWN,
    context: null,
  });
  assert.deepEqual(
    failures.map(({ property }) => property),
    ["registryAuth", "nonsense", "sshOpts", "disableDockerDaemonCheck"],
  );
  assert.throws(() => readSettings({ registryAuth: "[]" }, {}, "/"), /docker:registryAuth/);
});

test("t-docker-settings refuse half a set of certificates", async () => {
  await assert.rejects(connectTest({ caMaterial: "x" }), /must all be specified/);
  const all = { caMaterial: "x", certMaterial: "y", keyMaterial: "z" };
  await assert.rejects(connectTest({ ...all, certPath: "/x" }), /certPath must not be specified/);
});

test("t-docker-ssh arguments are those of the Docker CLI", () => {
  const dial = ["docker", "system", "dial-stdio"];
  assert.deepEqual(sshArguments("ssh://me@far:2222", ["-v"]), [
    ...["-v", "-o", "ConnectTimeout=30", "-T", "-l", "me", "-p", "2222", "--", "far"],
    ...dial,
  ]);
  assert.deepEqual(sshArguments("ssh://far/run/d.sock", ["-o", "ConnectTimeout=3"]), [
    ...["-o", "ConnectTimeout=3", "-T", "--", "far", "docker", "--host", "unix:///run/d.sock"],
    ...["system", "dial-stdio"],
  ]);
  assert.throws(() => sshArguments("ssh://me:secret@far", []), /password is not supported/);
});
