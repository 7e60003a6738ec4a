import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomKind } from "../catalog/words.ts";
import { refreshed } from "../hunter/body.ts";
import { testCatalog } from "../test-turn.ts";
import { charted, drawnMap } from "./map.ts";
import { planOf } from "./plan.ts";
import type { Run } from "./run.ts";
import { Player } from "./test-player.ts";

const catalog = testCatalog();

/** A hunter who stands in a room of that kind, nothing done there yet. */
function inRoomOf(kind: RoomKind, more: { seed?: string; hp?: number } = {}): Player {
  const player = new Player(catalog);
  player.type("become assassin");
  const made = { kind: "board", seed: more.seed ?? "exploring", theme: "test-mill", grade: "E" } as const;
  const floors = planOf(catalog, made).floors;
  const floor = floors.findIndex((rooms) => rooms.some((room) => room.kind === kind));
  const rooms = floors[floor] ?? [];
  const room = rooms.findIndex((one) => one.kind === kind);
  const from = Object.values(rooms[room]?.ways ?? {})[0] ?? 0;
  const whole = refreshed(player.hunter, catalog);
  const run: Run = {
    ...made,
    dice: "dice",
    name: "Mill",
    level: 1,
    floor: floor + 1,
    room,
    from,
    seen: [from, room],
    done: [from],
    searched: [],
    rounds: 0,
    xp: 0,
    crystals: 0,
    haul: [],
    wear: 0,
    tally: {},
    fight: null,
  };
  player.hunter = { ...whole, sheet: { ...whole.sheet, hp: more.hp ?? whole.sheet.hp }, run };
  return player;
}

test("a chest opens once, and what was in it is in the run", () => {
  const player = inRoomOf("treasure");
  assert.match(player.type("look").text, /Something worth the way: open/);
  assert.match(player.type("open").text, /^Treasure (one|two|three)\.\n\[System\] \d+ crystal/);
  assert.ok((player.hunter.run?.crystals ?? 0) > 0);
  assert.equal(player.hunter.run?.tally.treasures, 1);
  assert.match(player.type("open").text, /It is open, and empty/);
});

test("a bed gives health back once, and ends what passes by itself", () => {
  const player = inRoomOf("rest", { hp: 20 });
  player.hunter = {
    ...player.hunter,
    sheet: {
      ...player.hunter.sheet,
      afflictions: [
        { status: "poisoned", rounds: 5 },
        { status: "dismembered", rounds: null },
      ],
    },
  };
  assert.match(player.type("rest").text, /Health \+\d+, mana \+0, statuses gone/);
  assert.ok(player.hunter.sheet.hp > 60);
  assert.deepEqual(player.hunter.sheet.afflictions, [{ status: "dismembered", rounds: null }]);
  assert.match(player.type("rest").text, /does not work twice/);
  assert.match(inRoomOf("treasure").type("rest").text, /Not here/);
});

test("a trap can be made harmless, likelier after a search, and springs when it is not", () => {
  const outcomes = { avoided: 0, sprung: 0 };
  const searched = { avoided: 0, sprung: 0 };
  for (let at = 0; at < 120; at++) {
    for (const [search, count] of [
      [false, outcomes],
      [true, searched],
    ] as const) {
      const player = inRoomOf("trap");
      player.hunter = {
        ...player.hunter,
        run: player.hunter.run && { ...player.hunter.run, dice: `dice ${at}` },
      };
      if (search) player.type("search");
      const { text } = player.type("disarm");
      if (/is avoided/.test(text)) count.avoided++;
      else if (/springs\.\n\[System\] −\d+ health/.test(text)) count.sprung++;
      assert.match(player.type("disarm").text, /no trap here/);
    }
  }
  assert.equal(outcomes.avoided + outcomes.sprung, 120);
  assert.ok(outcomes.sprung > 20 && searched.avoided > outcomes.avoided);
});

test("a trap never kills, and going back the way one came is safe", () => {
  for (let at = 0; at < 40; at++) {
    const player = inRoomOf("trap", { hp: 1 });
    player.hunter = {
      ...player.hunter,
      run: player.hunter.run && { ...player.hunter.run, dice: `dice ${at}` },
    };
    player.type("disarm");
    assert.ok(player.hunter.sheet.hp >= 1);
  }
  const player = inRoomOf("trap");
  const full = player.hunter.sheet.hp;
  const back = charted(catalog, player.hunter.run as Run).find(({ here }) => here);
  const [way] = Object.entries(back?.ways ?? {}).find(([, to]) => to === player.hunter.run?.from) ?? [];
  player.type(way ?? "north");
  assert.equal(player.hunter.sheet.hp, full);
});

test("stairs are where the map shows them, and lead down once the room is won", () => {
  const player = inRoomOf("fight");
  assert.match(player.type("descend").text, /No stairs here|Not before this room is yours/);
});

test("a room is searched once", () => {
  const player = inRoomOf("treasure");
  player.type("search");
  assert.match(player.type("search").text, /through this room already/);
});

test("the map shows what was seen and the doors beyond it, and nothing else", () => {
  const player = inRoomOf("treasure");
  const { run } = player.hunter;
  assert.ok(run);
  const rooms = charted(catalog, run);
  assert.ok(rooms.some(({ here }) => here));
  assert.ok(rooms.every(({ at, kind }) => run.seen.includes(at) || kind === "unknown"));
  const drawn = drawnMap(rooms);
  assert.equal(drawn.split("[").length - 1, rooms.length);
  assert.ok(drawn.split("\n").every((line) => line.length <= 80));
  player.hunter = { ...player.hunter, screenReader: true };
  assert.doesNotMatch(player.type("map").text, /[│─[\]]/);
});

test("leaving on foot keeps what was found, taxed, and says so", () => {
  const player = inRoomOf("treasure");
  player.type("open");
  const found = player.hunter.run?.crystals ?? 0;
  const { text, movements = [] } = player.type("leave");
  assert.equal(player.hunter.run, null);
  assert.match(text, /Gate "Mill" \(E\) left after 0 rounds\./);
  assert.equal(
    movements.reduce((sum, { amount }) => sum + amount, 0),
    found,
  );
  assert.ok(movements.some(({ to }) => to === "operator"));
});
