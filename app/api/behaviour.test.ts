/** What programs rely on: lists that hold while rows come and go, orders that are done once, limits, tokens that end. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Company, type Player } from "../../store/deeds/test-company.ts";
import { SCOPES } from "../../store/scopes.ts";
import { issuePersonalToken } from "../../store/tokens.ts";
import { type Answer, Browser, startTestbed, type Testbed, tokenIn } from "../testbed.ts";

const COMPANY_PASSWORD = "rain on the tram rails";

let bed: Testbed;
let company: Company;
before(async () => {
  bed = await startTestbed();
  company = new Company({ url: bed.databaseUrl } as never, 1);
});
after(async () => {
  await company?.close();
  await bed?.stop();
});

let count = 0;
const send = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  new Browser(bed.url, `2001:db8:${(++count).toString(16)}::1`).send(path, init);
const json = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await send(path, { headers });
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text);
};
const bearer = async (player: Player) => ({
  authorization: `Bearer ${await issuePersonalToken(bed.pool, player.accountId as never, {
    ...{ name: "test", scopes: SCOPES, days: null },
  })}`,
});

/** All rows of a list, and how many pages it took; `between` happens after each page. */
async function all(path: string, between = async () => {}) {
  const rows: Record<string, unknown>[] = [];
  let next: string | null = path;
  let pages = 0;
  while (next !== null) {
    const { headers, text }: Answer = await send(next);
    const page: { data: Record<string, unknown>[]; next: string | null } = JSON.parse(text);
    assert.equal(headers.get("link"), page.next && `<${page.next}>; rel="next"`);
    rows.push(...page.data);
    next = page.next;
    pages += 1;
    await between();
  }
  return { rows, pages };
}

describe("a list", () => {
  it("of the archive has each entry once, whatever the pages' size", async () => {
    const { rows, pages } = await all("/api/v1/items?limit=37&kind=material");
    const expected = [...company.catalog.items.values()].filter(({ kind }) => kind === "material");
    assert.equal(pages, Math.ceil(expected.length / 37));
    assert.deepEqual(
      rows.map(({ id }) => id),
      expected.map(({ id }) => id).sort(),
    );
  });

  it("leaves hidden achievements out", async () => {
    const { rows } = await all("/api/v1/achievements?limit=100");
    const hidden = [...company.catalog.achievements.values()].filter((one) => one.hidden).map(({ id }) => id);
    assert.ok(hidden.length > 0);
    assert.ok(!rows.some(({ id }) => hidden.includes(String(id))));
    assert.equal((await send(`/api/v1/achievements/${hidden[0]}`)).status, 404);
  });

  it("of the market tells each listing once while others come before it", async () => {
    const seller = await company.hunter("Stallkeeper", { things: { "rat-tail": 12 } });
    const put = (price: number) =>
      bed.pool.query(
        "INSERT INTO listings (seller_id, item, count, price, expires_at) VALUES ($1, 'rat-tail', 1, $2, now() + $3 * interval '1 hour') RETURNING id::int AS id",
        [seller.id, price, 1 + (price % 5)],
      );
    const first: number[] = [];
    for (let at = 0; at < 11; at++) first.push((await put(50 + (at % 3))).rows[0].id);
    for (const sort of ["price", "new", "ending"]) {
      const { rows, pages } = await all(
        `/api/v1/market/listings?sort=${sort}&limit=4&item=rat-tail`,
        async () => void (await put(1)),
      );
      const seen = rows.map(({ id }) => Number(id));
      assert.equal(new Set(seen).size, seen.length, `${sort}: none twice`);
      for (const id of first) assert.ok(seen.includes(id), `${sort}: ${id} is there`);
      assert.ok(pages >= 3);
    }
    const { rows } = await all("/api/v1/market/listings?item=rat-tail&under=50&limit=100");
    assert.ok(rows.length > 0 && rows.every(({ price }) => Number(price) <= 50));
  });

  it("of hunters counts places on over its pages", async () => {
    for (const name of ["Ranked1", "Ranked2", "Ranked3"]) await company.hunter(name);
    const { rows } = await all("/api/v1/leaderboards/hunters?limit=2");
    assert.deepEqual(
      rows.map(({ place }) => place),
      rows.map((_, at) => at + 1),
    );
    assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length);
  });

  it("of what is wanted tells each order once while better paid ones come before it", async () => {
    const buyer = await company.hunter("Wanter");
    const put = (item: string, price: number) =>
      bed.pool.query(
        "INSERT INTO buy_orders (buyer_id, item, count, price, expires_at) VALUES ($1, $2, 3, $3, now() + interval '1 hour') RETURNING id::int AS id",
        [buyer.id, item, price],
      );
    const first: number[] = [];
    for (let at = 0; at < 9; at++)
      first.push((await put(at < 3 ? "life-draught" : "rat-tail", 50 + (at % 2))).rows[0].id);
    const { rows, pages } = await all(
      "/api/v1/market/wanted?limit=2",
      async () => void (await put("rat-tail", 60)),
    );
    const seen = rows.map(({ id }) => Number(id));
    assert.equal(new Set(seen).size, seen.length, "none twice");
    assert.ok(first.every((id) => seen.includes(id)));
    assert.ok(pages >= 5);
    const places = rows.map(({ item, price }) => ({ item: String(item), price: Number(price) }));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => (a.item === b.item ? b.price - a.price : a.item < b.item ? -1 : 1)),
    );
    const draughts = (await all("/api/v1/market/wanted?item=life-draught")).rows;
    assert.deepEqual(
      draughts.map(({ price, count: many, buyer: who, name }) => [price, many, who, name]),
      [51, 50, 50].map((price) => [price, 3, "Wanter", "Life Draught"]),
    );
    assert.equal((await all("/api/v1/market/wanted?words=draught&limit=1")).rows.length, 3);
    assert.equal((await json("/api/v1/market/prices/life-draught")).wantedAt, 51);
    await bed.pool.query("UPDATE buy_orders SET expires_at = now() WHERE id = $1", [first[0]]);
    assert.equal((await all("/api/v1/market/wanted?item=life-draught")).rows.length, 2);
    assert.equal((await send(`/api/v1/market/wanted/${first[0]}`)).status, 404);
    await bed.pool.query("DELETE FROM buy_orders");
  });

  it("refuses another list's cursor, and one of another sorting", async () => {
    const { next } = await json("/api/v1/items?limit=1");
    const cursor = new URL(next, "http://localhost").searchParams.get("cursor");
    const other = await send(`/api/v1/beasts?cursor=${cursor}`);
    assert.equal(other.status, 422);
    assert.match(JSON.parse(other.text).errors.cursor, /not from this list/);
    const dear = (await json("/api/v1/market/listings?limit=1")).next;
    assert.match((await send(`${dear}&sort=new`)).text, /another sorting/);
  });
});

describe("a season", () => {
  const SHOWN = ["place", "name", "guild", "count", "title"];
  let players: Player[];
  before(async () => {
    await bed.pool.query(
      `INSERT INTO seasons (number, starts_at, ends_at, closed_at) VALUES (1, '2026-01-10Z', '2026-04-01Z', '2026-04-01Z'),
         (2, '2026-04-01Z', '2026-07-01Z', '2026-07-01Z'), (3, '2026-07-01Z', '2099-10-01Z', NULL)`,
    );
    await bed.pool.query(
      `INSERT INTO season_standings (season, board, place, name, guild, count, title)
       SELECT 1, board, place, 'Past' || place, NULL, 90 - place, CASE WHEN place = 1 THEN 'First of Season 1' END
       FROM generate_series(1, 5) AS place, unnest('{points,guilds,gates:E}'::text[]) AS board`,
    );
    players = [];
    for (const name of ["Season1", "Season2", "Season3", "Season4", "Season5"])
      players.push(await company.hunter(name));
    for (const [at, { id }] of players.entries())
      await bed.pool.query("INSERT INTO season_scores VALUES (3, 'points', $1, $2), (3, 'gates:D', $1, 1)", [
        id,
        at < 3 ? 7 : 20,
      ]);
    await bed.pool.query(
      `WITH made AS (INSERT INTO guilds (name) VALUES ('Early'), ('Late'), ('Later') RETURNING id, name)
       INSERT INTO season_guild_scores SELECT 3, id, length(name) FROM made`,
    );
  });

  it("is listed with when it begins and ends, the running one first", async () => {
    const { rows, pages } = await all("/api/v1/seasons?limit=2");
    assert.equal(pages, 2);
    assert.deepEqual(
      rows.map(({ number, over }) => [number, over]),
      [
        [3, false],
        [2, true],
        [1, true],
      ],
    );
    assert.deepEqual(
      [rows[2]?.startsAt, rows[2]?.endsAt],
      ["2026-01-10T00:00:00.000Z", "2026-04-01T00:00:00.000Z"],
    );
  });

  it("that is over has its standings as they were fixed, page by page", async () => {
    for (const board of ["hunters", "gates/E", "guilds"]) {
      const { rows, pages } = await all(`/api/v1/seasons/1/${board}?limit=2`);
      assert.equal(pages, 3, board);
      assert.deepEqual(
        rows.map(({ place, name, count: many }) => [place, name, many]),
        [1, 2, 3, 4, 5].map((place) => [place, `Past${place}`, 90 - place]),
      );
    }
    const [best] = (await json("/api/v1/seasons/1/hunters")).data;
    assert.deepEqual([Object.keys(best).sort(), best.title], [SHOWN.toSorted(), "First of Season 1"]);
    assert.deepEqual((await json("/api/v1/seasons/2/hunters")).data, []);
  });

  it("that runs tells each hunter once while one of them rises, and leaves out who is banned", async () => {
    await bed.pool.query("UPDATE accounts SET banned_until = 'infinity' WHERE name = $1", ["Season2"]);
    const { rows } = await all(
      "/api/v1/seasons/3/hunters?limit=1",
      async () =>
        void (await bed.pool.query("UPDATE season_scores SET count = 30 WHERE character_id = $1", [
          players[3]?.id,
        ])),
    );
    assert.deepEqual(
      rows.map(({ place, name, count: many, title }) => [place, name, many, title]),
      [
        [1, "Season4", 20, null],
        [2, "Season5", 20, null],
        [3, "Season1", 7, null],
        [4, "Season3", 7, null],
      ],
    );
    assert.equal((await all("/api/v1/seasons/3/gates/D?limit=3")).rows.length, 4);
    assert.deepEqual(
      (await all("/api/v1/seasons/3/guilds?limit=1")).rows,
      ["Early", "Later", "Late"].map((name, at) => ({ place: at + 1, name, count: name.length })),
    );
  });

  it("that ends between two pages goes on from the same place", async () => {
    const { next } = await json("/api/v1/seasons/3/guilds?limit=2");
    await bed.pool.query("UPDATE seasons SET closed_at = now() WHERE number = 3");
    await bed.pool.query(
      `INSERT INTO season_standings (season, board, place, name, count)
       VALUES (3, 'guilds', 1, 'Early', 5), (3, 'guilds', 2, 'Later', 5), (3, 'guilds', 3, 'Late', 4)`,
    );
    const { data } = JSON.parse((await send(next)).text);
    assert.deepEqual(data, [{ place: 3, name: "Late", count: 4 }]);
  });

  it("that never was is not found", async () => {
    for (const path of ["9/hunters", "0/guilds", "1/gates/Z", "9/gates/E", "1/nothing"])
      assert.equal((await send(`/api/v1/seasons/${path}`)).status, 404, path);
  });
});

describe("an order", () => {
  const order = (headers: Record<string, string>, body: object, key = `key-${++count}`) =>
    send("/api/v1/market/orders", {
      ...{ method: "POST", body: JSON.stringify(body) },
      headers: { ...headers, "content-type": "application/json", "idempotency-key": key },
    });

  it("lists, sells and takes back by the rules and the ledger of the game", async () => {
    const [seller, buyer] = [
      await company.hunter("Lister", { things: { "life-draught": 9 } }),
      await company.hunter("Purse", { crystals: 100 }),
    ];
    const [mine, theirs] = [await bearer(seller), await bearer(buyer)];
    const me = await json("/api/v1/me", mine);
    const { number, count: held } = me.hunters[0].pack.carried[0];
    assert.deepEqual([me.hunters[0].playing, held], [true, 9]);
    const listed = JSON.parse(
      (await order(mine, { do: "list", thing: number, amount: 9, price: 10, days: 7 })).text,
    );
    assert.match(listed.text, /^Listed: Life Draught ×9 for 10 crystals each, 7 days\.$/);
    assert.deepEqual(
      (await json("/api/v1/me/listings", mine)).data.map((one: { id: number }) => one.id),
      [listed.listing],
    );
    const bought = await order(theirs, { do: "buy", listing: listed.listing, amount: 2 });
    assert.equal(bought.status, 200, bought.text);
    assert.equal((await json("/api/v1/me", theirs)).hunters[0].crystals, 80);
    assert.equal((await order(mine, { do: "cancel", listing: listed.listing })).status, 200);
    assert.deepEqual((await json("/api/v1/me/listings", mine)).data, []);
    await company.prove();
  });

  it("that wants something is filled in parts by another hunter, and called off by its own alone", async () => {
    const [buyer, seller] = [
      await company.hunter("Patron", { crystals: 100 }),
      await company.hunter("Forager", { things: { "life-draught": 9 } }),
    ];
    const [mine, theirs] = [await bearer(buyer), await bearer(seller)];
    const crystals = async (who: Record<string, string>) =>
      (await json("/api/v1/me", who)).hunters[0].crystals;
    const wanting = { do: "order", item: "life-draught", amount: 5, price: 10, days: 7 };
    const placed = await order(mine, wanting, "wanting");
    const { order: number, listing, text } = JSON.parse(placed.text);
    assert.match(text, /^Wanted: Life Draught ×5 for 10 crystals each, 7 days; 50 set aside\./);
    assert.equal(listing, null);
    assert.equal((await order(mine, wanting, "wanting")).text, placed.text, "a replay answers the same");
    assert.equal((await order(mine, { ...wanting, amount: 4 }, "wanting")).status, 422);
    assert.equal(await crystals(mine), 50);
    const own = (await json("/api/v1/me/wanted", mine)).data;
    assert.deepEqual(
      own.map((one: { id: number; count: number }) => [one.id, one.count]),
      [[number, 5]],
    );
    assert.deepEqual(await json(`/api/v1/market/wanted/${number}`), own[0]);
    const filling = { do: "fill", order: number, amount: 2 };
    const fills = await Promise.all([1, 2, 3].map(() => order(theirs, filling, "filling")));
    assert.deepEqual(
      new Set(fills.map(({ status, text: said }) => [status, JSON.parse(said).text].join())).size,
      1,
    );
    assert.match(fills[0]?.text ?? "", /Sold: Life Draught ×2 to Patron for 17 crystals \(3 tax\)/);
    assert.equal(await crystals(theirs), 17);
    assert.equal((await json(`/api/v1/market/wanted/${number}`)).count, 3);
    for (const [who, body, why] of [
      [theirs, { ...filling, amount: 4 }, /Only 3 of Life Draught are wanted there/],
      [mine, filling, /That order is yours/],
      [theirs, { do: "cancel", listing: number }, /no such listing or order/],
      [mine, { ...wanting, item: "nothing-such" }, /Nobody has heard of that/],
      [mine, { ...wanting, price: 90 }, /to set aside; you have 50/],
    ] as const) {
      const refused = await order(who, body);
      assert.equal(refused.status, 409, refused.text);
      assert.match(JSON.parse(refused.text).detail, why);
    }
    assert.equal((await order(mine, { do: "cancel", listing: number })).status, 200);
    assert.equal(await crystals(mine), 80);
    assert.deepEqual((await json("/api/v1/me/wanted", mine)).data, []);
    assert.equal((await send(`/api/v1/market/wanted/${number}`)).status, 404);
    assert.match((await order(theirs, filling)).text, /That order is gone/);
    await company.prove();
  });

  it("is done once for its key, and answered alike each time", async () => {
    const seller = await company.hunter("Once", { things: { "life-draught": 9 } });
    const headers = await bearer(seller);
    const [thing] = (await company.state(seller)).pack.carried;
    const body = { do: "list", thing: thing?.id, amount: 2, price: 7, days: 3 };
    const answers = await Promise.all(Array.from({ length: 5 }, () => order(headers, body, "the-same")));
    answers.push(await order(headers, body, "the-same"));
    assert.deepEqual([...new Set(answers.map(({ text }) => text))].length, 1);
    assert.ok(JSON.parse(answers[0]?.text ?? "").listing > 0);
    assert.equal((await json("/api/v1/me/listings", headers)).data.length, 1);
    const other = await order(headers, { ...body, amount: 3 }, "the-same");
    assert.deepEqual([other.status, JSON.parse(other.text).title], [422, "Key used before"]);
    const none = await send("/api/v1/market/orders", {
      ...{ method: "POST", body: JSON.stringify(body) },
      headers: { ...headers, "content-type": "application/json" },
    });
    assert.match(JSON.parse(none.text).errors["Idempotency-Key"], /one with each order/);
    await company.prove();
  });

  it("is refused in the game's words, which leaves the key free", async () => {
    const poor = await company.hunter("Poor", { crystals: 5 });
    const headers = await bearer(poor);
    const { data } = await json("/api/v1/market/listings?sort=price&limit=1");
    await bed.pool.query("UPDATE listings SET price = 60 WHERE id = $1", [data[0].id]);
    const body = { do: "buy", listing: data[0].id, amount: 1 };
    const refused = await order(headers, body, "again");
    assert.equal(refused.status, 409);
    assert.match(JSON.parse(refused.text).detail, /costs 60 crystals; you have 5/);
    await bed.pool.query("UPDATE listings SET price = 4 WHERE id = $1", [data[0].id]);
    assert.equal((await order(headers, body, "again")).status, 200);
  });

  it("does not come out of a gate", async () => {
    const inside = await company.hunter("Inside", { crystals: 500 });
    await bed.pool.query('UPDATE characters SET run = \'{"kind":"board"}\' WHERE id = $1', [inside.id]);
    const { data } = await json("/api/v1/market/listings?limit=1");
    const answer = await order(await bearer(inside), { do: "buy", listing: data[0].id, amount: 1 });
    assert.match(answer.text, /No order comes out of a gate/);
  });
});

describe("limits", () => {
  it("count by address without a token and by token with one, and say so", async () => {
    const browser = new Browser(bed.url, "192.0.2.200");
    const answers: Answer[] = [];
    for (let asked = 0; asked < 121; asked++) answers.push(await browser.get("/api/v1/status"));
    assert.equal(answers[119]?.status, 200);
    assert.match(answers[119]?.headers.get("ratelimit") ?? "", /^"address";r=0;t=\d+$/);
    const last = answers[120];
    assert.equal(last?.status, 429);
    assert.ok(Number(last.headers.get("retry-after")) > 0);
    assert.equal(JSON.parse(last.text).title, "Too many requests");
    const known = await browser.get("/api/v1/status", await bearer(await company.hunter("Counted")));
    assert.equal(known.status, 200);
    assert.equal(known.headers.get("ratelimit-policy"), '"token";q=300;w=60');
  });
});

describe("the account's page of tokens", () => {
  const owner = async (name: string) => {
    const player = await company.hunter(name);
    const browser = new Browser(bed.url, `198.51.100.${++count % 250}`);
    await browser.submit("/login", { name, password: COMPANY_PASSWORD });
    return { player, browser };
  };
  const PAGE = "/account/tokens";
  const FIELDS = {
    name: "price <b>watcher</b>",
    days: "30",
    scope: "profile:read",
    current: COMPANY_PASSWORD,
  };

  it("makes a token that is shown once, lists it with its use, and ends it at once", async () => {
    const { browser } = await owner("Holder");
    const made = await browser.submit(PAGE, FIELDS);
    assert.equal(made.status, 200, made.text);
    const token = /<code>(trp_[\w-]{43})<\/code>/.exec(made.text)?.[1] ?? "";
    const headers = { authorization: `Bearer ${token}` };
    assert.deepEqual((await json("/api/v1/me", headers)).scopes, ["profile:read"]);
    const page = await browser.get(PAGE);
    assert.ok(!page.text.includes(token));
    assert.match(page.text, /price &lt;b&gt;watcher&lt;\/b&gt;/);
    assert.match(page.text, /last used <time/);
    const id = /name="id" value="(\d+)"/.exec(page.text)?.[1] ?? "";
    const stranger = await owner("Stranger");
    await stranger.browser.submit(PAGE, { id }, `${PAGE}/end`);
    assert.equal((await send("/api/v1/me", { headers })).status, 200, "another account can't end it");
    const ended = await browser.post(`${PAGE}/end`, { formToken: tokenIn(page.text), id });
    assert.equal(ended.headers.get("location"), `${PAGE}?notice=token-ended`);
    assert.equal((await send("/api/v1/me", { headers })).status, 401);
  });

  it("asks for the password, a name and what it may do, and keeps what was typed", async () => {
    const { browser, player } = await owner("Careless");
    const wrong = await browser.submit(PAGE, { ...FIELDS, current: "wrong" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /That is not your current password/);
    assert.match(wrong.text, /value="profile:read" checked/);
    for (const fields of [{ name: " " }, { scope: "everything" }, { days: "7" }])
      assert.equal(
        (await browser.submit(PAGE, { ...FIELDS, ...fields })).status,
        422,
        JSON.stringify(fields),
      );
    const { scope: _, ...without } = FIELDS;
    assert.match((await browser.submit(PAGE, without)).text, /Choose what it may do/);
    const { rows } = await bed.pool.query("SELECT FROM play_tokens WHERE account_id = $1", [
      player.accountId,
    ]);
    assert.equal(rows.length, 0);
  });

  it("ends all of them with everything else", async () => {
    const { browser, player } = await owner("Everywhere");
    const headers = await bearer(player);
    assert.equal((await send("/api/v1/me", { headers })).status, 200);
    await browser.submit("/account", {}, "/account/log-out-everywhere");
    assert.equal((await send("/api/v1/me", { headers })).status, 401);
  });
});
