-- Up Migration
-- Bookkeeping first: what servers read to decide whether they understand this database (store/schema.ts).
CREATE TABLE schema_state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  revision integer NOT NULL,
  compatible_since integer NOT NULL CHECK (compatible_since <= revision)
);
INSERT INTO schema_state (revision, compatible_since) VALUES (1, 1);

CREATE TABLE accounts (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL CHECK (name ~ '^[A-Za-z0-9_]{3,20}$'),
  password_hash text NOT NULL,
  email text CHECK (length(email) <= 254),
  role text NOT NULL DEFAULT 'player' CHECK (role IN ('player', 'moderator', 'operator')),
  created_at timestamptz NOT NULL DEFAULT now(),
  password_changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX accounts_name_key ON accounts (lower(name));

CREATE TABLE characters (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  name text NOT NULL CHECK (name ~ '^[A-Za-z0-9_]{3,20}$'),
  room text NOT NULL,
  version bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX characters_name_key ON characters (lower(name));
CREATE INDEX characters_account_id_idx ON characters (account_id);

-- The token itself is shown once and never stored: a stolen dump opens no game.
CREATE TABLE play_tokens (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  token_sha256 bytea NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
  label text NOT NULL CHECK (length(label) BETWEEN 1 AND 60),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX play_tokens_account_id_idx ON play_tokens (account_id);

-- The row outlives each session, so that the fence only ever grows.
CREATE TABLE game_leases (
  account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  fence bigint NOT NULL CHECK (fence > 0),
  server text NOT NULL,
  since timestamptz NOT NULL DEFAULT now()
);

-- The name is copied, so that history reads as it was said after a rename or a deletion.
CREATE TABLE chat_messages (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  room text NOT NULL,
  character_id bigint REFERENCES characters ON DELETE SET NULL,
  name text NOT NULL,
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX chat_messages_room_idx ON chat_messages (room, id DESC);
CREATE INDEX chat_messages_character_id_idx ON chat_messages (character_id);

GRANT USAGE ON SCHEMA public TO terminusa_app;
GRANT SELECT ON schema_state, schema_migrations TO terminusa_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, characters, play_tokens, game_leases TO terminusa_app;
GRANT SELECT, INSERT ON chat_messages TO terminusa_app;
