-- Up Migration
UPDATE schema_state SET revision = 15;

-- The servers' role may not take lines away at will: what was said long ago goes by this function alone, and never
-- what a report needs. No day is shorter than a day, whoever asks.
REVOKE DELETE ON chat_messages FROM terminusa_app;
CREATE FUNCTION delete_old_chat(days integer, reported_days integer, before interval, after interval, most integer)
RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM chat_messages WHERE id IN (
      SELECT m.id FROM chat_messages m WHERE m.at < now() - greatest(days, 1) * interval '1 day' AND NOT EXISTS (
        SELECT 1 FROM reports r
        WHERE (r.closed_at IS NULL OR r.closed_at > now() - reported_days * interval '1 day')
          AND m.at BETWEEN r.at - before AND r.at + after
          AND m.room = ANY (r.channels || ('to:' || r.about_hunter)))
      LIMIT most)
    RETURNING 1)
  SELECT count(*)::integer FROM gone
$$;
REVOKE ALL ON FUNCTION delete_old_chat FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delete_old_chat TO terminusa_app;
