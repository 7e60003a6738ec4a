import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { closedLoop, logIn } from "./closed-loop.ts";

const TIMES = { warmMs: 50, measureMs: 200, connections: 4 };

async function serving<T>(listener: RequestListener, work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test("pages are read in turns by whoever is logged in, and what is wrong is counted by its words", async () => {
  const seen = new Set<string>();
  const outcome = await serving(
    (request, response) => {
      seen.add(`${request.url} ${request.headers.cookie}`);
      if (request.url === "/broken") response.statusCode = 503;
      response.end(request.url === "/other" ? "another page" : "the page that was meant");
    },
    (port) =>
      closedLoop({ ...TIMES, port, paths: ["/", "/broken", "/other"], cookies: ["a=1"], expects: "meant" }),
  );
  assert.deepEqual([...seen].sort(), ["/ a=1", "/broken a=1", "/other a=1"]);
  assert.deepEqual(Object.keys(outcome.errors).sort(), ['a page without "meant"', "status 503"]);
  assert.ok(outcome.answers > 0);
  assert.equal(outcome.bytes, "the page that was meant".length);
});

test("a login is the form of a newcomer, sent with its token and cookie", async () => {
  const bodies: string[] = [];
  const site: RequestListener = (request, response) => {
    if (request.method === "GET") {
      response.setHeader("set-cookie", "visit=1; Path=/");
      return response.end('<input name="formToken" value="a-token">');
    }
    request
      .setEncoding("utf8")
      .on("data", (text: string) => bodies.push(`${request.headers.cookie} ${text}`));
    request.on("end", () => {
      response.setHeader("set-cookie", "visit=2; Path=/");
      response.writeHead(303, { location: "/play" }).end();
    });
  };
  await serving(site, async (port) => {
    assert.equal(await logIn(port, "Ada", "gravel"), "visit=2");
    const logins = { names: ["Ada"], password: "gravel" };
    const outcome = await closedLoop({ ...TIMES, port, paths: [], cookies: [], expects: "", logins });
    assert.ok(outcome.answers > 0);
    assert.deepEqual(outcome.errors, {});
  });
  assert.ok(bodies.every((body) => body === "visit=1 formToken=a-token&name=Ada&password=gravel"));
});
