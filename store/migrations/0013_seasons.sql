-- Up Migration
UPDATE schema_state SET revision = 13;

-- Seasons of the leaderboards. Whoever counts what hunters have done (store/tally.ts) counts it here too; no command
-- touches or waits for these tables.
CREATE TABLE seasons (
  number integer PRIMARY KEY CHECK (number > 0),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  -- When its standings were fixed; null for the one that runs.
  closed_at timestamptz
);
CREATE UNIQUE INDEX seasons_open_key ON seasons ((closed_at IS NULL)) WHERE closed_at IS NULL;

-- Of the running season alone.
CREATE TABLE season_scores (
  season integer NOT NULL REFERENCES seasons,
  board text NOT NULL,
  character_id bigint NOT NULL REFERENCES characters ON DELETE CASCADE,
  count bigint NOT NULL,
  PRIMARY KEY (season, board, character_id)
);
CREATE INDEX season_scores_board_idx ON season_scores (season, board, count DESC, character_id);
CREATE INDEX season_scores_character_id_idx ON season_scores (character_id);
CREATE TABLE season_guild_scores (
  season integer NOT NULL REFERENCES seasons,
  guild_id bigint NOT NULL REFERENCES guilds ON DELETE CASCADE,
  count bigint NOT NULL,
  PRIMARY KEY (season, guild_id)
);
CREATE INDEX season_guild_scores_guild_id_idx ON season_guild_scores (guild_id);

-- How a season ended, for ever: names as they were.
CREATE TABLE season_standings (
  season integer NOT NULL REFERENCES seasons,
  -- As in season_scores, and `guilds`.
  board text NOT NULL,
  place integer NOT NULL CHECK (place > 0),
  character_id bigint REFERENCES characters ON DELETE SET NULL,
  name text NOT NULL,
  guild text,
  count bigint NOT NULL,
  -- What that place may wear, and when it was handed over.
  title text,
  awarded_at timestamptz,
  PRIMARY KEY (season, board, place)
);
CREATE INDEX season_standings_character_id_idx ON season_standings (character_id);
CREATE INDEX season_standings_due_idx ON season_standings (season) WHERE title IS NOT NULL AND awarded_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON seasons TO terminusa_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON season_scores, season_guild_scores TO terminusa_app;
GRANT SELECT, INSERT ON season_standings TO terminusa_app;
GRANT UPDATE (awarded_at) ON season_standings TO terminusa_app;
