import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { type NginxSettings, NginxSettingsError } from "./render.ts";
import { defaults, rendered } from "./testbed.ts";

const conf = (settings: Partial<NginxSettings> = {}) => rendered(settings)["nginx.conf"]!;
const limits = (changed: Partial<NginxSettings["limits"]>) => ({
  limits: { ...defaults.limits, ...changed },
});

test("every setting lands in its place", () => {
  const text = conf({
    hosts: ["play.example.org", "2001:DB8:0::1", "192.0.2.7"],
    webAlias: "web-a",
    webPort: 5055,
    terminalAlias: "terminal-a",
    terminalPort: 6666,
    ...limits({ requestsPerSecond: 51, requestBurst: 201, connectionsPerAddress: 101, bodyBytes: 4096 }),
  });
  const names = "server_name localhost 127.0.0.1 [::1] play.example.org [2001:db8::1] 192.0.2.7;";
  assert.equal(text.split(names).length - 1, 3, "once each for 8080, 8443 and 6789");
  for (const line of [
    "set $web http://web-a:5055;",
    "set $terminal http://terminal-a:6666;",
    "zone=requests:8m rate=51r/s;",
    "limit_req zone=requests burst=201 nodelay;",
    "limit_conn connections 101;",
    "client_max_body_size 4096;",
  ])
    assert.ok(text.includes(line), line);
  assert.equal(rendered({ logMaxMiB: 7, logKeep: 9 })["log-limits"], "max_bytes=7340032\nkeep=9\n");
});

test("redirects name the published port unless it is the usual one", () => {
  assert.ok(conf({ httpsPort: 8443 }).includes("return 308 https://$host:8443$request_uri;"));
  assert.ok(conf({ httpsPort: 443 }).includes("return 308 https://$host$request_uri;"));
});

test("without a game port nothing listens on 6789", () => {
  assert.ok(conf().includes("listen 6789 ssl;"));
  assert.ok(!conf({ gamePort: null }).includes("listen 6789"));
});

test("without a port for MUD clients there is no stream, and no module is loaded for one", () => {
  const text = conf({ terminalAlias: "terminal-a", terminalTelnetPort: 4040 });
  assert.ok(text.includes("listen 4000 ssl ") && text.includes("set $terminal terminal-a:4040;"));
  assert.doesNotMatch(conf({ telnetPort: null }), /stream \{|listen 4000|modules-enabled/);
});

test("the same settings give the same files, and a repeated host counts once", () => {
  assert.deepEqual(rendered(), rendered());
  assert.ok(conf({ hosts: ["localhost", "::1", "a.org", "A.org"] }).includes("[::1] a.org;"));
});

for (const host of [
  "",
  "a b",
  "a;b",
  "a\nb",
  "*.example.org",
  "~^x$",
  ".example.org",
  "a{b}",
  "-a",
  "a-",
  "a..b",
  "$host",
  '"a"',
  "_",
  "https://a.org",
  "a.org:443",
  "a/b",
  "fe80::1%eth0",
  "[::1",
  "x".repeat(64),
  "\u00e4.org",
  "#",
  "a\\b",
])
  test(`the host ${JSON.stringify(host)} is refused by the setting's name`, () => {
    assert.throws(
      () => rendered({ hosts: ["good.org", host] }),
      (error: Error) => {
        assert.ok(error instanceof NginxSettingsError);
        assert.match(error.message, /hosts\.1: must be a DNS name, an IPv4 or an IPv6 address/);
        return true;
      },
    );
  });

for (const [name, bad] of Object.entries({
  hosts: { hosts: [] },
  httpsPort: { httpsPort: 0 },
  gamePort: { gamePort: 65536 },
  telnetPort: { telnetPort: 0 },
  webAlias: { webAlias: "web; evil" },
  webPort: { webPort: 1.5 },
  terminalAlias: { terminalAlias: "$x" },
  terminalPort: { terminalPort: Number.NaN },
  terminalTelnetPort: { terminalTelnetPort: -4000 },
  "limits.requestsPerSecond": limits({ requestsPerSecond: 0 }),
  "limits.requestBurst": limits({ requestBurst: -1 }),
  "limits.connectionsPerAddress": limits({ connectionsPerAddress: 0 }),
  "limits.bodyBytes": limits({ bodyBytes: 0 }),
  logMaxMiB: { logMaxMiB: 0 },
  logKeep: { logKeep: 0 },
}))
  test(`a bad ${name} is refused by its name`, () => {
    assert.throws(() => rendered(bad), {
      name: "NginxSettingsError",
      message: new RegExp(`used: ${name}: `),
    });
  });

test("an unknown setting is refused", () => {
  assert.throws(() => rendered({ gamport: 1 } as never), /gamport/);
});

test("every error page of the configuration exists, names no script or style of its own, and shows its request", () => {
  const files = rendered();
  const named = [...files["nginx.conf"]!.matchAll(/error_page .*\/-\/(\S+);/g)].map((match) => match[1]!);
  assert.ok(named.length >= 12);
  for (const name of named) {
    const page = files[name]!;
    assert.doesNotMatch(page, /<script|<style|style=|onclick/, name);
    assert.match(page, /echo var="request_id"/, name);
    assert.match(page, /\[System\]/, name);
  }
});

test("pages tell the limits that are set", () => {
  const files = rendered(limits({ bodyBytes: 2 * 1024 * 1024, requestsPerSecond: 33 }));
  assert.match(files["413.html"]!, /may carry 2 MiB/);
  assert.match(files["429.html"]!, /More than 33 requests a second/);
});

test("whatever the configuration includes is rendered, and every file beside render.ts has a use", () => {
  const files = rendered();
  for (const [name, text] of Object.entries(files))
    if (name.endsWith(".conf"))
      for (const match of text.matchAll(/^\s*include ([^\s/]+);/gm)) assert.ok(files[match[1]!], match[1]!);
  const unused = readdirSync(import.meta.dirname).filter(
    (name) => !(name in files) && !/\.ts$|\.eta$/.test(name),
  );
  assert.deepEqual(unused, ["write-config.sh"]);
});
