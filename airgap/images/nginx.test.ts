import assert from "node:assert/strict";
import { test } from "node:test";
import type Docker from "dockerode";
import {
  docker,
  ended,
  HARDENED,
  imageName,
  logsOf,
  makeFolder,
  run,
  runOnce,
  start,
  until,
} from "./trial.ts";

const Image = await imageName("nginx");

async function get(container: Docker.Container, url: string): Promise<string> {
  return (await run(container, ["curl", "--silent", "--show-error", "--fail", url])).output;
}

function serves(container: Docker.Container, url: string, expected: RegExp): Promise<void> {
  return until(`Nginx serves ${url}`, async () => {
    assert.ok((await container.inspect()).State.Running, await logsOf(container));
    return expected.test(await get(container, url));
  });
}

/** A whole configuration that needs no writable path but /tmp. */
const OWN_CONFIG = `
  pid /tmp/nginx.pid;
  error_log stderr notice;
  events {}
  http {
    access_log /dev/stdout;
    client_body_temp_path /tmp/client; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
    server { listen 8080; location / { return 200 "own\\n"; } location /slow { proxy_pass http://127.0.0.1:9000; } }
  }
`;

test("the image's configuration is the official one", async () => {
  const { Config } = await docker.getImage(Image).inspect();
  assert.deepEqual(Config.Entrypoint, ["/docker-entrypoint.sh"]);
  assert.deepEqual(Config.Cmd, ["nginx", "-g", "daemon off;"]);
  assert.deepEqual(Config.ExposedPorts, { "80/tcp": {} });
  assert.equal((Config as { StopSignal?: string }).StopSignal, "SIGQUIT");
  assert.equal(Config.Volumes, null);
  assert.equal(Config.User, "");
  assert.equal(Config.Healthcheck, undefined);
  assert.ok(Config.Env?.some((entry) => entry.startsWith("NGINX_VERSION=1.")));
});

test("without a configuration of one's own it serves a page on both IP versions and logs to the container's output", async (t) => {
  const container = await start(t, { Image });
  await serves(container, "http://127.0.0.1/", /<html/);
  const config = await run(container, ["cat", "/etc/nginx/conf.d/default.conf"]);
  if (!/ipv6 not available/.test(await logsOf(container))) assert.match(config.output, /listen\s+\[::\]:80;/);
  await get(container, "http://127.0.0.1/nothing-here");
  const logs = await logsOf(container);
  assert.match(logs, /Configuration complete; ready for start up/);
  assert.match(logs, /"GET \/ HTTP\/1.1" 200/);
  assert.match(logs, /open\(\) "\/usr\/share\/nginx\/html\/nothing-here" failed/);
  const workers = await run(container, [
    "sh",
    "-c",
    "cat /proc/[0-9]*/status | grep -A8 '^Name:.nginx' | grep ^Uid | cut -f2 | sort -nu | xargs",
  ]);
  assert.equal(workers.output.trim(), "0 101");
});

test("templates take variables that the environment defines, and leave Nginx's own", async (t) => {
  const templates = await makeFolder(t, {
    "site.conf.template": `server { listen 81; set $UNDEFINED u; set $HIDDEN h; return 200 "\${GREETING} $host \${UNDEFINED} \${HIDDEN}\\n"; }\n`,
  });
  const container = await start(t, {
    Image,
    Env: ["GREETING=hello", "HIDDEN=x", "NGINX_ENVSUBST_FILTER=^GREET"],
    HostConfig: { Binds: [`${templates}:/etc/nginx/templates:ro`] },
  });
  await serves(container, "http://127.0.0.1:81/", /^hello 127\.0\.0\.1 u h$/m);
  assert.match(await logsOf(container), /Running envsubst on \/etc\/nginx\/templates\/site\.conf\.template/);
});

test("a stream template adds a stream block, and the stream module is there", async (t) => {
  const templates = await makeFolder(t, {
    "game.conf.stream-template": `server { listen 82; return "\${GREETING}"; }\n`,
  });
  const container = await start(t, {
    Image,
    Env: ["GREETING=streamed"],
    HostConfig: { Binds: [`${templates}:/etc/nginx/templates:ro`] },
  });
  await until("the stream answers", async () =>
    /streamed/.test((await run(container, ["curl", "--silent", "--http0.9", "http://127.0.0.1:82/"])).output),
  );
});

test("the scripts run in version order, only if executable, and exports reach scripts but not Nginx", async (t) => {
  const scripts = await makeFolder(t, {
    "2-export.envsh": { content: "export SEEN=exported; echo two\n", mode: 0o755 },
    "10-show.sh": { content: '#!/bin/sh\necho "ten $SEEN"\n', mode: 0o755 },
    "3-idle.sh": "echo never\n",
    "4-notes.txt": "x",
  });
  const container = await start(t, { Image, HostConfig: { Binds: [`${scripts}:/docker-entrypoint.d:ro`] } });
  await serves(container, "http://127.0.0.1/", /<html/);
  const logs = await logsOf(container);
  assert.match(
    logs,
    /^two$[\s\S]*Ignoring .*3-idle\.sh, not executable[\s\S]*Ignoring .*4-notes\.txt[\s\S]*^ten exported$/m,
  );
  assert.doesNotMatch(logs, /^never/m);
  assert.equal((await run(container, ["grep", "-c", "SEEN", "/proc/1/environ"])).output.trim(), "0");
});

test("a failing script is warned of, and Nginx starts all the same", async (t) => {
  const scripts = await makeFolder(t, {
    "1-fail.sh": { content: "#!/bin/sh\nexit 3\n", mode: 0o755 },
  });
  const container = await start(t, { Image, HostConfig: { Binds: [`${scripts}:/docker-entrypoint.d:ro`] } });
  await serves(container, "http://127.0.0.1/", /<html/);
  assert.match(await logsOf(container), /a script failed with status 3/);
});

test("another command runs without the scripts, and NGINX_ENTRYPOINT_QUIET_LOGS silences them", async (t) => {
  assert.equal((await runOnce(t, { Image, Cmd: ["echo", "hi"] })).logs, "hi\n");
  const quiet = await start(t, { Image, Env: ["NGINX_ENTRYPOINT_QUIET_LOGS=1"] });
  await serves(quiet, "http://127.0.0.1/", /<html/);
  assert.doesNotMatch(await logsOf(quiet), /entrypoint/);
});

test("it runs hardened as 101 with a configuration of its own", async (t) => {
  const config = await makeFolder(t, { "nginx.conf": OWN_CONFIG });
  const container = await start(t, {
    Image,
    User: "101:101",
    HostConfig: {
      ...HARDENED,
      Binds: [`${config}/nginx.conf:/etc/nginx/nginx.conf:ro`],
      Tmpfs: { "/tmp": "" },
    },
  });
  await serves(container, "http://127.0.0.1:8080/", /^own$/m);
});

test("read-only as root it needs tmpfs for cache and /run only", async (t) => {
  const container = await start(t, {
    Image,
    HostConfig: { ReadonlyRootfs: true, Tmpfs: { "/var/cache/nginx": "", "/run": "" } },
  });
  await serves(container, "http://127.0.0.1/", /<html/);
});

test("SIGQUIT lets a request in flight finish, SIGHUP reads the configuration again", async (t) => {
  const config = await makeFolder(t, {
    "nginx.conf": OWN_CONFIG,
  });
  const container = await start(t, {
    Image,
    HostConfig: { Binds: [`${config}/nginx.conf:/etc/nginx/nginx.conf:ro`] },
  });
  await serves(container, "http://127.0.0.1:8080/", /^own$/m);
  await container.kill({ signal: "SIGHUP" });
  await until("Nginx has reloaded", async () => /reconfiguring/.test(await logsOf(container)));
  await serves(container, "http://127.0.0.1:8080/", /^own$/m);

  void run(container, ["perl", "-e", SLOW_SERVER]);
  await until(
    "the slow server listens",
    async () => (await run(container, ["test", "-e", "/tmp/listening"])).code === 0,
  );
  void run(container, ["curl", "--silent", "http://127.0.0.1:8080/slow"]);
  await until(
    "the request to be with the slow server",
    async () => (await run(container, ["test", "-e", "/tmp/asked"])).code === 0,
  );
  await container.kill({ signal: "SIGQUIT" });
  const { code, logs } = await ended(container);
  assert.equal(code, 0);
  assert.match(logs, /gracefully shutting down/);
  assert.match(logs, /"GET \/slow HTTP\/1.1" 200 15 /);
});

/** A server of one answer, two seconds late. */
const SLOW_SERVER = `
  use IO::Socket::INET;
  my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1:9000", Listen => 1, ReuseAddr => 1) or die;
  open my $mark, ">", "/tmp/listening"; close $mark;
  my $client = $server->accept;
  while (<$client> =~ /\\w/) {}
  open my $asked, ">", "/tmp/asked"; close $asked;
  sleep 2;
  print $client "HTTP/1.0 200 OK\\r\\nContent-Length: 15\\r\\n\\r\\nslow but whole\\n";
`;
