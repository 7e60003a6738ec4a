// The life of one stack, from nothing to nothing, on the real parts. The steps build on each other.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { logInTo, openBrowser, registerAndPlay, screenshot } from "./browser.ts";
import { Checkout } from "./checkout.ts";
import { containersOf, docker, execIn, inspectAll, leftovers } from "./engine.ts";
import { GamePlayer, until } from "./game-player.ts";
import { underLoad } from "./load.ts";
import { MudClient } from "./mud-client.ts";
import { call, PASSWORD, playLines, register, token } from "./player.ts";

const SERVICES = ["web", "terminal", "postgres", "redis", "nginx"];
const stack = `t${process.pid}`;
let checkout: Checkout;

before(async () => {
  checkout = await Checkout.make(stack);
});

after(async () => {
  await checkout.run("destroy", "--data", "--yes", stack);
  checkout.remove();
});

function succeeded(result: { code: number; stdout: string; stderr: string }): void {
  assert.equal(result.code, 0, result.stderr || result.stdout);
}

describe("a stack", () => {
  it("comes up by one command, which says where to play", async () => {
    const result = await checkout.run("up");
    succeeded(result);
    assert.match(result.stderr, new RegExp(`https://localhost:${checkout.ports.httpsPort}/play`));
    assert.match(result.stderr, /authority\.crt/);
  });

  it("is healthy by its own word, in text and in JSON", async () => {
    const result = await checkout.run("status", "--json");
    succeeded(result);
    const status = JSON.parse(result.stdout);
    assert.equal(status.healthy, true, result.stdout);
    succeeded(await checkout.run("doctor"));
  });

  it("is left alone by a second up, also after a refresh, and the work tree stays clean", async () => {
    const again = await checkout.run("up");
    succeeded(again);
    assert.match(again.stderr, /nothing changed/);
    succeeded(await checkout.run("pulumi", "refresh", "--yes", "--skip-preview", "--expect-no-changes"));
    succeeded(await checkout.run("pulumi", "preview", "--expect-no-changes"));
    assert.equal(checkout.gitStatus(), "");
  });

  it("works by plain pulumi with the variables that it prints", async () => {
    const result = await checkout.shell(
      'eval "$(./terminusa --stack "$STACK" env)" && pulumi up --yes --skip-preview --non-interactive --expect-no-changes',
    );
    succeeded(result);
    assert.equal(checkout.gitStatus(), "");
  });

  it("shows no secret in docker inspect, image history, logs, processes or plain state", async () => {
    const server = (await containersOf(stack, "web"))[0]!;
    const secrets: string[] = [];
    for (const file of ["database-url", "redis-url", "session-secrets"]) {
      const content = (await execIn(server.Id, ["cat", `/run/terminusa/${file}`])).trim();
      assert.ok(content.length > 20, `${file} is empty`);
      secrets.push(/:([^:@]{20,})@/.exec(content)?.[1] ?? content);
    }
    const logs = await checkout.run("logs", "--raw", "-n", "1000");
    const state = checkout.read(`.terminusa/state/.pulumi/stacks/terminusa/${stack}.json`);
    const processes = (
      await Promise.all(
        SERVICES.map(async (service) =>
          (await containersOf(stack, service)).map((c) => docker.getContainer(c.Id).top()),
        ),
      )
    ).flat();
    const places = {
      inspect: await inspectAll(stack),
      logs: logs.stdout,
      state,
      processes: JSON.stringify(await Promise.all(processes)),
    };
    for (const [place, text] of Object.entries(places)) {
      assert.ok(text.length > 100, `${place} is empty: this would prove nothing`);
      for (const secret of secrets)
        for (const form of [
          secret,
          Buffer.from(secret).toString("base64").replace(/=+$/, ""),
          encodeURIComponent(secret),
        ])
          assert.ok(!text.includes(form), `a secret is in ${place}`);
    }
  });

  it("lets a newcomer register in a browser and talk with one in the real terminal client", async () => {
    await register(checkout, "Terminal_Tess");
    const browser = await openBrowser();
    try {
      const page = await registerAndPlay(browser, checkout, "Browser_Bo");
      await page.getByRole("textbox").fill("say is anyone there");
      await page.keyboard.press("Enter");
      await page.getByText("is anyone there").first().waitFor();
      const played = await playLines(checkout, "Terminal_Tess", [
        "look",
        "say the board still says two",
        "who",
        "quit",
      ]);
      assert.equal(played.code, 0, played.output);
      assert.match(played.output, /Browser_Bo/);
      await page.getByText("the board still says two").first().waitFor();
    } finally {
      await browser.close();
    }
  });

  it("shows its operator each of the five services healthy, as they tell of themselves", async () => {
    await register(checkout, "Operator_Ona");
    succeeded(await checkout.run("operator", "add", "Operator_Ona"));
    const browser = await openBrowser();
    try {
      const page = await logInTo(browser, checkout, "Operator_Ona", "/admin/monitoring");
      // It keeps itself fresh, so what is still being told arrives by itself.
      for (const service of SERVICES)
        await page.locator(`tr[data-service=${service}][data-healthy=true]`).waitFor();
      assert.equal(await page.locator("tr[data-healthy=false]").count(), 0);
      await screenshot(page, "monitoring");
    } finally {
      await browser.close();
    }
  });

  it("lets a player of tintin++ in over Telnet, who walks, speaks and is heard in the game", async () => {
    const listener = new GamePlayer(checkout, await token(checkout, "Terminal_Tess"));
    const mud = new MudClient(checkout);
    try {
      await listener.untilPlaying();
      await mud.answers("Name:", "new");
      await mud.answers("A name for your hunter:", "Mud_Max");
      await mud.answers("A passphrase, 12 characters or more:", PASSWORD);
      await mud.answers("The same once more:", PASSWORD);
      await mud.shows("You are Mud_Max.");
      mud.type("say hello from a MUD client");
      await listener.hears("hello from a MUD client");
      mud.type("street");
      await mud.shows("Exits: hall");
      assert.ok(!mud.screen().includes(PASSWORD));
      mud.type("quit");
      await mud.shows("SESSION 'city' DIED");
    } finally {
      mud.close();
      listener.end();
    }
    const opened = (await checkout.run("logs", "terminal", "--raw", "-n", "1000")).stdout;
    assert.match(opened, /"address":"\d+\.\d+\.\d+\.\d+","port":\d+,"style":"telnet"/);
  });

  it("carries one request id through Nginx and the web server", async () => {
    const answer = await call(checkout, "GET", "/no-such-page");
    assert.equal(answer.status, 404);
    const id = /\b[0-9a-f]{32}\b/.exec(answer.body)?.[0];
    assert.ok(id, `the page shows no request id: ${answer.body}`);
    const nginx = (await containersOf(stack, "nginx"))[0]!;
    for (const file of ["access.log", "app.log"]) {
      const lines: string[] = (await execIn(nginx.Id, ["grep", id, `/var/log/terminusa/${file}`]))
        .trim()
        .split(/\r?\n/);
      assert.equal(JSON.parse(lines[0]!).requestId, id, file);
    }
  });

  for (const service of SERVICES)
    it(`heals after SIGKILL of ${service}, and the player in the game goes on`, async () => {
      const player = new GamePlayer(checkout, await token(checkout, "Terminal_Tess"));
      try {
        await player.untilPlaying();
        const victim = (await containersOf(stack, service))[0]!;
        process.kill(victim.State.Pid, "SIGKILL");
        await until(async () => {
          const now = await docker.getContainer(victim.Id).inspect();
          return (
            now.State.Running && now.State.Pid !== victim.State.Pid && now.State.Health?.Status === "healthy"
          );
        }, `${service} to be healthy again`);
        await until(
          async () => (await call(checkout, "GET", "/readyz").catch(() => ({ status: 0 }))).status === 200,
          "the whole path",
        );
        await player.untilPlaying();
        player.type(`say after ${service}`);
        await player.hears(`after ${service}`);
      } finally {
        player.end();
      }
    });

  it("takes a changed web and terminal server under load: no request fails, the player goes on", async () => {
    const before = [...(await containersOf(stack, "web")), ...(await containersOf(stack, "terminal"))].map(
      (c) => c.Id,
    );
    const player = new GamePlayer(checkout, await token(checkout, "Terminal_Tess"));
    await player.untilPlaying();
    checkout.edit("app/views/home.eta", /$/, "\n<!-- a new version -->\n");
    checkout.edit("terminal/server.ts", /$/, '\nglobalThis.process.title = "terminal";\n');
    const { result, load } = await underLoad(checkout, player, () => checkout.run("up"));
    succeeded(result);
    await player.settled();
    player.end();
    assert.deepEqual(load.failed, []);
    assert.ok(load.gets > 100 && load.posts > 50, `too light a load: ${JSON.stringify(load)}`);
    assert.deepEqual(player.failures, []);
    assert.ok(player.reconnects >= 1, "the terminal server was not replaced under the player");
    const now = [...(await containersOf(stack, "web")), ...(await containersOf(stack, "terminal"))].map(
      (c) => c.Id,
    );
    assert.equal(now.filter((id) => before.includes(id)).length, 0, "the old containers are still there");
  });

  it("keeps the old server when the new one is broken, and shows its last words", async () => {
    const old = (await containersOf(stack, "web"))[0]!;
    const source = checkout.read("app/main.ts");
    checkout.write("app/main.ts", 'throw new Error("broken on purpose");\n');
    const broken = await checkout.run("up");
    // The provider alone would take the broken one for good now, and delete the healthy one.
    const insisting = await checkout.run("pulumi", "preview", "--color", "never");
    checkout.write("app/main.ts", source);
    assert.notEqual(broken.code, 0);
    assert.match(insisting.stdout, /\+ docker:index:Container terminusa-t\d+-web-1 create replacement/);
    assert.match(broken.stderr, /did not become healthy/);
    assert.match(broken.stderr, /broken on purpose/);
    assert.equal((await call(checkout, "GET", "/")).status, 200);
    assert.equal((await docker.getContainer(old.Id).inspect()).State.Running, true);
  });

  it("is mended by the next up", async () => {
    succeeded(await checkout.run("up"));
    assert.equal((await containersOf(stack, "web")).length, 1);
    succeeded(await checkout.run("status"));
  });

  it("rolls a failing migration back and goes on serving", async () => {
    const file = "store/migrations/9999_broken.sql";
    checkout.write(
      file,
      "-- Up Migration\nCREATE TABLE half_done (id int);\nSELECT 1 / 0;\n-- Down Migration\n",
    );
    const failed = await checkout.run("up");
    checkout.drop(file);
    assert.notEqual(failed.code, 0);
    assert.match(failed.stderr, /9999_broken/);
    assert.equal((await call(checkout, "GET", "/readyz")).status, 200);
    const postgres = (await containersOf(stack, "postgres"))[0]!;
    const tables = await execIn(postgres.Id, [
      "psql",
      "-U",
      "postgres",
      "-d",
      "terminusa",
      "-Atc",
      "SELECT to_regclass('half_done') IS NULL",
    ]);
    assert.equal(tables.trim(), "t", "half of the failed migration stayed");
    succeeded(await checkout.run("up"));
  });

  it("refuses a second operation at the same time and says who holds the lock", async () => {
    checkout.edit("app/views/home.eta", /$/, "\n<!-- another version -->\n");
    const first = checkout.start("up");
    await until(
      async () => (await containersOf(stack, "web")).length > 1 || checkout.locked(),
      "the first up to have the lock",
    );
    const second = await checkout.run("up");
    assert.notEqual(second.code, 0);
    assert.match(second.stderr, /pid \d+/);
    succeeded(await first.done);
  });

  it("is mended by up after Ctrl-C when it has begun, and when it has made the new container", async () => {
    const points: (() => Promise<boolean>)[] = [
      async () => checkout.locked(),
      async () => (await containersOf(stack, "web")).length > 1,
    ];
    for (const reached of points) {
      checkout.edit("app/views/home.eta", /$/, "\n<!-- yet another version -->\n");
      const interrupted = checkout.start("up");
      await until(reached, "the moment of the interruption");
      interrupted.signal("SIGINT");
      assert.notEqual((await interrupted.done).code, 0);
      assert.equal((await call(checkout, "GET", "/")).status, 200);
    }
    succeeded(await checkout.run("up"));
    succeeded(await checkout.run("status"));
  });

  it("refuses a bad setting before it touches anything", async () => {
    checkout.configure({ ...checkout.ports, webReplicas: "many" });
    const refused = await checkout.run("up");
    checkout.configure(checkout.ports);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /webReplicas/);
    assert.equal((await call(checkout, "GET", "/")).status, 200);
  });

  it("keeps everything over stop and start", async () => {
    succeeded(await checkout.run("stop"));
    assert.equal((await containersOf(stack, "web")).length, 0);
    succeeded(await checkout.run("start"));
    await token(checkout, "Terminal_Tess");
  });

  it("runs beside a second stack of another name", async () => {
    const other = await checkout.beside(`${stack}b`);
    try {
      succeeded(await other.run("up"));
      await register(other, "Other_Ona");
      await assert.rejects(token(checkout, "Other_Ona"), /401/);
    } finally {
      succeeded(await other.run("destroy", "--data", "--yes", other.stack));
    }
    assert.deepEqual(await leftovers(other.stack), []);
    await token(checkout, "Terminal_Tess");
  });

  it("comes back from a lost state with its players", async () => {
    checkout.drop(".terminusa/state");
    const result = await checkout.run("up");
    succeeded(result);
    assert.match(result.stderr, /state is gone/);
    await token(checkout, "Terminal_Tess");
  });

  it("is destroyed but for its data, says so, and the next up finds the players under new secrets", async () => {
    const secret = async () =>
      execIn((await containersOf(stack, "web"))[0]!.Id, ["cat", "/run/terminusa/database-url"]);
    const old = await secret();
    const destroyed = await checkout.run("destroy");
    succeeded(destroyed);
    assert.match(destroyed.stderr + destroyed.stdout, /postgres-data/);
    assert.deepEqual(
      (await leftovers(stack)).filter((name) => !/(postgres-data|redis-data|logs)$|:/.test(name)),
      [],
    );
    succeeded(await checkout.run("up"));
    assert.notEqual(await secret(), old);
    await token(checkout, "Terminal_Tess");
  });

  it("asks for its name before it removes the data", async () => {
    const refused = await checkout.run("destroy", "--data", "--yes", "another");
    assert.notEqual(refused.code, 0);
    await token(checkout, "Terminal_Tess");
  });

  it("leaves nothing behind after destroy --data", async () => {
    succeeded(await checkout.run("destroy", "--data", "--yes", stack));
    assert.deepEqual(await leftovers(stack), []);
    const processes = readFileSync("/proc/self/mountinfo", "utf8");
    assert.ok(!processes.includes(`terminusa-${stack}`));
  });
});
