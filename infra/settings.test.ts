import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseSettings, SETTINGS, SettingsError } from "./settings.ts";

function refused(raw: Record<string, string>): string {
  try {
    parseSettings(raw);
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.message;
  }
  return assert.fail("was accepted");
}

describe("settings", () => {
  it("work without any being set", () => {
    const settings = parseSettings({});
    assert.deepEqual(settings.hosts, ["localhost"]);
    assert.equal(settings.httpsPort, 443);
  });

  it("take a list with commas or as JSON", () => {
    assert.deepEqual(parseSettings({ hosts: "Play.example.org, 10.0.0.7" }).hosts, [
      "play.example.org",
      "10.0.0.7",
    ]);
    assert.deepEqual(parseSettings({ hosts: '["a.example","b.example"]' }).hosts, ["a.example", "b.example"]);
  });

  it("name an unknown setting and the one that was probably meant", () => {
    assert.match(refused({ httpsport: "8443" }), /unknown setting "httpsport".*httpsPort/);
    assert.match(refused({ hots: "x" }), /unknown setting "hots".*hosts/);
  });

  for (const [raw, expected] of [
    [{ httpPort: "0" }, /httpPort/],
    [{ httpsPort: "70000" }, /httpsPort/],
    [{ httpsPort: "https" }, /httpsPort/],
    [{ hosts: "not a host" }, /hosts/],
    [{ hosts: "" }, /hosts/],
    [{ tls: "letsencrypt" }, /tls/],
    [{ webReplicas: "0" }, /webReplicas/],
    [{ webCpus: "0.05" }, /webCpus/],
    [{ postgresMemory: "12" }, /postgresMemory/],
    [{ smtpUrl: "mail.example.org", mailFrom: "a@b.example" }, /smtpUrl/],
    [{ mailFrom: "nobody" }, /mailFrom/],
    [{ dockerHost: "build.example.org" }, /dockerHost/],
  ] as [Record<string, string>, RegExp][])
    it(`refuse ${JSON.stringify(raw)} and say what it is for`, () => {
      const message = refused(raw);
      assert.match(message, expected);
      assert.match(message, /\.\/terminusa config set/);
    });

  for (const [raw, expected] of [
    [{ httpPort: "8080", httpsPort: "8080" }, /httpPort 8080, httpsPort 8080/],
    [{ gamePort: "443" }, /must differ/],
    [{ telnetPort: "6789" }, /gamePort 6789, telnetPort 6789 must differ/],
    [{ tls: "files" }, /tlsCertificateFile and tlsKeyFile/],
    [{ tlsKeyFile: "key.pem" }, /tls is own-ca/],
    [{ externalPostgresUrl: "postgres://a/b" }, /externalPostgresOwnerUrl/],
    [{ smtpUrl: "smtp://mail.example.org" }, /mailFrom/],
  ] as [Record<string, string>, RegExp][])
    it(`refuse the contradiction ${JSON.stringify(raw)}`, () => assert.match(refused(raw), expected));

  it("never show a secret in an error", () => {
    assert.doesNotMatch(refused({ externalRedisUrl: "http://:hunter2@cache" }), /hunter2/);
  });

  it("each have a meaning for the documentation", () => {
    for (const { name, meaning } of SETTINGS) assert.ok(meaning.length > 20 && meaning.endsWith("."), name);
  });
});
