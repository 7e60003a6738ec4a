/** An account's hunters: at most three, one played at a time. */

import { rows } from "../../game/rows.ts";
import type { CharacterDeed } from "../../game/social/deeds.ts";
import { violatesUnique } from "../postgres.ts";
import { type Decision, type Locking, type Looking, type Queryable, refuse } from "./deed.ts";

type Of<Name extends CharacterDeed["do"]> = Extract<CharacterDeed, { do: Name }>;

export const MOST_CHARACTERS = 3;

type Own = { id: string; name: string; level: number };

async function ownOf(db: Queryable, characterId: string): Promise<Own[]> {
  const { rows } = await db.query(
    `SELECT id, name, level FROM characters
     WHERE account_id = (SELECT account_id FROM characters WHERE id = $1) ORDER BY id`,
    [characterId],
  );
  return rows;
}

export const listCharacters: Looking<Of<"characters">> = {
  async look({ db, actor }) {
    const own = await ownOf(db, actor.id);
    const cells = own.map(({ id, name, level }) => [
      name,
      `level ${level}`,
      id === actor.id ? "you now" : "",
    ]);
    const more = own.length < MOST_CHARACTERS ? " characters new <name> makes one." : "";
    return {
      text: [
        `[System] Hunters of this account: ${own.length} of ${MOST_CHARACTERS}.${more}`,
        ...rows(cells, actor.screenReader),
      ].join("\n"),
    };
  },
};

export const newCharacter: Locking<Of<"character-new">> = {
  // All are locked: two made at the same moment must not both be the third.
  involves: async (db, actor) => (await ownOf(db, actor.id)).map(({ id }) => id),
  async decide({ client, actor, catalog }, { name }) {
    if (!/^[a-z0-9_]{3,20}$/i.test(name)) return refuse("A name is 3 to 20 letters, digits or underscores.");
    const own = await ownOf(client, actor.id);
    if (own.length >= MOST_CHARACTERS) return refuse(`${MOST_CHARACTERS} hunters an account are the most.`);
    const { start } = catalog.town;
    const shown = name.slice(0, 1).toUpperCase() + name.slice(1);
    // An account's first hunter has the account's name, whenever it comes.
    const taken = await client.query(
      `SELECT 1 FROM accounts WHERE lower(name) = lower($1)
         AND id <> (SELECT account_id FROM characters WHERE id = $2)
       UNION ALL SELECT 1 FROM characters WHERE lower(name) = lower($1)`,
      [name, actor.id],
    );
    if ((taken.rowCount ?? 0) > 0) return refuse(`The name ${shown} is taken. Choose another.`);
    await client.query("SAVEPOINT made");
    try {
      await client.query(
        `INSERT INTO characters (account_id, name, room, trail, annals, played_at)
         SELECT account_id, $2, $3, $4, $5, '-infinity' FROM characters WHERE id = $1`,
        [
          actor.id,
          shown,
          start,
          JSON.stringify({ visits: { [start]: 1 } }),
          // A mute is the account's.
          JSON.stringify({ mutedUntil: actor.annals.mutedUntil }),
        ],
      );
    } catch (error) {
      if (!violatesUnique(error, "characters_name_key")) throw error;
      await client.query("ROLLBACK TO SAVEPOINT made");
      return refuse(`The name ${shown} is taken. Choose another.`);
    }
    return { text: `[System] ${shown} has signed. characters play ${shown.toLowerCase()}` };
  },
};

export const playCharacter: Locking<Of<"character-play">> = {
  involves: async (db, actor) => (await ownOf(db, actor.id)).map(({ id }) => id),
  async decide({ client, actor }, { name }): Promise<Decision> {
    const own = await ownOf(client, actor.id);
    const other = own.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!other) return refuse(`You have no "${name.slice(0, 20)}". characters lists yours.`);
    if (other.id === actor.id) return refuse("You are that one.");
    if (actor.run) return refuse("Not from inside a gate.");
    await client.query("UPDATE characters SET played_at = now() WHERE id = $1", [other.id]);
    return { text: `You go on as ${other.name}.`, leaves: true };
  },
};
