import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import pc from "picocolors";
import { SETTINGS } from "../infra/settings.ts";
import { settingsLines } from "./config/list.ts";
import { config } from "./config.ts";
import { type Context, settingsFile } from "./context.ts";
import { OperatorError } from "./operator-error.ts";
import { Testbed } from "./testbed.ts";

const plain = pc.createColors(false);
const FILE = `# of the festival
config:
  # the router forwards this one
  terminusa:httpsPort: "8443"
  terminusa:externalRedisUrl:
    secure: v1:abc:def
encryptionsalt: v1:xyz=
`;

function write(context: Context, text: string): void {
  writeFileSync(settingsFile(context.root, context.stack), text);
}

function text(context: Context): string {
  return readFileSync(settingsFile(context.root, context.stack), "utf8");
}

async function refused(work: Promise<void>): Promise<OperatorError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof OperatorError, String(error));
    return error;
  }
  return assert.fail("was accepted");
}

describe("config set", () => {
  it("changes one value and keeps comments, order, encrypted values and the salt", async () => {
    await using bed = new Testbed();
    write(bed.context, FILE);
    await config(bed.context, "set", "httpsPort", "9443");
    assert.equal(text(bed.context), FILE.replace('"8443"', '"9443"'));
    await config(bed.context, "set", "hosts", "play.example.org,localhost");
    const added = "    secure: v1:abc:def\n  terminusa:hosts: play.example.org,localhost\n";
    const expected = FILE.replace("8443", "9443").replace("    secure: v1:abc:def\n", added);
    assert.equal(text(bed.context), expected);
    assert.match(bed.said, /up applies it/);
  });

  it("makes the file when there is none", async () => {
    await using bed = new Testbed();
    await config(bed.context, "set", "webReplicas", "2");
    assert.equal(text(bed.context), 'config:\n  terminusa:webReplicas: "2"\n');
  });

  for (const [given, what] of [
    [["webReplicas", "many"], /setting webReplicas = "many"/],
    [["webReplica", "2"], /unknown setting "webReplica"\. Did you mean webReplicas\?/],
    [["httpPort", "8443"], /contradict each other: the ports httpPort 8443, httpsPort 8443/],
    [["tls", "files"], /contradict each other: tls is files/],
    [["externalPostgresUrl", "postgres://a:b@c/d"], /externalPostgresUrl is secret/],
    [["webReplicas"], /this is not: config set NAME VALUE/],
  ] as const)
    it(`refuses ${given.join(" = ")} and leaves the file as it is`, async () => {
      await using bed = new Testbed();
      write(bed.context, FILE);
      const error = await refused(config(bed.context, "set", ...given));
      assert.match(error.what, what);
      assert.notEqual(error.remedy, "");
      assert.equal(text(bed.context), FILE);
    });

  it("takes settings together that contradict the rest one by one", async () => {
    await using bed = new Testbed();
    const together = ["tls", "files", "tlsCertificateFile", "a.pem", "tlsKeyFile", "b.pem"];
    await config(bed.context, "set", ...together);
    assert.match(
      text(bed.context),
      /terminusa:tls: files\n.*tlsCertificateFile: a\.pem\n.*tlsKeyFile: b\.pem/,
    );
  });

  it("mends two bad settings one after the other", async () => {
    await using bed = new Testbed();
    write(bed.context, "config:\n  terminusa:httpPort: none\n  terminusa:webReplicas: many\n");
    await config(bed.context, "set", "webReplicas", "2");
    assert.match(bed.said, /still to mend: setting httpPort = "none"/);
    const error = await refused(config(bed.context, "set", "webReplicas", "many"));
    assert.match(error.what, /webReplicas/);
    await config(bed.context, "set", "httpPort", "8080");
    assert.equal(text(bed.context), 'config:\n  terminusa:httpPort: "8080"\n  terminusa:webReplicas: "2"\n');
  });

  it("says so when the file isn't YAML", async () => {
    await using bed = new Testbed();
    write(bed.context, "config: [1\n");
    const error = await refused(config(bed.context, "set", "httpPort", "8080"));
    assert.match(error.what, /can't be read/);
  });
});

describe("config rm", () => {
  it("removes a setting, an unknown one too, and nothing else", async () => {
    await using bed = new Testbed();
    write(bed.context, `${FILE}`.replace("config:", "config:\n  terminusa:colour: blue"));
    await config(bed.context, "rm", "colour");
    assert.equal(text(bed.context), FILE);
    await config(bed.context, "rm", "httpsPort");
    assert.match(bed.said, /httpsPort removed: it is 443 again/);
    assert.doesNotMatch(text(bed.context), /httpsPort/);
  });

  it("makes no file for a setting that isn't set", async () => {
    await using bed = new Testbed();
    await config(bed.context, "rm", "httpPort");
    assert.equal(existsSync(settingsFile(bed.context.root, bed.context.stack)), false);
    assert.match((await refused(config(bed.context, "rm", "htpPort"))).what, /Did you mean httpPort/);
  });
});

describe("config get and list", () => {
  it("prints the value alone, or the default", async (t) => {
    await using bed = new Testbed();
    write(bed.context, FILE);
    const printed = t.mock.method(process.stdout, "write", () => true);
    const values = printed.mock.calls.length;
    await config(bed.context, "get", "httpsPort");
    await config(bed.context, "get", "httpPort");
    const lines = printed.mock.calls.slice(values).map(({ arguments: [line] }) => line);
    printed.mock.restore();
    assert.deepEqual(lines, ["8443\n", "80\n"]);
    assert.match((await refused(config(bed.context, "get", "externalRedisUrl"))).what, /secret/);
  });

  it("shows every setting with its default and meaning, marks what differs, and hides secrets", () => {
    const raw = { httpsPort: "8443", externalRedisUrl: "", hosts: "localhost", colour: "blue" };
    const lines = settingsLines(raw, plain, 130);
    const text = lines.join("\n");
    for (const { name } of SETTINGS) assert.match(text, new RegExp(`^[* ] {2}${name} `, "m"));
    assert.match(text, /^\* {2}httpsPort +8443 +443 +Published port of the site/m);
    assert.match(text, /^ {3}hosts +localhost +localhost /m);
    assert.match(text, /^\* {2}externalRedisUrl +\(secret\)/m);
    assert.match(text, /^! {2}colour +blue +– +Not a setting/m);
    assert.ok(Math.max(...lines.map((line) => line.length)) <= 130);
    const narrow = settingsLines(raw, plain, 80);
    assert.ok(Math.max(...narrow.map((line) => line.length)) <= 80);
    assert.match(narrow.join("\n"), /\n {5}Published port of the site/);
  });

  it("refuses another action", async () => {
    await using bed = new Testbed();
    assert.match((await refused(config(bed.context, "delete", "hosts"))).what, /doesn't know "delete"/);
  });
});
