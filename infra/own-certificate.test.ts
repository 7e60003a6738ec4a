import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { readOwnCertificate } from "./own-certificate.ts";
import { SettingsError } from "./settings.ts";

const DAY_MS = 86_400_000;
let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "t-own-certificate-"));
  for (const name of ["a", "b"]) make(name, new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS));
  make("expired", new Date(Date.now() - 3 * DAY_MS), new Date(Date.now() - DAY_MS));
  make("early", new Date(Date.now() + DAY_MS), new Date(Date.now() + 3 * DAY_MS));
  writeFileSync(join(folder, "text"), "not PEM");
});
after(() => rmSync(folder, { recursive: true }));

function make(name: string, from: Date, to: Date): void {
  const stamp = (date: Date) => `${date.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", `${name}.key`);
  openssl("req", "-new", "-key", `${name}.key`, "-subj", "/CN=localhost", "-out", `${name}.csr`);
  const config =
    "[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n";
  writeFileSync(join(folder, "ca.cnf"), config);
  writeFileSync(join(folder, "index"), "");
  writeFileSync(join(folder, "serial"), "01\n");
  openssl(
    ...["ca", "-batch", "-selfsign", "-config", "ca.cnf", "-keyfile", `${name}.key`, "-in", `${name}.csr`],
    ...["-out", `${name}.pem`, "-startdate", stamp(from), "-enddate", stamp(to), "-notext"],
  );
}

const read = (certificate: string, key: string) =>
  readOwnCertificate(folder, { tlsCertificateFile: certificate, tlsKeyFile: key });

describe("a certificate of the operator's own", () => {
  it("is read when its key fits and it is valid", () => {
    assert.match(read("a.pem", "a.key").chain, /BEGIN CERTIFICATE/);
  });

  for (const [certificate, key, message] of [
    ["none.pem", "a.key", /^tlsCertificateFile "\S+none\.pem" can't be read\n/],
    ["a.pem", "none.key", /^tlsKeyFile "\S+none\.key" can't be read\n/],
    ["text", "a.key", /^tlsCertificateFile "text" holds no PEM certificate\n/],
    ["a.pem", "text", /^tlsKeyFile "text" holds no PEM private key/],
    ["a.pem", "b.key", /^tlsKeyFile "b\.key" is not the key of tlsCertificateFile "a\.pem"\n/],
    ["expired.pem", "expired.key", /^tlsCertificateFile "expired\.pem" expired on /],
    ["early.pem", "early.key", /^tlsCertificateFile "early\.pem" is not valid before /],
  ] as const)
    it(`is refused for ${certificate} with ${key}, in what, why and what to do`, () => {
      assert.throws(
        () => read(certificate, key),
        (error) => {
          assert.ok(error instanceof SettingsError);
          assert.match(error.message, message);
          assert.equal(error.message.split("\n").length, 3, error.message);
          return true;
        },
      );
    });
});
