-- Up Migration
UPDATE schema_state SET revision = 12;

-- What was said is deleted after a while (store/old-chat.ts). A block-range index costs the writers next to nothing,
-- and lines lie in the order of their time.
CREATE INDEX chat_messages_at_idx ON chat_messages USING brin (at) WITH (pages_per_range = 16, autosummarize = on);
GRANT DELETE ON chat_messages TO terminusa_app;
