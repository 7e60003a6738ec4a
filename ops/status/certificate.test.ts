import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createServer } from "node:tls";
import { certificateCheck } from "../doctor/certificate.ts";
import { Testbed } from "../testbed.ts";
import { readCertificate } from "./certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "terminusa-certificate-"));
const NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1";

function selfSigned(name: string, days: number): { key: Buffer; cert: Buffer } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-days", String(days), "-subj", `/CN=${name}`, "-addext", NAMES];
  execFileSync("openssl", ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...subject], {
    stdio: "ignore",
  });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

describe("the site's certificate", () => {
  const good = selfSigned("Good authority", 30);
  const server = createServer(good, (socket) => socket.end());
  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const bedFor = (settings: Record<string, string> = {}) =>
    new Testbed({ httpsPort: String((server.address() as AddressInfo).port), ...settings });

  it("is read as players get it", async () => {
    await using bed = bedFor();
    const shown = await readCertificate(bed.context);
    assert.equal(shown.daysLeft, 29);
    assert.equal(shown.issuer, "Good authority");
    assert.deepEqual(shown.names, ["localhost", "127.0.0.1", "::1"]);
    const trusted = new X509Certificate(good.cert);
    assert.equal(certificateCheck(bed.context, shown, trusted).level, "ok");
  });

  it("fails for a name it isn't for, for another authority, and when it has ended; warns before that", async () => {
    await using bed = bedFor({ hosts: "play.example.org,127.0.0.1" });
    const shown = await readCertificate(bed.context);
    const named = certificateCheck(bed.context, shown, undefined);
    assert.deepEqual([named.level, named.detail], ["fail", "it is not for play.example.org (setting hosts)"]);
    await using home = bedFor();
    const other = new X509Certificate(selfSigned("Other", 30).cert);
    assert.match(
      certificateCheck(home.context, shown, other).detail,
      /^Good authority signed it, not the authority/,
    );
    assert.equal(certificateCheck(home.context, { ...shown, daysLeft: -1 }, undefined).level, "fail");
    assert.equal(certificateCheck(home.context, { ...shown, daysLeft: 13 }, undefined).level, "warn");
  });

  it("is a failure to read when nobody answers", async () => {
    await using bed = new Testbed({ httpsPort: "58999" });
    await assert.rejects(readCertificate(bed.context), /ECONNREFUSED/);
  });
});
