-- Counts of subjects, kept as differences beside every statement that changes them (models/tallies.py).
CREATE OR REPLACE FUNCTION desk_subject_counts(r public.requests_app_subject)
RETURNS TABLE (among text, counted text, key text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$body$$
    WITH place AS (SELECT CASE WHEN r.outcome IN ($STANDING) THEN 'standing'
                               WHEN r.outcome IN ('returned', 'denied') AND r.outcome_reason IN ($INTERNAL) THEN 'unseen'
                               ELSE 'aside' END AS among)
    SELECT among, 'outcome', r.outcome::text FROM place
    UNION ALL SELECT among, 'edition', r.judged_under::text FROM place WHERE among <> 'aside'
    UNION ALL SELECT among, 'blocked', '' FROM place WHERE among <> 'aside' AND cardinality(r.blocking_codes) > 0
    UNION ALL SELECT among, 'unreviewed', '' FROM place WHERE among <> 'aside' AND NOT r.review_codes <@ r.cleared_codes
    UNION ALL SELECT among, 'blocking', code FROM place, unnest(r.blocking_codes) AS code WHERE among <> 'aside'
    UNION ALL SELECT among, CASE WHEN code = ANY (r.cleared_codes) THEN 'cleared' ELSE 'review' END, code
              FROM place, unnest(r.review_codes) AS code WHERE among <> 'aside';
$$body$$;

CREATE OR REPLACE FUNCTION desk_tally_subjects() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.requests_app_subjecttally (disclosure_request_id, agency_id, among, counted, key, subjects)
        SELECT n.disclosure_request_id, n.agency_id, c.among, c.counted, c.key, count(*)
        FROM new_rows n, LATERAL public.desk_subject_counts(n) c GROUP BY 1, 2, 3, 4, 5;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO public.requests_app_subjecttally (disclosure_request_id, agency_id, among, counted, key, subjects)
        SELECT o.disclosure_request_id, o.agency_id, c.among, c.counted, c.key, -count(*)
        FROM old_rows o, LATERAL public.desk_subject_counts(o) c GROUP BY 1, 2, 3, 4, 5;
    ELSE
        INSERT INTO public.requests_app_subjecttally (disclosure_request_id, agency_id, among, counted, key, subjects)
        SELECT d.request, d.agency, d.among, d.counted, d.key, sum(d.by) FROM (
            SELECT n.disclosure_request_id AS request, n.agency_id AS agency, c.among, c.counted, c.key, 1 AS by
            FROM new_rows n, LATERAL public.desk_subject_counts(n) c
            UNION ALL
            SELECT o.disclosure_request_id, o.agency_id, c.among, c.counted, c.key, -1
            FROM old_rows o, LATERAL public.desk_subject_counts(o) c) AS d
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(d.by) <> 0;
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER tally_insert AFTER INSERT ON public.requests_app_subject
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_tally_subjects();
CREATE OR REPLACE TRIGGER tally_update AFTER UPDATE ON public.requests_app_subject
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_tally_subjects();
CREATE OR REPLACE TRIGGER tally_delete AFTER DELETE ON public.requests_app_subject
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_tally_subjects();
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER tally_insert;
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER tally_update;
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER tally_delete;

-- Many lines of one count become one. What another transaction is adding meanwhile isn't seen, and stays.
CREATE OR REPLACE FUNCTION desk_sum_up_tallies() RETURNS bigint $HEAD AS $$body$$
DECLARE gone bigint;
BEGIN
    WITH many AS (
        SELECT disclosure_request_id FROM public.requests_app_subjecttally GROUP BY 1 HAVING count(*) > 200
        ORDER BY count(*) DESC LIMIT 20
    ), taken AS (
        DELETE FROM public.requests_app_subjecttally t USING many WHERE t.disclosure_request_id = many.disclosure_request_id
        RETURNING t.disclosure_request_id, t.agency_id, t.among, t.counted, t.key, t.subjects
    ), put AS (
        INSERT INTO public.requests_app_subjecttally (disclosure_request_id, agency_id, among, counted, key, subjects)
        SELECT disclosure_request_id, agency_id, among, counted, key, sum(subjects) FROM taken
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(subjects) <> 0
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM taken) - (SELECT count(*) FROM put) INTO gone;
    RETURN gone;
END $$body$$;

-- Tables that were there before the counts were: counted once.
INSERT INTO public.requests_app_subjecttally (disclosure_request_id, agency_id, among, counted, key, subjects)
SELECT s.disclosure_request_id, s.agency_id, c.among, c.counted, c.key, count(*)
FROM public.requests_app_subject s, LATERAL public.desk_subject_counts(s) c
WHERE NOT EXISTS (SELECT FROM public.requests_app_subjecttally)
GROUP BY 1, 2, 3, 4, 5;
