-- What matching found: written by the matcher, or by a specialist who decides in writing; and what it bars (models/matching.py).
CREATE OR REPLACE FUNCTION desk_match_verdicts() RETURNS trigger $SETWISE AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    r record;
BEGIN
    IF who = $MATCHER THEN
        IF TG_OP = 'UPDATE' THEN
            IF EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (subject_id)
                WHERE o.decided_by_id IS NOT NULL AND o.submission = n.submission) THEN
                RAISE EXCEPTION 'A person decided on this match: it stays as decided' USING ERRCODE = 'insufficient_privilege';
            END IF;
            -- a clearance of the address rests on the record it was compared with
            DELETE FROM public.requests_app_confidentialflag f USING new_rows n JOIN old_rows o USING (subject_id)
            WHERE f.subject_id = n.subject_id AND f.code = 'match.address' AND f.cleared AND o.record_id IS DISTINCT FROM n.record_id;
        END IF;
        IF EXISTS (SELECT FROM new_rows n WHERE n.decided_by_id IS NOT NULL OR n.method = 'person') THEN
            RAISE EXCEPTION 'A person''s decision is made by a person' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (subject_id)
            WHERE o.decided_by_id = who AND o.submission = n.submission) THEN
            RAISE EXCEPTION 'Another person decides on it anew' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    IF EXISTS (SELECT FROM new_rows n JOIN public.requests_app_disclosurerequest q ON q.id = n.disclosure_request_id
        WHERE n.decided_by_id IS DISTINCT FROM who OR n.method <> 'person' OR n.submission <> q.submission
        OR q.status NOT IN ($MATCHABLE) OR NOT EXISTS (
            SELECT FROM public.requests_app_matchdecision d WHERE d.subject_id = n.subject_id AND d.person_id = who
            AND d.submission = n.submission AND d.verdict = n.verdict AND d.record_id IS NOT DISTINCT FROM n.record_id)) THEN
        RAISE EXCEPTION 'A match is decided in writing, by who decides, before the request is in fulfilment'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER by_matcher_insert AFTER INSERT ON public.requests_app_matchverdict
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_match_verdicts();
CREATE OR REPLACE TRIGGER by_matcher_update AFTER UPDATE ON public.requests_app_matchverdict
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_match_verdicts();
CREATE OR REPLACE TRIGGER kept BEFORE DELETE ON public.requests_app_matchverdict
    FOR EACH ROW EXECUTE FUNCTION public.audits_refuse();
ALTER TABLE public.requests_app_matchverdict ENABLE ALWAYS TRIGGER by_matcher_insert;
ALTER TABLE public.requests_app_matchverdict ENABLE ALWAYS TRIGGER by_matcher_update;
ALTER TABLE public.requests_app_matchverdict ENABLE ALWAYS TRIGGER kept;

-- A decision and a re-check are their person's own, a specialist's; a decision is a part of checking.
CREATE OR REPLACE FUNCTION desk_match_act() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM public.desk_own_act(NEW.disclosure_request_id, NEW.person_id, ARRAY['$SPECIALIST'],
                                CASE TG_TABLE_NAME WHEN 'requests_app_matchdecision' THEN 'check' END);
    IF NEW.words !~ '$IN_WORDS' OR NOT EXISTS (
        SELECT FROM public.requests_app_subject s JOIN public.requests_app_disclosurerequest q ON q.id = s.disclosure_request_id
        WHERE s.id = NEW.subject_id AND q.id = NEW.disclosure_request_id AND q.agency_id = NEW.agency_id
        AND q.submission = NEW.submission) THEN
        RAISE EXCEPTION 'A match is decided in writing, on a subject of the request as it stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER own_act BEFORE INSERT ON public.requests_app_matchdecision
    FOR EACH ROW EXECUTE FUNCTION public.desk_match_act();
CREATE OR REPLACE TRIGGER own_act BEFORE INSERT ON public.requests_app_matchrecheck
    FOR EACH ROW EXECUTE FUNCTION public.desk_match_act();

-- A re-check is of a verdict that was drawn by chance for this person, who didn't decide it, as it was drawn.
CREATE OR REPLACE FUNCTION desk_match_recheck() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF NOT EXISTS (SELECT FROM public.requests_app_matchdraw d JOIN public.requests_app_matchverdict v ON v.subject_id = d.subject_id
        WHERE d.subject_id = NEW.subject_id AND d.disclosure_request_id = NEW.disclosure_request_id AND d.person_id = NEW.person_id
        AND ROW(d.submission, d.verdict, d.edition) = ROW(NEW.submission, NEW.verdict, NEW.edition)
        AND ROW(v.submission, v.verdict, v.edition) = ROW(NEW.submission, NEW.verdict, NEW.edition)
        AND v.decided_by_id IS DISTINCT FROM NEW.person_id) THEN
        RAISE EXCEPTION 'Only a verdict drawn for this person is re-checked, as it was drawn' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER as_drawn BEFORE INSERT ON public.requests_app_matchrecheck
    FOR EACH ROW EXECUTE FUNCTION public.desk_match_recheck();
ALTER TABLE public.requests_app_matchrecheck ENABLE ALWAYS TRIGGER as_drawn;

-- A draw is a specialist's own act, on a verdict as it stands that he or she didn't decide.
CREATE OR REPLACE FUNCTION desk_match_draw() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM public.desk_own_act(NEW.disclosure_request_id, NEW.person_id, ARRAY['$SPECIALIST'], NULL);
    IF NEW.verdict NOT IN ('matched', 'not_found') OR NOT EXISTS (
        SELECT FROM public.requests_app_matchverdict v WHERE v.subject_id = NEW.subject_id AND v.agency_id = NEW.agency_id
        AND v.disclosure_request_id = NEW.disclosure_request_id AND v.decided_by_id IS DISTINCT FROM NEW.person_id
        AND ROW(v.submission, v.verdict, v.edition) = ROW(NEW.submission, NEW.verdict, NEW.edition)) THEN
        RAISE EXCEPTION 'A verdict is drawn as it stands, by who did not decide it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER own_act BEFORE INSERT ON public.requests_app_matchdraw
    FOR EACH ROW EXECUTE FUNCTION public.desk_match_draw();
ALTER TABLE public.requests_app_matchdraw ENABLE ALWAYS TRIGGER own_act;
ALTER TABLE public.requests_app_matchdecision ENABLE ALWAYS TRIGGER own_act;
ALTER TABLE public.requests_app_matchrecheck ENABLE ALWAYS TRIGGER own_act;

-- Counts of standing subjects by verdict, kept as differences beside every change of either.
CREATE OR REPLACE FUNCTION desk_tally_verdicts() RETURNS trigger $KEYWISE AS $$body$$
BEGIN
    INSERT INTO public.requests_app_matchtally (disclosure_request_id, agency_id, verdict, address, submission, subjects)
    SELECT n.disclosure_request_id, n.agency_id, n.verdict, n.address, n.submission, count(*)
    FROM new_rows n JOIN public.requests_app_subject s ON s.id = n.subject_id WHERE s.outcome IN ($STANDING) GROUP BY 1, 2, 3, 4, 5;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO public.requests_app_matchtally (disclosure_request_id, agency_id, verdict, address, submission, subjects)
        SELECT o.disclosure_request_id, o.agency_id, o.verdict, o.address, o.submission, -count(*)
        FROM old_rows o JOIN public.requests_app_subject s ON s.id = o.subject_id WHERE s.outcome IN ($STANDING) GROUP BY 1, 2, 3, 4, 5;
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER tally_insert AFTER INSERT ON public.requests_app_matchverdict
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_tally_verdicts();
CREATE OR REPLACE TRIGGER tally_update AFTER UPDATE ON public.requests_app_matchverdict
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_tally_verdicts();
ALTER TABLE public.requests_app_matchverdict ENABLE ALWAYS TRIGGER tally_insert;
ALTER TABLE public.requests_app_matchverdict ENABLE ALWAYS TRIGGER tally_update;

CREATE OR REPLACE FUNCTION desk_tally_verdicts_left() RETURNS trigger $KEYWISE AS $$body$$
BEGIN
    INSERT INTO public.requests_app_matchtally (disclosure_request_id, agency_id, verdict, address, submission, subjects)
    SELECT v.disclosure_request_id, v.agency_id, v.verdict, v.address, v.submission, sum(d.by)
    FROM (SELECT id, sum(one.by) AS by
          FROM (SELECT id, 1 AS by FROM new_rows WHERE outcome IN ($STANDING)
                UNION ALL SELECT id, -1 FROM old_rows WHERE outcome IN ($STANDING)) one
          GROUP BY id HAVING sum(one.by) <> 0) d
    JOIN public.requests_app_matchverdict v ON v.subject_id = d.id GROUP BY 1, 2, 3, 4, 5;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER tally_verdicts AFTER UPDATE ON public.requests_app_subject
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_tally_verdicts_left();
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER tally_verdicts;

-- Matches that a re-check found wrong, on which nobody has decided since: they bar as if no record fitted.
CREATE OR REPLACE FUNCTION desk_disputed(of_request bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT DISTINCT c.subject_id FROM public.requests_app_matchrecheck c
    JOIN public.requests_app_disclosurerequest q ON q.id = c.disclosure_request_id AND q.submission = c.submission
    JOIN public.requests_app_matchverdict v ON v.subject_id = c.subject_id AND v.submission = c.submission AND v.verdict = c.verdict
    WHERE q.id = of_request AND c.verdict = 'matched' AND NOT c.agrees AND NOT EXISTS (
        SELECT FROM public.requests_app_matchdecision d WHERE d.subject_id = c.subject_id
        AND d.submission = c.submission AND d.decided_at > c.checked_at);
$$body$$;

CREATE OR REPLACE FUNCTION desk_disputed_matches(of_request bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT count(*) FROM public.desk_disputed(of_request) AS d (id)
    JOIN public.requests_app_subject s ON s.id = d.id AND s.outcome IN ($STANDING);
$$body$$;

-- 'No record or mismatch' is a reason for nobody whose one record fits and bears the given address: not for a subject,
CREATE OR REPLACE FUNCTION desk_no_record() RETURNS trigger $KEYWISE AS $$body$$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT id FROM (SELECT id, 1 AS by FROM new_rows WHERE outcome IN ('returned', 'denied') AND outcome_reason = '$NO_RECORD'
                     UNION ALL SELECT id, -1 FROM old_rows WHERE outcome IN ('returned', 'denied') AND outcome_reason = '$NO_RECORD') one
              GROUP BY id HAVING sum(one.by) > 0) d
        JOIN public.requests_app_matchverdict v ON v.subject_id = d.id
        JOIN public.requests_app_disclosurerequest q ON q.id = v.disclosure_request_id AND q.submission = v.submission
        WHERE v.verdict = 'matched' AND v.address = 'agrees' AND v.subject_id NOT IN (SELECT public.desk_disputed(q.id))) THEN
        RAISE EXCEPTION 'Nobody whose one record fits is set aside for having none' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER no_record AFTER UPDATE ON public.requests_app_subject
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_no_record();
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER no_record;

-- nor for a request as a whole while such a one stands in it.
CREATE OR REPLACE FUNCTION desk_no_record_in_all() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF NEW.kind IN ('return', 'denial') AND '$NO_RECORD' = ANY (NEW.reason_codes) AND EXISTS (
        SELECT FROM public.requests_app_disclosurerequest q
        JOIN public.requests_app_matchverdict v ON v.disclosure_request_id = q.id AND v.submission = q.submission
        JOIN public.requests_app_subject s ON s.id = v.subject_id AND s.outcome IN ($STANDING)
        WHERE q.id = NEW.disclosure_request_id AND v.verdict = 'matched' AND v.address = 'agrees'
        AND s.id NOT IN (SELECT public.desk_disputed(NEW.disclosure_request_id))) THEN
        RAISE EXCEPTION 'A request isn''t ended for having no record while one fits a subject of it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER no_record BEFORE INSERT ON public.requests_app_decision
    FOR EACH ROW EXECUTE FUNCTION public.desk_no_record_in_all();
ALTER TABLE public.requests_app_decision ENABLE ALWAYS TRIGGER no_record;

-- Whether a request's matching is done, and how many standing subjects no one record fits. To the agency it always is, and none.
CREATE OR REPLACE FUNCTION desk_matching(of_request bigint) RETURNS TABLE (done boolean, unmatched bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
DECLARE r public.requests_app_disclosurerequest;
BEGIN
    SELECT * INTO r FROM public.requests_app_disclosurerequest q WHERE q.id = of_request;
    IF r.status NOT IN ($WITH_IRS) OR (public.desk_reader() IS NOT NULL AND NOT r.agency_id = ANY (coalesce(public.desk_irs_reader(), '{}'))) THEN
        RETURN QUERY SELECT true, 0::bigint;
        RETURN;
    END IF;
    RETURN QUERY SELECT
        EXISTS (SELECT FROM public.requests_app_matchstate m WHERE m.disclosure_request_id = r.id AND m.finished_at IS NOT NULL
                AND m.edition = '$MATCH_EDITION' AND m.submission = r.submission),
        greatest(0, coalesce((SELECT sum(t.subjects) FROM public.requests_app_subjecttally t
                              WHERE t.disclosure_request_id = r.id AND t.among = 'standing' AND t.counted = 'outcome'), 0)
                    - coalesce((SELECT sum(m.subjects) FROM public.requests_app_matchtally m
                                WHERE m.disclosure_request_id = r.id AND m.verdict = 'matched' AND m.submission = r.submission), 0)
                    + public.desk_disputed_matches(r.id))::bigint;
END $$body$$;

-- The part of the statutory gate that matching is: one record for every standing subject, and a flag where addresses don't agree.
CREATE OR REPLACE FUNCTION desk_check_matches(of_request bigint) RETURNS void $HEAD $SIDE_BY_SIDE AS $$body$$
DECLARE r public.requests_app_disclosurerequest;
BEGIN
    SELECT * INTO r FROM public.requests_app_disclosurerequest q WHERE q.id = of_request;
    IF NOT EXISTS (SELECT FROM public.requests_app_matchstate m WHERE m.disclosure_request_id = r.id AND m.finished_at IS NOT NULL
                   AND m.edition = '$MATCH_EDITION' AND m.submission = r.submission) THEN
        PERFORM public.desk_refuse_release('the request is not matched with the records yet');
    END IF;
    IF 0 < (SELECT count(*) FROM public.requests_app_subject s LEFT JOIN public.requests_app_matchverdict v
               ON v.subject_id = s.id AND v.submission = r.submission AND (v.edition = '$MATCH_EDITION' OR v.decided_by_id IS NOT NULL)
               WHERE s.disclosure_request_id = r.id AND s.outcome IN ($STANDING) AND v.verdict IS DISTINCT FROM 'matched') THEN
        PERFORM public.desk_refuse_release('not every subject has exactly one record that fits');
    END IF;
    IF public.desk_disputed_matches(r.id) > 0 THEN
        PERFORM public.desk_refuse_release('a re-check found a match wrong and nobody has decided on it since');
    END IF;
    IF EXISTS (SELECT FROM public.requests_app_matchverdict v JOIN public.requests_app_subject s ON s.id = v.subject_id
               WHERE v.disclosure_request_id = r.id AND s.outcome IN ($STANDING) AND v.address <> 'agrees' AND NOT EXISTS (
                   SELECT FROM public.requests_app_confidentialflag f WHERE f.subject_id = s.id AND f.code = 'match.address' AND f.cleared)) THEN
        PERFORM public.desk_refuse_release('an address that does not agree with the record''s is not cleared in writing');
    END IF;
END $$body$$;
