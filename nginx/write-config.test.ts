import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { rendered, Testbed } from "./testbed.ts";
import { selfSigned } from "./testbed-certificate.ts";
import { ask } from "./testbed-client.ts";

let bed: Testbed;

before(async () => {
  bed = await Testbed.open();
});
after(() => bed?.close());

const current = () => bed.inside("readlink /etc/nginx/terminusa/current /etc/nginx/tls/current");
const versions = async (of: "terminusa" | "tls") =>
  (await bed.inside(`ls /etc/nginx/${of}`)).split("\n").filter((name) => name !== "current");

async function assertRefused(
  written: { code: number; stderr: string },
  before: string,
  lines: [RegExp, RegExp, RegExp],
) {
  assert.equal(written.code, 1, written.stderr);
  const said = written.stderr.trimEnd().split("\n");
  assert.equal(said.length, 3, written.stderr);
  for (const [i, line] of lines.entries()) assert.match(said[i]!, line);
  assert.equal(await current(), before, "the old version stays");
  await bed.inside("nginx -e stderr -t -q -c /etc/nginx/terminusa/current/nginx.conf");
  assert.equal((await ask(bed, "/assets/none")).status, 404, "and serves");
}

test("a good version is switched to, and its key is for the server's user alone", async () => {
  const certificate = await selfSigned("localhost");
  const written = await bed.write(rendered({ logKeep: 4 }), certificate);
  assert.equal(written.code, 0, written.stderr);
  assert.equal(written.stdout + written.stderr, "", "quiet");
  assert.equal(await current(), `${written.conf}\n${written.cert}`);
  const modes =
    "stat -c '%a %u:%g' /etc/nginx/tls/current/privkey.pem /etc/nginx/terminusa/current/nginx.conf";
  assert.equal(await bed.inside(modes), "400 101:0\n644 0:0");
  const again = await bed.write(rendered({ logKeep: 4 }), certificate);
  assert.equal(again.code, 0, "the same version again is no fault");
});

test("a broken configuration is refused with Nginx's reason", async () => {
  const files = rendered({ logKeep: 5 });
  files["nginx.conf"] = files["nginx.conf"]!.replace("server_tokens off;", "server_tokens perhaps;");
  await assertRefused(await bed.write(files, bed.certificate), await current(), [
    /^nginx: the new configuration was refused; the old one stays in use$/,
    /^ {2}why: invalid value "perhaps" in \/etc\/nginx\/terminusa\/[0-9a-f]+\/nginx\.conf:\d+$/,
    /^ {2}do: {2}see the settings/,
  ]);
});

test("a configuration whose included file is missing is refused", async () => {
  const files = rendered();
  delete files["proxy.conf"];
  await assertRefused(await bed.write(files, bed.certificate), await current(), [
    /refused/,
    /why: .*\/proxy\.conf" failed \(2: No such file or directory\)/,
    /do: /,
  ]);
});

test("a key that doesn't belong to the certificate is refused with the settings' names", async () => {
  const other = await selfSigned("localhost");
  const mixed = { chain: bed.certificate.chain, key: other.key };
  await assertRefused(await bed.write(rendered(), mixed), await current(), [
    /refused/,
    /why: .*key values mismatch/,
    /do: .*tlsCertificateFile and tlsKeyFile/,
  ]);
});

test("what is no certificate, and a key that is empty, are refused", async () => {
  await assertRefused(
    await bed.write(rendered(), { ...bed.certificate, chain: "hello\n" }),
    await current(),
    [/refused/, /why: .*fullchain\.pem/, /do: .*tlsCertificateFile/],
  );
  await assertRefused(await bed.write(rendered(), { ...bed.certificate, key: "" }), await current(), [
    /incomplete/,
    /privkey\.pem is missing or empty/,
    /upload/,
  ]);
});

test("of many versions the one in use and the three before it stay; refused ones don't crowd them out", async () => {
  const confs: string[] = [];
  for (let logKeep = 20; logKeep < 26; logKeep++) {
    const written = await bed.write(rendered({ logKeep }), bed.certificate);
    assert.equal(written.code, 0, written.stderr);
    confs.push(written.conf);
    const refused = await bed.write({ ...rendered({ logKeep }), "nginx.conf": "nonsense" }, bed.certificate);
    assert.equal(refused.code, 1);
  }
  assert.deepEqual(new Set(await versions("terminusa")), new Set(confs.slice(-4)));
  assert.equal((await current()).split("\n")[0], confs.at(-1));
  assert.ok((await versions("tls")).length <= 4);
});
