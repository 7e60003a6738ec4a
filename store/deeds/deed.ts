/** How a deed is decided: who is locked for it, and what it does on their fresh rows. */
import type { Pool, PoolClient } from "pg";
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Deed } from "../../game/deeds.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { Movement } from "../../game/money/movement.ts";
import type { Frame } from "../../game/protocol.ts";
import type { Happening, Said } from "../../game/turn.ts";

/** Everything that a decision may look at. Other rows are read and locked through `client`, after the hunters. */
export type Scene = {
  client: PoolClient;
  catalog: Catalog;
  /** Milliseconds since 1970. */
  now: number;
  /** Who asked, as the database has it now. */
  actor: Hunter;
  /** All who were named by `involves`, and the actor, by character id; who is gone is missing. */
  hunters: ReadonlyMap<string, Hunter>;
};

/** A line for one hunter, wherever that is. */
export type Tell = { to: string; text: string; frame?: Frame };

/** What is to be written and told. Nothing of it is when `refused` is set. */
export type Decision = {
  text: string;
  frame?: Frame;
  refused?: true;
  /** Hunters as they are after, of those in the scene. */
  hunters?: readonly Hunter[];
  movements?: readonly Movement[];
  said?: Said;
  happenings?: readonly Happening[];
  tells?: readonly Tell[];
};

export type DeedRules<D extends Deed> = {
  /** The character ids of everyone else whose row it may change or rely on. Read without locks. */
  involves(db: Pick<Pool | PoolClient, "query">, actor: Hunter, deed: D): Promise<readonly string[]>;
  /** Decides under locks. What `involves` found may have changed meanwhile: look again, and refuse in words. */
  decide(scene: Scene, deed: D): Promise<Decision>;
};
