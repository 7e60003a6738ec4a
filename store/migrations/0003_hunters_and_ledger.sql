-- Up Migration
UPDATE schema_state SET revision = 3;

-- A hunter's state in parts, each a JSON document that only the servers read: a command writes the parts that it
-- changed. The columns beside them are what the database itself checks, counts or sorts.
ALTER TABLE characters
  ADD COLUMN seed text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
  ADD COLUMN level integer NOT NULL DEFAULT 1 CHECK (level >= 1),
  ADD COLUMN crystals bigint NOT NULL DEFAULT 0 CHECK (crystals >= 0),
  ADD COLUMN exons bigint NOT NULL DEFAULT 0 CHECK (exons >= 0),
  ADD COLUMN party_id bigint,
  ADD COLUMN guild_id bigint,
  ADD COLUMN played_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN sheet text NOT NULL DEFAULT '{}',
  ADD COLUMN trail text NOT NULL DEFAULT '{}',
  ADD COLUMN pack text NOT NULL DEFAULT '{}',
  ADD COLUMN annals text NOT NULL DEFAULT '{}',
  ADD COLUMN run text NOT NULL DEFAULT 'null';
-- What changes with nearly every command stays in the row uncompressed; the rest moves out and is not written again.
ALTER TABLE characters ALTER COLUMN sheet SET STORAGE MAIN;
ALTER TABLE characters ALTER COLUMN trail SET STORAGE MAIN;
ALTER TABLE characters ALTER COLUMN run SET STORAGE MAIN;
-- Room for the next version of a row on the same page, so that no index changes with it.
ALTER TABLE characters SET (fillfactor = 50);
CREATE INDEX characters_level_idx ON characters (level DESC, id);
CREATE INDEX characters_party_id_idx ON characters (party_id) WHERE party_id IS NOT NULL;
CREATE INDEX characters_guild_id_idx ON characters (guild_id) WHERE guild_id IS NOT NULL;

-- Double entry: each row takes an amount from one account and gives it to another, so all rows together are zero.
-- `key` names the one command or event that a row belongs to: the same one can't be booked twice.
CREATE TABLE ledger (
  key text COLLATE "C" PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  debit text COLLATE "C" NOT NULL,
  credit text COLLATE "C" NOT NULL CHECK (credit <> debit),
  currency text NOT NULL CHECK (currency IN ('crystals', 'exons')),
  amount bigint NOT NULL CHECK (amount > 0),
  reason text NOT NULL
);
CREATE INDEX ledger_debit_idx ON ledger (debit, at DESC);
CREATE INDEX ledger_credit_idx ON ledger (credit, at DESC);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON ledger TO terminusa_app;
