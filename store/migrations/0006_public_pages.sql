-- Up Migration
UPDATE schema_state SET revision = 6;

-- What the operator tells on the home page.
CREATE TABLE news (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
  by_name text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX news_at_idx ON news (at DESC, id DESC);

-- The web server counts now and then what hunters have done (store/tally.ts); the game writes nothing here.
CREATE TABLE tallied (
  character_id bigint PRIMARY KEY REFERENCES characters ON DELETE CASCADE,
  -- The version of the character's row that was counted.
  version bigint NOT NULL
);
CREATE TABLE tally_state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Until when everything is counted; null before the first time.
  counted_to timestamptz
);
INSERT INTO tally_state DEFAULT VALUES;
-- The sum of `scores` of a kind, and of hunters who are gone.
CREATE TABLE score_totals (
  kind text PRIMARY KEY,
  count bigint NOT NULL
);
CREATE TABLE feats (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  character_id bigint NOT NULL REFERENCES characters ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('level', 'gate', 'achievement')),
  -- The level, the grade, or the achievement's id.
  what text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX feats_character_id_idx ON feats (character_id, id DESC);

-- Deeds sent by a form of the site, each with the key that its page gave it: the same form is done once.
CREATE TABLE form_deeds (
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  key text NOT NULL CHECK (length(key) BETWEEN 16 AND 64),
  answer text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, key)
);
CREATE INDEX form_deeds_at_idx ON form_deeds (at);

-- A guest's account goes at this time unless it is registered before; null: no guest.
ALTER TABLE accounts ADD COLUMN guest_until timestamptz;
CREATE INDEX accounts_guest_until_idx ON accounts (guest_until) WHERE guest_until IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON news, tallied, score_totals, feats, form_deeds TO terminusa_app;
GRANT SELECT, UPDATE ON tally_state TO terminusa_app;
