/** How a deed is decided: who is locked for it, and what it does on their fresh rows. */
import type { Pool, PoolClient } from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Deed } from "../../game/deeds.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { Movement } from "../../game/money/movement.ts";
import type { Frame, Panel } from "../../game/protocol.ts";
import type { Happening, Said, Surroundings } from "../../game/turn.ts";
import type { AccountId } from "../accounts.ts";

export type Queryable = Pick<Pool | PoolClient, "query">;

/** What is known without locks: enough to look something up. */
export type Asking = {
  db: Queryable;
  catalog: Catalog;
  /** Milliseconds since 1970. */
  now: number;
  around: Surroundings;
};

/** Everything that a decision may look at. Other rows are read and locked through `client`, after the hunters. */
export type Setting = {
  client: PoolClient;
  catalog: Catalog;
  /** Milliseconds since 1970. */
  now: number;
  around: Surroundings;
  /** All who were named by `involves`, and the actor, by character id; who is gone is missing. */
  hunters: ReadonlyMap<string, Hunter>;
};
/** `actor` is who asked, as the database has it now. */
export type Scene = Setting & { actor: Hunter };

/** A line for one hunter, wherever that is. `spoken` is for a screen reader, where it differs. */
export type Tell = { to: string; text: string; spoken?: string; frame?: Frame; panels?: Panel[] };

/** What is to be written and told. Nothing of it is when `refused` is set. */
export type Decision = {
  text: string;
  frame?: Frame;
  /** What the actor's client draws anew, beside what it draws of the hunter. */
  panels?: Panel[];
  refused?: true;
  /** Hunters as they are after, of those in the scene. */
  hunters?: readonly Hunter[];
  movements?: readonly Movement[];
  said?: Said;
  happenings?: readonly Happening[];
  tells?: readonly Tell[];
  /** Everyone in the city is told. */
  announces?: string;
  /** An account whose game ends now, on every server; `all`: its browsers are logged out too. */
  revokes?: { accountId: AccountId; reason: string; all: boolean };
  /** The asker goes on as another hunter: the line closes for a moment. */
  leaves?: true;
};

/** What `involves` found is no longer so: the deed is begun again. */
export class Overtaken extends Error {
  override name = "Overtaken";
}

export type DeedRules<D extends Deed> = Locking<D> | Looking<D>;

export type Locking<D> = {
  /** The character ids of everyone else whose row it may change or rely on. Read without locks. */
  involves(db: Queryable, actor: Hunter, deed: D, catalog: Catalog): Promise<readonly string[]>;
  /**
   * Decides under locks. What `involves` found may have changed meanwhile: look again, and refuse in words, or throw
   * Overtaken when others must be locked.
   */
  decide(scene: Scene, deed: D): Promise<Decision>;
};

/** Only reads: no locks, nothing is written, and the answer is not kept. */
export type Looking<D> = {
  look(asking: Asking & { actor: Hunter }, deed: D): Promise<Decision>;
};

export const refuse = (text: string): Decision => ({ text, refused: true });
