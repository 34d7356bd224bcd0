-- Counts of subjects, kept as differences beside every statement that changes them (models/tallies.py).
-- Subjects that stand alike are put together first, so that a statement on a thousand rows looks at a few dozen.
CREATE OR REPLACE FUNCTION desk_subject_counts(
    outcome text, outcome_reason text, judged_under text, blocking text[], review text[], cleared text[])
RETURNS TABLE (among text, counted text, key text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$body$$
    WITH place AS (SELECT CASE WHEN outcome IN ($STANDING) THEN 'standing'
                               WHEN outcome IN ('returned', 'denied') AND outcome_reason IN ($INTERNAL) THEN 'unseen'
                               ELSE 'aside' END AS among)
    SELECT among, 'outcome', outcome FROM place
    UNION ALL SELECT among, 'edition', judged_under FROM place WHERE among <> 'aside'
    UNION ALL SELECT among, 'blocked', '' FROM place WHERE among <> 'aside' AND cardinality(blocking) > 0
    UNION ALL SELECT among, 'unreviewed', '' FROM place WHERE among <> 'aside' AND NOT review <@ cleared
    UNION ALL SELECT among, 'blocking', code FROM place, unnest(blocking) AS code WHERE among <> 'aside'
    UNION ALL SELECT among, CASE WHEN code = ANY (cleared) THEN 'cleared' ELSE 'review' END, code
              FROM place, unnest(review) AS code WHERE among <> 'aside';
$$body$$;

CREATE OR REPLACE FUNCTION desk_tally_subjects() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.requests_app_subjecttally (disclosure_request_id, agency_id, among, counted, key, subjects)
        SELECT a.disclosure_request_id, a.agency_id, c.among, c.counted, c.key, sum(a.alike)
        FROM (SELECT disclosure_request_id, agency_id, outcome, outcome_reason, judged_under, blocking_codes, review_codes, cleared_codes, count(*) AS alike
              FROM new_rows GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) AS a, LATERAL public.desk_subject_counts(
            a.outcome, a.outcome_reason, a.judged_under, a.blocking_codes::text[], a.review_codes::text[], a.cleared_codes::text[]) c
        GROUP BY 1, 2, 3, 4, 5;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO public.requests_app_subjecttally (disclosure_request_id, agency_id, among, counted, key, subjects)
        SELECT a.disclosure_request_id, a.agency_id, c.among, c.counted, c.key, -sum(a.alike)
        FROM (SELECT disclosure_request_id, agency_id, outcome, outcome_reason, judged_under, blocking_codes, review_codes, cleared_codes, count(*) AS alike
              FROM old_rows GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) AS a, LATERAL public.desk_subject_counts(
            a.outcome, a.outcome_reason, a.judged_under, a.blocking_codes::text[], a.review_codes::text[], a.cleared_codes::text[]) c
        GROUP BY 1, 2, 3, 4, 5;
    ELSE
        INSERT INTO public.requests_app_subjecttally (disclosure_request_id, agency_id, among, counted, key, subjects)
        SELECT a.disclosure_request_id, a.agency_id, c.among, c.counted, c.key, sum(a.by)
        FROM (SELECT disclosure_request_id, agency_id, outcome, outcome_reason, judged_under, blocking_codes, review_codes, cleared_codes, sum(d.by) AS by
              FROM (SELECT disclosure_request_id, agency_id, outcome, outcome_reason, judged_under, blocking_codes, review_codes, cleared_codes, 1 AS by FROM new_rows
                    UNION ALL
                    SELECT disclosure_request_id, agency_id, outcome, outcome_reason, judged_under, blocking_codes, review_codes, cleared_codes, -1 FROM old_rows) AS d
              GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(d.by) <> 0) AS a, LATERAL public.desk_subject_counts(
            a.outcome, a.outcome_reason, a.judged_under, a.blocking_codes::text[], a.review_codes::text[], a.cleared_codes::text[]) c
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(a.by) <> 0;
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
FROM public.requests_app_subject s, LATERAL public.desk_subject_counts(
    s.outcome, s.outcome_reason, s.judged_under, s.blocking_codes::text[], s.review_codes::text[], s.cleared_codes::text[]) c
WHERE NOT EXISTS (SELECT FROM public.requests_app_subjecttally)
GROUP BY 1, 2, 3, 4, 5;
