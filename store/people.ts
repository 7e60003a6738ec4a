/** Accounts as moderators see them: found by name, and each with all that is on record. */
import type { AccountId, Role } from "./accounts.ts";
import type { Queryable } from "./deeds/deed.ts";

export const PEOPLE_KINDS = ["all", "banned", "staff", "guests"] as const;
export type PeopleKind = (typeof PEOPLE_KINDS)[number];
/** `name`: how an account's or a hunter's name begins, empty for everyone; `before` is an account's id. */
export type PeopleQuery = { name: string; kind: PeopleKind; before: string | null };
export type Person = {
  id: AccountId;
  name: string;
  role: Role;
  createdAt: Date;
  banned: boolean;
  guest: boolean;
  hunters: string[];
  playedAt: Date | null;
};

const KINDS: Record<PeopleKind, string> = {
  all: "true",
  banned: "a.banned_until > now()",
  staff: "a.role <> 'player'",
  guests: "a.guest_until IS NOT NULL",
};

/** The newest accounts first. */
export async function findPeople(
  db: Queryable,
  { name, kind, before }: PeopleQuery,
  limit: number,
): Promise<Person[]> {
  const { rows } = await db.query(
    `SELECT a.id, a.name, a.role, a.created_at AS "createdAt", coalesce(a.banned_until > now(), false) AS banned,
       a.guest_until IS NOT NULL AS guest, coalesce(h.names, '{}') AS hunters, h.played AS "playedAt"
     FROM accounts a LEFT JOIN LATERAL (
       SELECT array_agg(c.name ORDER BY c.played_at DESC) AS names, max(c.played_at) AS played
       FROM characters c WHERE c.account_id = a.id) h ON true
     WHERE ${KINDS[kind]} AND ($2::bigint IS NULL OR a.id < $2) AND ($1 = '' OR a.id IN (
       SELECT id FROM accounts WHERE lower(name) LIKE $1 || '%'
       UNION SELECT account_id FROM characters WHERE lower(name) LIKE $1 || '%'))
     ORDER BY a.id DESC LIMIT $3`,
    [escaped(name), before, limit],
  );
  return rows;
}

/** An underscore is a letter of names, not a sign for any. */
const escaped = (name: string) => name.toLowerCase().replace(/[\\%_]/g, "\\$&");

export type Dossier = {
  id: AccountId;
  name: string;
  role: Role;
  createdAt: Date;
  email: string | null;
  secondFactor: boolean;
  guestUntil: Date | null;
  deletesAt: Date | null;
  invitation: string | null;
  ban: { until: Date | null; reason: string } | null;
  /** The newest game: since when, and when a server last had it. */
  game: { startedAt: Date; seenAt: Date } | null;
};

/** What is known of one account; null when there is none. */
export async function readDossier(db: Queryable, id: string): Promise<Dossier | null> {
  const { rows } = await db.query(
    `SELECT a.id, a.name, a.role, a.created_at AS "createdAt", a.email, a.totp_secret IS NOT NULL AS "secondFactor",
       a.guest_until AS "guestUntil", a.deletes_at AS "deletesAt", a.invitation, a.banned_until > now() AS banned,
       nullif(a.banned_until, 'infinity') AS until, a.ban_reason AS reason, g.started_at AS "startedAt",
       g.seen_at AS "seenAt"
     FROM accounts a LEFT JOIN game_sessions g ON g.account_id = a.id WHERE a.id = $1`,
    [id],
  );
  if (!rows[0]) return null;
  const { banned, until, reason, startedAt, seenAt, ...account } = rows[0];
  return {
    ...account,
    ban: banned ? { until, reason: reason ?? "" } : null,
    game: startedAt ? { startedAt, seenAt } : null,
  };
}

export type Ward = {
  id: string;
  name: string;
  level: number;
  crystals: number;
  exons: number;
  room: string;
  guild: string | null;
  createdAt: Date;
  playedAt: Date;
  /** Null when everyone hears the hunter. */
  mutedUntil: Date | null;
};

/** The account's hunters, the one played last first. */
export async function huntersOf(db: Queryable, accountId: AccountId, now: number): Promise<Ward[]> {
  const { rows } = await db.query(
    `SELECT c.id, c.name, c.level, c.crystals::float8 AS crystals, c.exons::float8 AS exons, c.room, g.name AS guild,
       c.created_at AS "createdAt", c.played_at AS "playedAt",
       coalesce((c.annals::json ->> 'mutedUntil')::float8, 0) AS muted
     FROM characters c LEFT JOIN guilds g ON g.id = c.guild_id WHERE c.account_id = $1 ORDER BY c.played_at DESC, c.id`,
    [accountId],
  );
  return rows.map(({ muted, ...hunter }) => ({
    ...hunter,
    mutedUntil: muted > now ? new Date(muted) : null,
  }));
}

export type MovementLine = {
  key: string;
  at: Date;
  hunter: string;
  /** The hunter's or guild's name on the other side, or the account's kind. */
  other: string;
  gained: boolean;
  currency: string;
  amount: number;
  reason: string;
};

/** The last movements of those hunters' money, the latest first. */
export async function lastMovements(
  db: Queryable,
  hunterIds: readonly string[],
  limit: number,
): Promise<MovementLine[]> {
  const { rows } = await db.query(
    `WITH own AS (
       SELECT 'hunter:' || id AS account, name FROM characters WHERE id = ANY($1::bigint[])),
     moved AS (
       SELECT l.*, own.name AS hunter FROM own, LATERAL (
         (SELECT key, at, credit AS side, false AS gained, currency, amount, reason FROM ledger
          WHERE debit = own.account ORDER BY at DESC LIMIT $2)
         UNION ALL
         (SELECT key, at, debit, true, currency, amount, reason FROM ledger
          WHERE credit = own.account ORDER BY at DESC LIMIT $2)) l
       ORDER BY l.at DESC LIMIT $2)
     SELECT m.key, m.at, m.hunter, coalesce(c.name, g.name, m.side) AS other, m.gained, m.currency,
       m.amount::float8 AS amount, m.reason
     FROM moved m LEFT JOIN characters c ON m.side = 'hunter:' || c.id LEFT JOIN guilds g ON m.side = 'guild:' || g.id
     ORDER BY m.at DESC`,
    [hunterIds, limit],
  );
  return rows;
}
