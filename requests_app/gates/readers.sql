-- The second wall between agencies: a page's transaction names the agencies it may read, and rows of others aren't there.
-- Unset, as in workers and commands, it narrows nothing: those act for no reader.
CREATE OR REPLACE FUNCTION desk_reader() RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT string_to_array(nullif(current_setting('desk.agencies', true), ''), ',')::bigint[];
$$body$$;
