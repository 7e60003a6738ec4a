import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Testbed, until } from "./testbed.ts";
import { ask } from "./testbed-client.ts";

let bed: Testbed;

before(async () => {
  bed = await Testbed.open({}, 100);
});
after(() => bed?.close());

test("a full log volume stops no request, and both logs go on when there is room again", async () => {
  const full = () => bed.inside("! echo more > /var/log/terminusa/probe && echo full");
  // There is no web server, so each one has a line in both logs.
  const ten = Array.from({ length: 10 }, (_, i) => i);
  for (let round = 0; round < 40; round++) {
    const answers = await Promise.all(ten.map((i) => ask(bed, `/fill/${round}/${i}`)));
    for (const { status } of answers) assert.equal(status, 502);
  }
  assert.equal(await full(), "full");
  await bed.inside(": > /var/log/terminusa/access.log; : > /var/log/terminusa/error.log");
  await until("both logs to go on", async () => {
    await ask(bed, "/after");
    const [access, errors] = await Promise.all([bed.lines("access"), bed.lines("error")]);
    return (
      access.some((line) => line.path === "/after") &&
      errors.some((line) => /after/.test(String(line.request)))
    );
  });
});
