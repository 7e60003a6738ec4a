import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { gunzipSync } from "node:zlib";
import { Testbed, until } from "./testbed.ts";
import { ask, askHttp2, askUpstream, upgrade } from "./testbed-client.ts";

const OWN_CSP =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const SECURITY = [
  "strict-transport-security",
  "content-security-policy",
  "x-content-type-options",
  "referrer-policy",
  "cross-origin-opener-policy",
];
const SCRIPT = `console.log(${JSON.stringify("the gate opens. ".repeat(300))})`;

let bed: Testbed;

before(async () => {
  bed = await Testbed.open();
  await bed.root(`cd /srv/assets && printf '%s' '${SCRIPT}' > app.0123abcd.js && printf '{}' > .secret.json
    printf 'body{}' > site.4567.css && mkdir inner && printf x > inner/a.woff2`);
  await Promise.all([bed.upstream("web", 5000), bed.upstream("terminal", 6789)]);
});
after(() => bed?.close());

function assertSecure(
  answer: { headers: Record<string, string | undefined>; names: string[] },
  what: string,
) {
  for (const name of SECURITY)
    assert.equal(answer.names.filter((other) => other === name).length, 1, `${what}: one ${name}`);
  assert.equal(answer.headers["strict-transport-security"], "max-age=63072000", what);
  assert.equal(answer.headers["x-content-type-options"], "nosniff", what);
  assert.equal(answer.headers.server, "nginx", `${what}: no version`);
}

test("plain HTTP is redirected with its method, path and query, to the published port", async () => {
  const answer = await ask(bed, "/a/b?c=d", { port: "http", method: "POST", host: "PLAY.example.org:8080" });
  assert.equal(answer.status, 308);
  assert.equal(answer.headers.location, "https://play.example.org/a/b?c=d");
  const six = await ask(bed, "/", { port: "http", host: "[2001:db8::1]" });
  assert.equal(six.headers.location, "https://[2001:db8::1]/");
  assert.equal(six.headers["strict-transport-security"], undefined, "RFC 6797: not over plain HTTP");
});

test("plain HTTP spoken to a TLS port is redirected too", async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connectTcp(bed.ports.https, "127.0.0.1", () => {
      socket.end("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    });
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => resolve(text)).on("error", reject);
  });
  assert.match(answer, /^HTTP\/1\.1 308 /);
  assert.match(answer, /Location: https:\/\/localhost\/x\r\n/);
});

test("an ACME challenge is answered by a file over plain HTTP, a missing one by the 404 page", async () => {
  await bed.inside(
    "mkdir -p /tmp/acme/.well-known/acme-challenge && echo -n proof > /tmp/acme/.well-known/acme-challenge/t1",
  );
  const found = await ask(bed, "/.well-known/acme-challenge/t1", { port: "http" });
  assert.deepEqual([found.status, found.body], [200, "proof"]);
  assert.equal((await ask(bed, "/.well-known/acme-challenge/t2", { port: "http" })).status, 404);
});

for (const port of ["http", "https", "game"] as const)
  test(`an unknown name on the ${port} port gets the page that names the setting`, async () => {
    const answer = await ask(bed, "/", { port, host: "stranger.example.net" });
    assert.equal(answer.status, 421);
    const command =
      "./terminusa config set hosts &#39;play.example.org,[2001:db8::1],stranger.example.net&#39;";
    assert.ok(answer.body.includes(`<code>${command}</code>`), answer.body);
    if (port !== "http") assertSecure(answer, port);
  });

test("a hostile Host header is no markup in the page", async () => {
  const answer = await ask(bed, "/", { host: "a<b>&.org" });
  assert.equal(answer.status, 421);
  assert.match(answer.body, /,NAME&#39;<\/code>/);
});

test("the web server gets the request id and forwarded headers, and nothing that a client forged", async () => {
  const forged = {
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "evil",
    "X-Forwarded-Port": "1",
    "X-Real-IP": "6.6.6.6",
    "X-Request-Id": "forged",
    Forwarded: "for=6.6.6.6",
    "X-Original-URL": "/admin",
    Proxy: "evil",
    Upgrade: "h2c",
  };
  const { seen, headers } = await askUpstream(bed, "/path%2Fraw?q=1", { headers: forged });
  assert.equal(seen.url, "/path%2Fraw?q=1", "as it was sent");
  assert.match(seen.headers["x-request-id"]!, /^[0-9a-f]{32}$/);
  assert.equal(headers["x-request-id"], seen.headers["x-request-id"]);
  assert.match(seen.headers["x-forwarded-for"]!, /^172\.|^10\.|^192\.168\./);
  assert.doesNotMatch(JSON.stringify(seen.headers), /6\.6\.6\.6|evil|forged|gopher|admin|h2c/);
  assert.equal(seen.headers["x-forwarded-proto"], "https");
  assert.equal(seen.headers.host, `localhost:${bed.ports.https}`);
});

test("an absolute address can't smuggle another Host to the web server", async () => {
  const { seen } = await askUpstream(bed, "https://localhost/x", { host: "evil.example" });
  assert.equal(seen.headers.host, "localhost");
});

test("HTTP/2 is spoken", async () => {
  const answer = await askHttp2(bed, "/h2");
  assert.equal(answer.status, 200);
  assert.equal(JSON.parse(answer.body).headers.host, `localhost:${bed.ports.https}`);
});

test("each kind of response has every security header once; what the application says has precedence", async () => {
  const questions = {
    "a page": await ask(bed, "/"),
    "an error of the application": await ask(bed, "/?status=500"),
    "an asset": await ask(bed, "/assets/app.0123abcd.js"),
    "a missing asset": await ask(bed, "/assets/none.js"),
    "a body too large": await ask(bed, "/", { method: "POST", body: Buffer.alloc(70_000) }),
    "a wrong method": await ask(bed, "/assets/app.0123abcd.js", { method: "POST" }),
    "the style of error pages": await ask(bed, "/-/error.css"),
    "a path on the game port": await ask(bed, "/other", { port: "game" }),
  };
  for (const [what, answer] of Object.entries(questions)) {
    assertSecure(answer, what);
    assert.equal(answer.headers["content-security-policy"], OWN_CSP, what);
  }
  const own = await ask(bed, "/own-headers");
  assertSecure(own, "own headers");
  assert.equal(own.headers["content-security-policy"], "default-src 'self'");
});

test("assets are compressed, typed and kept for a year; a missing one isn't kept at all", async () => {
  const zipped = await ask(bed, "/assets/app.0123abcd.js", { headers: { "Accept-Encoding": "gzip" } });
  assert.equal(zipped.headers["content-encoding"], "gzip");
  assert.ok(zipped.raw.length < SCRIPT.length / 10);
  assert.equal(gunzipSync(zipped.raw).toString(), SCRIPT);
  const answer = await ask(bed, "/assets/app.0123abcd.js");
  assert.equal(answer.body, SCRIPT);
  assert.equal(answer.headers["content-type"], "text/javascript; charset=utf-8");
  assert.equal(answer.headers["cache-control"], "public, max-age=31536000, immutable");
  assert.equal(answer.headers.vary, "Accept-Encoding");
  assert.equal((await ask(bed, "/assets/site.4567.css")).headers["content-type"], "text/css; charset=utf-8");
  assert.equal((await ask(bed, "/assets/inner/a.woff2")).headers["content-type"], "font/woff2");
  const missing = await ask(bed, "/assets/app.ffff.js");
  assert.deepEqual([missing.status, missing.headers["cache-control"]], [404, "no-store"]);
  assert.match(missing.body, /No such place/);
});

test("files whose names begin with a dot, and folders, aren't shown", async () => {
  for (const path of [
    "/assets/.secret.json",
    "/.git/config",
    "/a/.env",
    "/assets/",
    "/assets/inner/",
    "/assets/inner",
  ]) {
    const answer = await ask(bed, path);
    assert.equal(answer.status, 404, path);
    assert.match(answer.body, /No such place/, path);
  }
  assert.equal((await askUpstream(bed, "/.well-known/security.txt")).seen.url, "/.well-known/security.txt");
});

test("Nginx's own files can't be fetched", async () => {
  for (const path of ["/-/nginx.conf", "/-/start.sh", "/-/404.html", "/-/maintenance", "/-/health", "/-/"])
    assert.match((await ask(bed, path)).body, /No such place/, path);
});

test("an error page shows the request's id and says what to do", async () => {
  const answer = await ask(bed, "/assets/nowhere");
  assert.ok(answer.body.includes(`<code>${answer.headers["x-request-id"]}</code>`));
  assert.equal(answer.headers["content-type"], "text/html; charset=utf-8");
});

test("a body of 64 KiB passes; a larger one gets 413, also when its length isn't told", async () => {
  const fits = await askUpstream(bed, "/", { method: "POST", body: Buffer.alloc(65_536) });
  assert.equal(fits.seen.bytes, 65_536);
  const told = await ask(bed, "/", { method: "POST", body: Buffer.alloc(65_537) });
  assert.equal(told.status, 413);
  assert.match(told.body, /may carry 64 KiB/);
  const headers = { "Transfer-Encoding": "chunked" };
  const chunked = await ask(bed, "/", { method: "POST", headers, body: Buffer.alloc(65_537) });
  assert.equal(chunked.status, 413);
});

test("headers and addresses that are too long get pages of their own", async () => {
  const cookies = await ask(bed, "/", { headers: { Cookie: "a".repeat(9000) } });
  assert.equal(cookies.status, 431);
  assert.match(cookies.body, /Clear this site/);
  assertSecure(cookies, "431");
  const address = await ask(bed, `/${"a".repeat(9000)}`);
  assert.equal(address.status, 414);
  assertSecure(address, "414");
});

test("an unreadable request gets 400 with every header", async () => {
  const answer = await ask(bed, "/", { headers: { "Content-Length": "abc" }, method: "POST" });
  assert.equal(answer.status, 400);
  assertSecure(answer, "400");
});

test("TLS 1.2 and 1.3 with the suites and curves of the profile are spoken, and nothing else", async () => {
  const suites = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"];
  for (const suite of suites) {
    const ciphers = `ECDHE-ECDSA-${suite}`;
    assert.equal(await handshake({ maxVersion: "TLSv1.2", ciphers }), `TLSv1.2 ${ciphers}`);
  }
  for (const ecdhCurve of ["X25519MLKEM768", "X25519", "prime256v1", "secp384r1"])
    assert.match(await handshake({ minVersion: "TLSv1.3", ecdhCurve }), /^TLSv1\.3 /, ecdhCurve);
  const insecure = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
  for (const refused of [
    insecure,
    { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256" },
    { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES256-SHA" },
    { ecdhCurve: "secp521r1" },
    { ecdhCurve: "X448" },
  ] as const)
    await assert.rejects(handshake(refused), /alert|handshake|protocol|ECONNRESET/i, JSON.stringify(refused));
});

test("a TLS session is resumed from the cache, without tickets", async () => {
  const options = { ...tlsOptions(), maxVersion: "TLSv1.2" } as const;
  const first = connectTls(options);
  await once(first, "secureConnect");
  const session = first.getSession();
  assert.equal(first.getTLSTicket(), undefined);
  // A whole request, as a connection that breaks off takes its session with it.
  first.end("GET /-/error.css HTTP/1.0\r\nHost: localhost\r\n\r\n").resume();
  await once(first, "close");
  const second = connectTls({ ...options, session });
  await once(second, "secureConnect");
  assert.equal(second.isSessionReused(), true);
  second.destroy();
});

function tlsOptions(): ConnectionOptions {
  const { chain } = bed.certificate;
  return { host: "127.0.0.1", port: bed.ports.https, servername: "localhost", ca: chain };
}

/** "protocol suite" of a handshake with these options; rejects if there is none. */
async function handshake(options: ConnectionOptions): Promise<string> {
  const socket = connectTls({ ...tlsOptions(), ...options });
  try {
    await once(socket, "secureConnect");
    return `${socket.getProtocol()} ${socket.getCipher().name}`;
  } finally {
    socket.destroy();
  }
}

for (const [port, path] of [
  ["https", "/ws"],
  ["game", "/"],
] as const)
  test(`a WebSocket through the ${port} port reaches the terminal server and echoes`, async () => {
    const { stream, response } = await upgrade(bed, path, { port, headers: { Origin: "https://localhost" } });
    const [url, id] = String(response.headers["x-seen"]).split(" ");
    assert.equal(url, path);
    const message = randomBytes(100_000);
    const chunks: Buffer[] = [];
    const echoed = new Promise<Buffer>((resolve) =>
      stream.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (Buffer.concat(chunks).length >= message.length) resolve(Buffer.concat(chunks));
      }),
    );
    stream.write(message);
    assert.ok((await echoed).equals(message));
    await sleep(400);
    stream.end();
    const line = await until("the log line of the closed connection", async () =>
      (await bed.lines("access")).find((entry) => entry.requestId === id),
    );
    assert.ok(line);
    assert.equal(line.status, 101);
    assert.ok((line.seconds as number) >= 0.3, "the duration");
  });

test("a web connection can't be upgraded", async () => {
  await assert.rejects(upgrade(bed, "/play", { headers: { Upgrade: "h2c" } }), /status 200/);
});

test("a log line has the request's id as the web server saw it, and no query string", async () => {
  const { seen } = await askUpstream(bed, "/login?token=hunter2&x=%22", { method: "POST", body: "abc" });
  const line = await until("the log line", async () =>
    (await bed.lines("access")).find((entry) => entry.requestId === seen.headers["x-request-id"]),
  );
  assert.ok(line);
  const { time, connection, bytes, seconds, upstream, upstreamSeconds, ...rest } = line;
  assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.ok(Math.abs(Date.now() - Date.parse(String(time))) < 60_000);
  for (const number of [connection, bytes, seconds]) assert.equal(typeof number, "number");
  assert.match(String(upstream), /^[\d.]+:5000$/);
  assert.match(String(upstreamSeconds), /^\d+\.\d+$/);
  assert.deepEqual(rest, {
    service: "nginx",
    requestId: seen.headers["x-request-id"],
    remote: seen.headers["x-forwarded-for"],
    method: "POST",
    host: "localhost",
    path: "/login",
    status: 200,
    protocol: "HTTP/1.1",
    tls: "TLSv1.3",
    upstreamStatus: "200",
  });
});

test("garbage on the wire leaves the access log valid JSON", async () => {
  for (const garbage of [
    'GET /\x01\x02"\\ HTTP/1.1\r\nHost: "\xff\xfe\r\n\r\n',
    "\x16\x03\x01garbage",
    "PRI * HTTP/9.9\r\n\r\n",
  ]) {
    const socket = connectTcp(bed.ports.http, "127.0.0.1");
    await once(socket, "connect");
    socket.end(Buffer.from(garbage, "latin1"));
    socket.resume();
    await once(socket, "close");
  }
  await until("the log line", async () => (await bed.lines("access")).some((line) => line.status === 400));
});

test("a header that doesn't come to its end is cut off, however it drips", async () => {
  const socket = connectTcp(bed.ports.http, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n");
  const drip = setInterval(() => socket.write("X-Slow: 1\r\n"), 1000);
  socket.on("error", () => {});
  socket.resume();
  await once(socket, "close");
  clearInterval(drip);
});

test("the health check and the counters are for the inside only", async () => {
  const status = await bed.inside(
    "exec 3<>/dev/tcp/127.0.0.1/8081; printf 'GET /nginx-status HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3",
  );
  assert.match(status, /Active connections: \d+/);
  assert.equal(
    (await askUpstream(bed, "/nginx-status")).seen.url,
    "/nginx-status",
    "outside it is the web's",
  );
  const local = (await bed.lines("access")).filter((line) => line.remote === "127.0.0.1");
  assert.deepEqual(local, [], "its requests aren't logged");
});

test("in maintenance all but health and files answer 503 with the operator's words", async () => {
  const words = "Back at <b>nine</b>.\nBring a lamp & $host.";
  await bed.root(`cat > /etc/nginx/terminusa/maintenance <<'END'\n${words}\nEND`);
  try {
    for (const question of [{}, { method: "POST", body: "x" }]) {
      const answer = await ask(bed, "/", question);
      assert.equal(answer.status, 503);
      assert.equal(answer.headers["retry-after"], "60");
      assert.ok(
        answer.body.includes("Back at &lt;b&gt;nine&lt;/b&gt;.\nBring a lamp &amp; $host."),
        answer.body,
      );
      assertSecure(answer, "maintenance");
    }
    await assert.rejects(upgrade(bed, "/ws"), /status 503/);
    await assert.rejects(upgrade(bed, "/", { port: "game" }), /status 503/);
    assert.equal((await ask(bed, "/healthz")).status, 200);
    assert.equal((await ask(bed, "/assets/app.0123abcd.js")).status, 200);
    assert.equal((await ask(bed, "/-/error.css")).status, 200);
    await bed.root(": > /etc/nginx/terminusa/maintenance");
    const silent = await ask(bed, "/");
    assert.match(silent.body, /The gates are shut for maintenance/);
    assert.doesNotMatch(silent.body, /<!--#/);
  } finally {
    await bed.root("rm /etc/nginx/terminusa/maintenance");
  }
  assert.equal((await ask(bed, "/")).status, 200);
});
