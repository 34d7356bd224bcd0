-- What the agency sends is frozen outside draft and returned; whoever changes it is a liaison, and an editor for ever.
CREATE OR REPLACE FUNCTION desk_edits(of_requests bigint[]) RETURNS void $HEAD AS $$body$$
DECLARE
    who bigint;
    r record;
BEGIN
    who := public.audits_actor();
    FOR r IN SELECT id, agency_id, status FROM public.requests_app_disclosurerequest WHERE id = ANY (of_requests) FOR SHARE LOOP
        IF r.status NOT IN ($EDITABLE) THEN
            RAISE EXCEPTION 'The contents are frozen while others decide (%)', r.status USING ERRCODE = 'check_violation';
        END IF;
        PERFORM public.desk_require_role(who, r.agency_id, ARRAY['liaison'], 'Changing contents');
        PERFORM public.desk_take_part(r.id, who, 'edit');
    END LOOP;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_request_contents() RETURNS trigger $SETWISE AS $$body$$
DECLARE touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(n.id) INTO touched FROM new_rows n;
    ELSE
        IF EXISTS (SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id
                   WHERE ROW(n.number, n.agency_id, n.drafted_by_id) IS DISTINCT FROM ROW(o.number, o.agency_id, o.drafted_by_id)) THEN
            RAISE EXCEPTION 'A request stays its agency''s, under its number' USING ERRCODE = 'check_violation';
        END IF;
        IF current_setting('audits.actor_id', true) ~ '^[1-9]' AND EXISTS (
            SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE n.status NOT IN ($EDITABLE)
            AND ROW(n.blocking_codes, n.review_codes, n.judged_under) IS DISTINCT FROM ROW(o.blocking_codes, o.review_codes, o.judged_under)) THEN
            RAISE EXCEPTION 'What was sent in is judged by the rules alone, never by hand' USING ERRCODE = 'insufficient_privilege';
        END IF;
        SELECT array_agg(n.id) INTO touched FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE ROW($REQUEST_NEW) IS DISTINCT FROM ROW($REQUEST_OLD);
    END IF;
    IF touched IS NOT NULL THEN
        PERFORM public.desk_edits(touched);
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER contents_insert AFTER INSERT ON public.requests_app_disclosurerequest
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_request_contents();
CREATE OR REPLACE TRIGGER contents_update AFTER UPDATE ON public.requests_app_disclosurerequest
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_request_contents();
ALTER TABLE public.requests_app_disclosurerequest ENABLE ALWAYS TRIGGER contents_insert;
ALTER TABLE public.requests_app_disclosurerequest ENABLE ALWAYS TRIGGER contents_update;

CREATE OR REPLACE FUNCTION desk_no_deletion() RETURNS trigger $HEAD AS $$body$$
BEGIN
    RAISE EXCEPTION 'A request is kept for ever ((p)(3)(A)): withdraw it' USING ERRCODE = 'insufficient_privilege';
END $$body$$;
CREATE OR REPLACE TRIGGER kept BEFORE DELETE ON public.requests_app_disclosurerequest
    FOR EACH ROW EXECUTE FUNCTION public.desk_no_deletion();
ALTER TABLE public.requests_app_disclosurerequest ENABLE ALWAYS TRIGGER kept;

-- What holds subjects to their request, agency and upload, a statement at a time: the first two never go, and this is the third.
-- An upload that is over stays so: the bytes of one that came to nothing are thrown away, those of one that is done are not.
CREATE OR REPLACE FUNCTION desk_batch_kept() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF TG_OP = 'DELETE' OR ROW(NEW.id, NEW.disclosure_request_id) IS DISTINCT FROM ROW(OLD.id, OLD.disclosure_request_id) THEN
        RAISE EXCEPTION 'An upload stays with its request: what it added is dropped, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.status IN ($BATCH_ENDS)
       AND ROW(NEW.status, NEW.filename, NEW.size, NEW.sha256) IS DISTINCT FROM ROW(OLD.status, OLD.filename, OLD.size, OLD.sha256) THEN
        RAISE EXCEPTION 'An upload that is over stays as it ended' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.status <> OLD.status AND NEW.status IN ('cancelling', 'cancelled') THEN
        IF NEW.cancelled_by_id IS DISTINCT FROM public.audits_actor() THEN
            RAISE EXCEPTION 'An upload is given up by who cancels it, in person' USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM public.desk_require_role(NEW.cancelled_by_id, r.agency_id, ARRAY['liaison'], 'Cancelling an upload')
            FROM public.requests_app_disclosurerequest r WHERE r.id = NEW.disclosure_request_id;
        IF NEW.status = 'cancelled' AND EXISTS (
            SELECT FROM public.requests_app_subject s JOIN public.requests_app_disclosurerequest r ON r.id = s.disclosure_request_id
            WHERE s.batch_id = NEW.id AND r.id = NEW.disclosure_request_id AND r.status IN ($EDITABLE) AND s.outcome = 'open') THEN
            RAISE EXCEPTION 'An upload is cancelled once what it added is dropped' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE OF id, disclosure_request_id, status, filename, size, sha256 ON public.requests_app_batch
    FOR EACH ROW EXECUTE FUNCTION public.desk_batch_kept();
ALTER TABLE public.requests_app_batch ENABLE ALWAYS TRIGGER kept;

-- The bytes of a file come in before its row, and stay as they came: they go with a file that came to nothing, or by the
-- owner's own function that disposes by schedule. It runs as who calls it, so that the two can be told apart.
CREATE OR REPLACE FUNCTION desk_part_kept() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$body$$
DECLARE stands text := (SELECT b.status FROM public.requests_app_batch b WHERE b.id = coalesce(OLD.batch_id, NEW.batch_id));
BEGIN
    IF current_user <> (SELECT pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class c WHERE c.oid = TG_RELID)
       AND (TG_OP = 'UPDATE' OR (TG_OP = 'INSERT' AND stands IS NOT NULL)
            OR (TG_OP = 'DELETE' AND stands NOT IN ('refused', 'cancelled'))) THEN
        RAISE EXCEPTION 'An uploaded file stays as it came until it is disposed of by schedule' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$body$$;
CREATE OR REPLACE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_batchpart
    FOR EACH ROW EXECUTE FUNCTION public.desk_part_kept();
ALTER TABLE public.requests_app_batchpart ENABLE ALWAYS TRIGGER kept;

CREATE OR REPLACE FUNCTION desk_subject_contents() RETURNS trigger $SETWISE AS $$body$$
DECLARE touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT n.disclosure_request_id) INTO touched FROM new_rows n;
        IF EXISTS (SELECT FROM (SELECT DISTINCT disclosure_request_id, agency_id FROM new_rows) n
                   LEFT JOIN public.requests_app_disclosurerequest r ON r.id = n.disclosure_request_id
                   WHERE n.agency_id IS DISTINCT FROM r.agency_id) THEN
            RAISE EXCEPTION 'A subject is of its request''s agency' USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (SELECT FROM (SELECT DISTINCT disclosure_request_id, batch_id FROM new_rows WHERE batch_id IS NOT NULL) n
                   LEFT JOIN public.requests_app_batch b ON b.id = n.batch_id
                   WHERE n.disclosure_request_id IS DISTINCT FROM b.disclosure_request_id) THEN
            RAISE EXCEPTION 'A subject is of an upload of its request' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.disclosure_request_id) INTO touched FROM old_rows o;
    ELSE
        IF EXISTS (SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id
                   WHERE ROW(n.disclosure_request_id, n.agency_id, n.batch_id)
                         IS DISTINCT FROM ROW(o.disclosure_request_id, o.agency_id, o.batch_id)) THEN
            RAISE EXCEPTION 'A subject stays in its request' USING ERRCODE = 'check_violation';
        END IF;
        SELECT array_agg(DISTINCT n.disclosure_request_id) INTO touched FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE ROW($SUBJECT_NEW, n.row) IS DISTINCT FROM ROW($SUBJECT_OLD, o.row)
              OR (n.identity_keys <> o.identity_keys AND public.audits_actor() NOT IN ($FOUNDERS))
              OR (n.outcome <> o.outcome AND 'dropped' IN (n.outcome, o.outcome));
        IF EXISTS (SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id
                   WHERE n.outcome = 'dropped' AND o.outcome IN ('returned', 'denied') AND o.outcome_reason NOT IN ($INTERNAL)) THEN
            RAISE EXCEPTION 'Returned or denied is final, as the agency was told' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF touched IS NOT NULL THEN
        PERFORM public.desk_edits(touched);
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER contents_insert AFTER INSERT ON public.requests_app_subject
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_subject_contents();
CREATE OR REPLACE TRIGGER contents_update AFTER UPDATE ON public.requests_app_subject
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_subject_contents();
CREATE OR REPLACE TRIGGER contents_delete AFTER DELETE ON public.requests_app_subject
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_subject_contents();
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER contents_insert;
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER contents_update;
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER contents_delete;

-- A subject is approved, returned or denied by a person of the IRS with the right on that agency.
CREATE OR REPLACE FUNCTION desk_subject_outcome() RETURNS trigger $SETWISE AS $$body$$
DECLARE r record;
BEGIN
    IF current_setting('audits.actor_id', true) ~ '^[1-9]' AND EXISTS (
        SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id
        JOIN public.requests_app_disclosurerequest q ON q.id = n.disclosure_request_id
        WHERE n.judged_under <> '' AND q.status NOT IN ($EDITABLE) AND ROW($VERDICT_NEW) IS DISTINCT FROM ROW($VERDICT_OLD)) THEN
        RAISE EXCEPTION 'What was sent in is judged by the rules alone, never by hand' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR r IN SELECT DISTINCT n.agency_id FROM new_rows n JOIN old_rows o ON o.id = n.id
             WHERE NOT n.cleared_codes <@ o.cleared_codes LOOP
        PERFORM public.desk_require_role(public.audits_actor(), r.agency_id, ARRAY['$COUNSEL'], 'Clearing a flag');
    END LOOP;
    FOR r IN SELECT DISTINCT n.agency_id, n.outcome FROM new_rows n JOIN old_rows o ON o.id = n.id
             WHERE n.outcome <> o.outcome AND n.outcome IN ('approved', 'returned', 'denied') LOOP
        PERFORM public.desk_require_role(public.audits_actor(), r.agency_id,
            CASE r.outcome WHEN 'approved' THEN ARRAY['approver'] ELSE ARRAY['specialist', 'counsel', 'approver'] END,
            'Outcome ' || r.outcome);
    END LOOP;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER outcome_by AFTER UPDATE ON public.requests_app_subject
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_subject_outcome();
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER outcome_by;

-- The hash of one subject's contents, kept in its row by PostgreSQL itself: nobody writes it, and it follows every change. Where
-- the columns are others than those that it was made of, it is made anew of all rows.
CREATE OR REPLACE FUNCTION desk_subject_hash($HASHED_TYPES) RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$body$$
BEGIN
    RETURN pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.json_build_array(
        $HASHED_TEXTS, pg_catalog.encode($HASHED_INDEX, 'hex'))::pg_catalog.text, 'UTF8'));
END $$body$$;
DO $$body$$
BEGIN
    IF (SELECT col_description(a.attrelid, a.attnum) FROM pg_attribute a WHERE a.attname = 'contents_sha'
        AND a.attrelid = 'public.requests_app_subject'::regclass) IS DISTINCT FROM '$SUBJECT_HASHED' THEN
        ALTER TABLE public.requests_app_subject DROP COLUMN IF EXISTS contents_sha;
        ALTER TABLE public.requests_app_subject ADD COLUMN contents_sha bytea
            GENERATED ALWAYS AS (public.desk_subject_hash($SUBJECT_HASHED)) STORED;
        COMMENT ON COLUMN public.requests_app_subject.contents_sha IS '$SUBJECT_HASHED';
    END IF;
END $$body$$;

-- The hash of what the agency sends: SHA-256 over the request's contents and those of each subject not dropped, in order.
CREATE OR REPLACE FUNCTION desk_content_hash(of_request bigint) RETURNS text STABLE $HEAD $SIDE_BY_SIDE AS $$body$$
BEGIN
    RETURN (SELECT encode(sha256(
        convert_to(jsonb_build_array(r.number, $REQUEST_HASHED)::text, 'UTF8') || coalesce((
            SELECT string_agg(one.contents_sha, ''::bytea ORDER BY one.row)
            FROM (SELECT s.row, s.contents_sha FROM public.requests_app_subject s
                  WHERE s.disclosure_request_id = of_request AND s.outcome <> 'dropped' OFFSET 0) one), ''::bytea)), 'hex')
    FROM public.requests_app_disclosurerequest r WHERE r.id = of_request);
END $$body$$;

-- Demonstration data is marked when an agency is made, never afterwards.
CREATE OR REPLACE FUNCTION desk_demonstration() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF NEW.is_demonstration AND NOT OLD.is_demonstration THEN
        RAISE EXCEPTION 'An agency never becomes demonstration data' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER demonstration BEFORE UPDATE ON public.requests_app_agency
    FOR EACH ROW EXECUTE FUNCTION public.desk_demonstration();
ALTER TABLE public.requests_app_agency ENABLE ALWAYS TRIGGER demonstration;
