-- A request as it stood after a transaction (models/tallies.py, audits/moments.py).

-- The hash of what the agency sent, as desk_content_hash() has it, from the rows of history that a transaction left.
CREATE OR REPLACE FUNCTION desk_content_hash_at(of_request bigint, last_txid bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    WITH r AS (SELECT * FROM public.requests_app_historicaldisclosurerequest h WHERE h.id = of_request AND h.txid <= last_txid
               ORDER BY h.history_id DESC LIMIT 1),
    s AS (SELECT DISTINCT ON (h.id) h.* FROM public.requests_app_historicalsubject h
          WHERE h.disclosure_request_id = of_request AND h.txid <= last_txid ORDER BY h.id, h.history_id DESC)
    SELECT encode(sha256(
        convert_to(jsonb_build_array(r.number, $REQUEST_HASHED)::text, 'UTF8') || coalesce((
            SELECT string_agg(public.desk_subject_hash($SUBJECT_HASHED_THEN), ''::bytea ORDER BY s.row)
            FROM s WHERE s.history_type <> '-' AND s.outcome <> 'dropped'), ''::bytea)), 'hex')
    FROM r WHERE r.history_type <> '-';
$$body$$;

-- Each line that a statement adds to the counts is kept with its transaction. Lines that are only summed up, outside of a
-- trigger, change no count.
CREATE OR REPLACE FUNCTION desk_keep_tally() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF pg_trigger_depth() > 1 THEN
        INSERT INTO public.requests_app_tallystep (disclosure_request_id, agency_id, txid, among, counted, key, subjects)
        SELECT disclosure_request_id, agency_id, pg_current_xact_id()::text::bigint, among, counted, key, subjects FROM new_rows;
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER keep_tally AFTER INSERT ON public.requests_app_subjecttally
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_keep_tally();
ALTER TABLE public.requests_app_subjecttally ENABLE ALWAYS TRIGGER keep_tally;

CREATE OR REPLACE FUNCTION desk_keep_verdicts() RETURNS trigger $HEAD AS $$body$$
BEGIN
    INSERT INTO public.requests_app_tallystep (disclosure_request_id, agency_id, txid, among, counted, key, subjects)
    SELECT disclosure_request_id, agency_id, pg_current_xact_id()::text::bigint, 'standing', 'verdict',
           submission || ':' || verdict, sum(subjects)
    FROM new_rows GROUP BY 1, 2, submission, verdict HAVING sum(subjects) <> 0;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER keep_verdicts AFTER INSERT ON public.requests_app_matchtally
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_keep_verdicts();
ALTER TABLE public.requests_app_matchtally ENABLE ALWAYS TRIGGER keep_verdicts;

-- The same lines from history alone, one for each transaction and count: of one request, or of all. A row of history counts
-- from its transaction until that of the next row of its object.
CREATE OR REPLACE FUNCTION desk_tally_steps(of_request bigint)
RETURNS TABLE (disclosure_request_id bigint, agency_id bigint, txid bigint, among text, counted text, key text, subjects bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    WITH s AS (
        SELECT h.*, coalesce(lead(h.txid) OVER (PARTITION BY h.id ORDER BY h.history_id), 9223372036854775807) AS until
        FROM public.requests_app_historicalsubject h WHERE of_request IS NULL OR h.disclosure_request_id = of_request
    ), v AS (
        SELECT h.*, coalesce(lead(h.txid) OVER (PARTITION BY h.subject_id ORDER BY h.history_id), 9223372036854775807) AS until
        FROM public.requests_app_historicalmatchverdict h WHERE of_request IS NULL OR h.disclosure_request_id = of_request
    ), lines AS (
        SELECT s.disclosure_request_id, s.agency_id, t.at, c.among, c.counted, c.key, t.by
        FROM s CROSS JOIN LATERAL (VALUES (s.txid, 1), (s.until, -1)) AS t (at, by)
        CROSS JOIN LATERAL public.desk_subject_counts(s.outcome, s.outcome_reason, s.judged_under,
            s.blocking_codes::text[], s.review_codes::text[], s.cleared_codes::text[]) c
        WHERE s.history_type <> '-'
        UNION ALL
        SELECT v.disclosure_request_id, v.agency_id, t.at, 'standing', 'verdict', v.submission || ':' || v.verdict, t.by
        FROM v JOIN s ON s.id = v.subject_id AND s.history_type <> '-' AND s.outcome IN ($STANDING)
            AND greatest(s.txid, v.txid) < least(s.until, v.until)
        CROSS JOIN LATERAL (VALUES (greatest(s.txid, v.txid), 1), (least(s.until, v.until), -1)) AS t (at, by)
        WHERE v.history_type <> '-'
    )
    SELECT l.disclosure_request_id, l.agency_id, l.at, l.among, l.counted, l.key, sum(l.by)::bigint
    FROM lines l WHERE l.at < 9223372036854775807 GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(l.by) <> 0;
$$body$$;

-- History that was there before the steps were: read once.
INSERT INTO public.requests_app_tallystep (disclosure_request_id, agency_id, txid, among, counted, key, subjects)
SELECT * FROM public.desk_tally_steps(NULL) WHERE NOT EXISTS (SELECT FROM public.requests_app_tallystep);
