import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { SWITCHES_FRESH_MS, switchesOf } from "./switches.ts";

/** A database that counts how often it is asked, and may be away. */
function counting() {
  const state = { asked: 0, away: false, row: { registration: "open", maintenance: false, message: "" } };
  const query = async () => {
    state.asked += 1;
    if (state.away) throw new Error("Connection terminated");
    return { rows: [{ ...state.row }] };
  };
  return { state, pool: { query } as unknown as Pool };
}

test("the switches are asked for once, however many want to know them at the same time", async () => {
  const { state, pool } = counting();
  const switches = switchesOf(pool);
  await Promise.all(Array.from({ length: 50 }, switches));
  await switches();
  assert.equal(state.asked, 1);
});

test("a change holds when the known ones are no longer fresh, and the last known hold while the database is away", async () => {
  const { state, pool } = counting();
  const switches = switchesOf(pool);
  assert.equal((await switches()).maintenance, false);
  state.row = { registration: "closed", maintenance: true, message: "Back at ten." };
  await sleep(SWITCHES_FRESH_MS + 20);
  assert.deepEqual(await switches(), state.row);
  state.away = true;
  await sleep(SWITCHES_FRESH_MS + 20);
  assert.deepEqual(await switches(), { registration: "closed", maintenance: true, message: "Back at ten." });
});
