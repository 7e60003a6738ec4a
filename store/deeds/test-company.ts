/** For tests: hunters with things and money on a real database, who do deeds from several servers' pools. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import pg from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Deed } from "../../game/deeds.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import { earn } from "../../game/money/movement.ts";
import { realCatalog } from "../../game/test-turn.ts";
import { addItem } from "../../game/things/pack.ts";
import type { Surroundings } from "../../game/turn.ts";
import { type FreshDatabase, type Services, startServices } from "../../test/services.ts";
import { createAccount } from "../accounts.ts";
import { type CharacterId, ensureCharacter, findCharacter } from "../characters.ts";
import { openSession } from "../game-sessions.ts";
import { faultsOf, proveEconomy } from "../proof.ts";
import type { Decision } from "./deed.ts";
import { type DeedResult, performDeed } from "./perform.ts";
import { writeDecision } from "./write.ts";

/**
 * Sets a test file up: a company on a fresh database for each of its tests, handed to `take`; all of it is removed
 * after them.
 */
export function companyForEach(
  take: (company: Company, database: FreshDatabase) => void | Promise<void>,
): void {
  let services: Services;
  let database: FreshDatabase;
  let company: Company;
  before(async () => {
    services = await startServices();
  });
  after(() => services?.stop());
  beforeEach(async () => {
    database = await services.freshDatabase();
    company = new Company(database);
    await take(company, database);
  });
  afterEach(async () => {
    await company.close();
    await database.drop();
  });
}

export type Player = { id: string; name: string; accountId: string; fence: number; number: number };

const PASSWORD = "rain on the tram rails";

export class Company {
  readonly pools: pg.Pool[];
  readonly catalog: Catalog = realCatalog();
  now = Date.now();
  /** Names that count as in the city; everyone where it is null. */
  online: string[] | null = null;
  linkDead: string[] = [];
  readonly players: Player[] = [];

  constructor(database: FreshDatabase, servers = 3) {
    this.pools = Array.from(
      { length: servers },
      () => new pg.Pool({ connectionString: database.url, max: 5 }),
    );
    // A test that failed leaves deeds behind, whose connections its end breaks: the first failure is the one to read.
    for (const pool of this.pools) pool.on("error", () => {});
  }

  get pool(): pg.Pool {
    return this.pools[0] as pg.Pool;
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.end()));
  }

  /** A hunter at `room` with that many crystals and those things, both minted as the ledger wants it. */
  async hunter(
    name: string,
    { room = "hall", crystals = 0, things = {}, change = (hunter: Hunter) => hunter }: Belongings = {},
  ): Promise<Player> {
    const account = await createAccount(this.pool, { name, password: PASSWORD });
    const session = await openSession(this.pool, account.id, "test");
    assert.ok(session);
    const { hunter: fresh } = await ensureCharacter(this.pool, account, room);
    const paid = earn(fresh, "crystals", crystals, "test", { untaxed: true });
    let after = change(paid.hunter);
    for (const [item, count] of Object.entries(things))
      after = addItem(after, this.catalog, item, count).hunter;
    const client = await this.pool.connect();
    try {
      await writeDecision(
        client,
        { hunters: [after], movements: paid.movements },
        (at) => `test.${name}.${at}`,
      );
    } finally {
      client.release();
    }
    const player = { id: fresh.id, name, accountId: account.id, fence: session.fence, number: 0 };
    this.players.push(player);
    return player;
  }

  /** Does a deed on one of the servers, and returns what the store made of it. */
  async attempt(player: Player, deed: Deed, server = 0): Promise<DeedResult> {
    const pool = this.pools[server % this.pools.length] as pg.Pool;
    const number = ++player.number;
    return performDeed(pool, {
      accountId: player.accountId as never,
      fence: player.fence,
      number,
      actor: await this.state(player),
      deed,
      catalog: this.catalog,
      now: this.now,
      around: this.around,
      answer: ({ text }) => JSON.stringify({ t: "out", text }),
    });
  }

  get around(): Surroundings {
    return {
      neighbours: () => this.players.map(({ name }) => ({ name, linkDead: this.linkDead.includes(name) })),
      online: () => ({ names: this.online ?? this.players.map(({ name }) => name), complete: true }),
    };
  }

  async does(player: Player, deed: Deed, server = 0): Promise<Decision> {
    const result = await this.attempt(player, deed, server);
    if (result.kind !== "done" && result.kind !== "looked") assert.fail(`the deed was ${result.kind}`);
    return result.decision;
  }

  async state(player: Player): Promise<Hunter> {
    const character = await findCharacter(this.pool, player.id as CharacterId);
    assert.ok(character);
    return character.hunter;
  }

  /** How many of an item there are: carried, held and for sale. */
  async count(item: string): Promise<number> {
    let sum = 0;
    for (const player of this.players) {
      const { pack } = await this.state(player);
      for (const thing of [...pack.carried, ...pack.held]) if (thing.item === item) sum += thing.count;
    }
    const { rows } = await this.pool.query(
      "SELECT coalesce(sum(count), 0)::int AS n FROM listings WHERE item = $1",
      [item],
    );
    return sum + rows[0].n;
  }

  /** Fails when the books are not right. */
  async prove(): Promise<void> {
    assert.deepEqual(faultsOf(await proveEconomy(this.pool)), []);
  }
}

type Belongings = {
  room?: string;
  crystals?: number;
  things?: Readonly<Record<string, number>>;
  change?: (hunter: Hunter) => Hunter;
};
