-- Up Migration
UPDATE schema_state SET revision = 4;

-- What hunters do together. Whoever changes such a row has locked the hunters that it concerns before it, in the
-- order of their ids (store/deeds/perform.ts).

-- A listing is the thing: it lies here and nowhere else until it is bought, taken back or sent home.
CREATE TABLE listings (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  seller_id bigint NOT NULL REFERENCES characters ON DELETE CASCADE,
  item text NOT NULL,
  count integer NOT NULL CHECK (count > 0),
  -- Of gear only.
  durability real CHECK (durability >= 0),
  upgrade integer NOT NULL DEFAULT 0 CHECK (upgrade >= 0),
  -- Crystals for one.
  price bigint NOT NULL CHECK (price > 0),
  listed_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX listings_seller_id_idx ON listings (seller_id);
CREATE INDEX listings_item_idx ON listings (item, price);
CREATE INDEX listings_expires_at_idx ON listings (expires_at);

CREATE TABLE sales (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  item text NOT NULL,
  upgrade integer NOT NULL DEFAULT 0,
  count integer NOT NULL CHECK (count > 0),
  price bigint NOT NULL CHECK (price > 0),
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sales_item_idx ON sales (item, at DESC);

-- One row a pair, the lower id first.
CREATE TABLE friendships (
  a_id bigint NOT NULL REFERENCES characters ON DELETE CASCADE,
  b_id bigint NOT NULL REFERENCES characters ON DELETE CASCADE,
  asked_by bigint NOT NULL,
  accepted boolean NOT NULL DEFAULT false,
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (a_id, b_id),
  CHECK (a_id < b_id AND asked_by IN (a_id, b_id))
);
CREATE INDEX friendships_b_id_idx ON friendships (b_id);

-- An exchange being agreed on. Things and money stay with their owners until both have confirmed.
CREATE TABLE trades (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  a_id bigint NOT NULL UNIQUE REFERENCES characters ON DELETE CASCADE,
  b_id bigint NOT NULL UNIQUE REFERENCES characters ON DELETE CASCADE,
  document text NOT NULL,
  expires_at timestamptz NOT NULL,
  CHECK (a_id <> b_id)
);

-- A party is one document: its members, invitations, and the gate that it is in.
CREATE TABLE parties (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  document text NOT NULL,
  -- When its round is resolved whoever has not acted; null while no round runs.
  due_at timestamptz,
  changed_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE parties SET (fillfactor = 50);
CREATE INDEX parties_due_at_idx ON parties (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE guilds (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9 ]{1,23}$'),
  level integer NOT NULL DEFAULT 1 CHECK (level > 0),
  xp bigint NOT NULL DEFAULT 0 CHECK (xp >= 0),
  crystals bigint NOT NULL DEFAULT 0 CHECK (crystals >= 0),
  -- The work that the guild does now, as JSON; null when it has none.
  work text,
  founded_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX guilds_name_key ON guilds (lower(name));
CREATE INDEX guilds_level_idx ON guilds (level DESC, xp DESC);

CREATE TABLE guild_members (
  character_id bigint PRIMARY KEY REFERENCES characters ON DELETE CASCADE,
  guild_id bigint NOT NULL REFERENCES guilds ON DELETE CASCADE,
  rank text NOT NULL CHECK (rank IN ('leader', 'officer', 'veteran', 'member', 'recruit')),
  joined_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX guild_members_guild_id_idx ON guild_members (guild_id);
CREATE UNIQUE INDEX guild_members_leader_key ON guild_members (guild_id) WHERE rank = 'leader';

CREATE TABLE guild_invitations (
  guild_id bigint NOT NULL REFERENCES guilds ON DELETE CASCADE,
  character_id bigint NOT NULL REFERENCES characters ON DELETE CASCADE,
  by_name text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (character_id, guild_id)
);

CREATE TABLE guild_log (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  guild_id bigint NOT NULL REFERENCES guilds ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT now(),
  text text NOT NULL
);
CREATE INDEX guild_log_guild_id_idx ON guild_log (guild_id, id DESC);

-- What leaderboards count of hunters, as last seen: written after the hunter's own row, and only ever upwards.
CREATE TABLE scores (
  kind text NOT NULL,
  character_id bigint NOT NULL REFERENCES characters ON DELETE CASCADE,
  count bigint NOT NULL,
  PRIMARY KEY (kind, character_id)
);
CREATE INDEX scores_kind_idx ON scores (kind, count DESC, character_id);

ALTER TABLE accounts
  ADD COLUMN banned_until timestamptz,
  ADD COLUMN ban_reason text;

CREATE TABLE reports (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  by_name text NOT NULL,
  about_name text NOT NULL,
  reason text NOT NULL,
  place text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  closed_by text,
  closed_at timestamptz,
  outcome text
);
CREATE INDEX reports_open_idx ON reports (id) WHERE closed_at IS NULL;
CREATE INDEX reports_about_name_idx ON reports (lower(about_name), id DESC);

-- What moderators and operators did, for ever.
CREATE TABLE audit (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  by_name text NOT NULL,
  action text NOT NULL,
  about_name text,
  reason text NOT NULL DEFAULT '',
  until timestamptz
);
CREATE INDEX audit_about_name_idx ON audit (lower(about_name), id DESC);
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, UPDATE, DELETE ON listings, friendships, trades, parties, guilds, guild_members,
  guild_invitations, scores TO terminusa_app;
GRANT SELECT, INSERT ON sales, guild_log, audit TO terminusa_app;
GRANT SELECT, INSERT, UPDATE ON reports TO terminusa_app;

-- Whether the books are right: what the ledger says that everyone has against what they have, what was minted less
-- what was burnt against the sum of it, and things that are for sale but nowhere. One statement, so one moment.
CREATE FUNCTION economy_proof() RETURNS json LANGUAGE sql STABLE AS $$
  WITH booked AS (
    SELECT account, currency, sum(amount) AS amount FROM (
      SELECT credit AS account, currency, amount FROM ledger
      UNION ALL SELECT debit, currency, -amount FROM ledger) m GROUP BY account, currency),
  stored AS (
    SELECT 'hunter:' || id AS account, 'crystals' AS currency, crystals AS amount FROM characters
    UNION ALL SELECT 'hunter:' || id, 'exons', exons FROM characters
    UNION ALL SELECT 'guild:' || id, 'crystals', crystals FROM guilds),
  wrong AS (
    SELECT account, currency, coalesce(s.amount, 0) AS has, coalesce(b.amount, 0) AS booked
    FROM stored s FULL JOIN booked b USING (account, currency)
    WHERE account NOT IN ('mint', 'burn', 'operator') AND coalesce(s.amount, 0) <> coalesce(b.amount, 0)),
  supply AS (
    SELECT c.currency,
      coalesce((SELECT -b.amount FROM booked b WHERE b.account = 'mint' AND b.currency = c.currency), 0) AS minted,
      coalesce((SELECT b.amount FROM booked b WHERE b.account = 'burn' AND b.currency = c.currency), 0) AS burnt,
      coalesce((SELECT sum(s.amount) FROM stored s WHERE s.currency = c.currency), 0)
        + coalesce((SELECT b.amount FROM booked b WHERE b.account = 'operator' AND b.currency = c.currency), 0) AS held
    FROM (VALUES ('crystals'), ('exons')) c(currency)),
  broken AS (
    SELECT id FROM characters WHERE crystals < 0 OR exons < 0
    UNION ALL SELECT id FROM guilds WHERE crystals < 0)
  SELECT json_build_object(
    'wrong', (SELECT count(*) FROM wrong),
    'examples', (SELECT coalesce(json_agg(w), '[]') FROM (SELECT * FROM wrong ORDER BY account LIMIT 5) w),
    'supply', (SELECT json_agg(supply) FROM supply),
    'negative', (SELECT count(*) FROM broken),
    'empty_listings', (SELECT count(*) FROM listings WHERE count < 1 OR item = ''),
    'movements', (SELECT count(*) FROM ledger))
$$;
GRANT EXECUTE ON FUNCTION economy_proof() TO terminusa_app;
