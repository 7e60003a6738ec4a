-- Up Migration
UPDATE schema_state SET revision = 7;

-- The site finds hunters by how their names begin, whatever the database's own order of letters is.
CREATE INDEX characters_name_prefix_idx ON characters (lower(name) text_pattern_ops);
