CREATE SCHEMA IF NOT EXISTS monitoring AUTHORIZATION postgres;

CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA monitoring;

CREATE OR REPLACE FUNCTION monitoring.container() RETURNS TABLE (name text, content text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT f.name, pg_read_file('/sys/fs/cgroup/' || f.name, 0, 8192, true)
  FROM unnest(ARRAY['memory.current', 'memory.max', 'memory.stat', 'cpu.stat', 'cpu.max',
    'memory/memory.usage_in_bytes', 'memory/memory.limit_in_bytes', 'memory/memory.stat',
    'cpuacct/cpuacct.usage', 'cpu/cpu.cfs_quota_us', 'cpu/cpu.cfs_period_us']) AS f(name)
$$;

REVOKE ALL ON FUNCTION monitoring.container() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION monitoring.container() TO terminusa_app;

GRANT USAGE ON SCHEMA monitoring TO terminusa_app;
