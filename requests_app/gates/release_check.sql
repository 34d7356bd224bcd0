-- The statutory gate: raises unless everything that 26 U.S.C. 6103(i)(2) wants is there, for the request and each approved subject.
CREATE OR REPLACE FUNCTION desk_refuse_release(what text) RETURNS void $HEAD AS $$body$$
BEGIN
    RAISE EXCEPTION 'No release: %', what USING ERRCODE = 'check_violation';
END $$body$$;

CREATE OR REPLACE FUNCTION desk_share_gate(of_request bigint, barred text[]) RETURNS void $HEAD AS $$body$$
DECLARE standing text;
BEGIN
    PERFORM FROM public.requests_app_holdgate WHERE id = 1 FOR SHARE;
    IF NOT FOUND THEN PERFORM public.desk_refuse_release('the hold gate is missing'); END IF;
    standing := public.desk_holds(of_request, barred);
    IF standing IS NOT NULL THEN PERFORM public.desk_refuse_release('a court order is in force: ' || standing); END IF;
END $$body$$;

-- Under the gate: no order covers any of these subjects of a package that is being made.
CREATE OR REPLACE FUNCTION desk_bar_subjects(of_request bigint, subjects bigint[]) RETURNS void $HEAD AS $$body$$
DECLARE standing text;
BEGIN
    SELECT string_agg(DISTINCT public.desk_order_words(held.hold_id), '; ') INTO standing
    FROM public.desk_held_subjects(of_request, ARRAY['disclose'], subjects) held;
    IF standing IS NOT NULL THEN
        PERFORM public.desk_refuse_release('a court order in force covers subjects of the package: ' || standing);
    END IF;
END $$body$$;

-- Under the gate: no order covers a made package, as a whole or for a subject in it.
CREATE OR REPLACE FUNCTION desk_bar_package(of_release bigint, barred text[]) RETURNS void $HEAD AS $$body$$
DECLARE standing text;
BEGIN
    SELECT string_agg(public.desk_order_words(o), '; ') INTO standing FROM public.desk_orders_on_package(of_release, barred) o;
    IF standing IS NOT NULL THEN
        PERFORM public.desk_refuse_release('a court order in force covers the package: ' || standing);
    END IF;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_check_agency(of_request bigint) RETURNS void $HEAD AS $$body$$
DECLARE r record;
BEGIN
    SELECT q.*, g.starts, g.ends, g.items AS permitted INTO r
    FROM public.requests_app_disclosurerequest q JOIN public.requests_app_agency a ON a.id = q.agency_id
    LEFT JOIN public.requests_app_agreement g ON g.id = q.agreement_id WHERE q.id = of_request;
    IF EXISTS (SELECT FROM public.requests_app_safeguardrefusal s WHERE s.agency_id = r.agency_id
               AND s.determined_on <= public.desk_today() AND (s.lifted_on IS NULL OR s.lifted_on > public.desk_today())) THEN
        PERFORM public.desk_refuse_release('a determination under (p)(4) to refuse is in force');
    END IF;
    IF r.agreement_id IS NOT NULL AND (r.starts > public.desk_today() OR r.ends < public.desk_today() OR NOT r.items <@ r.permitted) THEN
        PERFORM public.desk_refuse_release('the agreement is not in force, or does not permit the items');
    END IF;
END $$body$$;

-- What was written stands, as it was asked for then: words of the shape of today are asked for where they are written.
CREATE OR REPLACE FUNCTION desk_check_decisions(of_request bigint, hash text) RETURNS void $HEAD AS $$body$$
DECLARE
    law record;
    approval record;
BEGIN
    SELECT * INTO law FROM public.requests_app_decision
        WHERE disclosure_request_id = of_request AND kind = 'determination' ORDER BY id DESC LIMIT 1;
    SELECT * INTO approval FROM public.requests_app_decision
        WHERE disclosure_request_id = of_request AND kind = 'approval' ORDER BY id DESC LIMIT 1;
    IF law.lawful IS NOT TRUE OR law.snapshot_hash <> hash
       OR NOT law.elements ?& $ELEMENTS OR EXISTS (
           SELECT FROM jsonb_each(law.elements) e
           WHERE e.value ->> 'yes' IS DISTINCT FROM 'true' OR coalesce(e.value ->> 'words', '') !~ '$USABLE') THEN
        PERFORM public.desk_refuse_release('counsel has not found these contents lawful in every element');
    END IF;
    IF approval.id IS NULL OR approval.snapshot_hash <> hash OR approval.words !~ '$USABLE' OR approval.id < law.id OR EXISTS (
        SELECT FROM public.requests_app_decision d WHERE d.disclosure_request_id = of_request AND d.id > approval.id
        AND d.kind IN ('return', 'denial', 'withdrawal', 'step_back')) THEN
        PERFORM public.desk_refuse_release('no approval in writing stands on these contents');
    END IF;
    IF law.person_id = approval.person_id THEN
        PERFORM public.desk_refuse_release('one person determined and approved');
    END IF;
    IF NOT EXISTS (SELECT FROM public.requests_app_signature s WHERE s.disclosure_request_id = of_request AND s.content_hash = hash) THEN
        PERFORM public.desk_refuse_release('these contents are not signed');
    END IF;
END $$body$$;

-- The four elements, graded complete and not blank, no blocking flag, every review flag cleared. In one reading: how many standing
-- subjects lack one of these, how many are approved, and how many of the approved bear a review flag.
CREATE OR REPLACE FUNCTION desk_subjects_read(of_request bigint) RETURNS bigint[] $HEAD $SIDE_BY_SIDE AS $$body$$
BEGIN
    RETURN (
        SELECT ARRAY[
            count(*) FILTER (WHERE NOT (
                s.outcome = 'approved' AND $GRADES_COMPLETE AND s.judged_under <> '' AND cardinality(s.blocking_codes) = 0
                AND s.review_codes <@ s.cleared_codes
                AND (s.last_name || s.entity_name || s.first_name) ~ '$USABLE'
                AND (s.address || s.address_line1 || s.address_line2) ~ '$USABLE'
                AND s.tax_periods ~ '[0-9]' AND s.statute ~ '[0-9]' AND s.reason ~ '[A-Za-z\u00C0-\u1FFF\u3040-\uD7FF]'
                AND s.case_number ~ '$USABLE' AND s.officer_name ~ '$USABLE')),
            count(*) FILTER (WHERE s.outcome = 'approved'),
            count(*) FILTER (WHERE s.outcome = 'approved' AND cardinality(s.review_codes) > 0)]
        FROM public.requests_app_subject s
        WHERE s.disclosure_request_id = of_request AND s.outcome IN ('approved', 'open'));
END $$body$$;

-- That, and each review flag that was marked cleared has its clearance in writing.
CREATE OR REPLACE FUNCTION desk_check_subjects(of_request bigint) RETURNS void $HEAD AS $$body$$
DECLARE found bigint[] := public.desk_subjects_read(of_request);
BEGIN
    IF found[1] > 0 THEN
        PERFORM public.desk_refuse_release(found[1] || ' subjects lack an element of (i)(2)(B), an approval, or a cleared flag');
    END IF;
    IF found[2] = 0 THEN
        PERFORM public.desk_refuse_release('no subject is approved');
    END IF;
    IF found[3] > 0 AND EXISTS (
        SELECT FROM (SELECT s.id, unnest(s.review_codes)::text AS code FROM public.requests_app_subject s
                     WHERE s.disclosure_request_id = of_request AND s.outcome = 'approved') AS raised
        WHERE (raised.id, raised.code) NOT IN (
            SELECT unnest(c.subject_ids), c.code::text FROM public.requests_app_clearance c
            JOIN public.requests_app_disclosurerequest r ON r.id = c.disclosure_request_id AND r.submission = c.submission
            WHERE c.disclosure_request_id = of_request)
    ) THEN
        PERFORM public.desk_refuse_release('a review flag was marked cleared without a clearance in writing');
    END IF;
END $$body$$;

-- The request as a whole: judged by this edition since the lists last changed, nothing that blocks, everything cleared in writing.
CREATE OR REPLACE FUNCTION desk_check_whole(of_request bigint) RETURNS void $HEAD AS $$body$$
DECLARE r record;
BEGIN
    SELECT q.* INTO r FROM public.requests_app_disclosurerequest q WHERE q.id = of_request;
    IF r.judged_under <> '$EDITION' OR NOT EXISTS (
        SELECT FROM public.requests_app_judgingstate s WHERE s.disclosure_request_id = of_request AND s.edition = '$EDITION' AND s.judged_on IS NOT NULL
        AND s.list_change >= (SELECT coalesce(max(c.id), 0) FROM public.requests_app_listchange c)) THEN
        PERFORM public.desk_refuse_release('the rules or their lists changed, and the request is not judged by them yet');
    END IF;
    IF cardinality(r.blocking_codes) > 0 THEN
        PERFORM public.desk_refuse_release('a flag on the request blocks: ' || array_to_string(r.blocking_codes, ', '));
    END IF;
    IF NOT r.review_codes <@ r.cleared_codes OR EXISTS (
        SELECT FROM unnest(r.review_codes) AS raised (code) WHERE raised.code::text NOT IN (
            SELECT c.code::text FROM public.requests_app_clearance c
            WHERE c.disclosure_request_id = of_request AND c.submission = r.submission AND cardinality(c.subject_ids) = 0)) THEN
        PERFORM public.desk_refuse_release('a review flag on the request is not cleared in writing');
    END IF;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_release_check(of_request bigint) RETURNS text $HEAD AS $$body$$
DECLARE hash text;
BEGIN
    PERFORM public.desk_share_gate(of_request, ARRAY['disclose']);
    PERFORM FROM public.requests_app_disclosurerequest WHERE id = of_request AND status = '$FULFILMENT' FOR NO KEY UPDATE;
    IF NOT FOUND THEN PERFORM public.desk_refuse_release('the request is not in fulfilment'); END IF;
    PERFORM public.desk_check_agency(of_request);
    PERFORM public.desk_check_decided(of_request);
    hash := public.desk_content_hash(of_request);
    PERFORM public.desk_check_decisions(of_request, hash);
    PERFORM public.desk_check_signed_under(of_request, hash);
    PERFORM public.desk_check_subjects(of_request);
    PERFORM public.desk_check_whole(of_request);
    PERFORM public.desk_check_counsel(of_request);
    PERFORM public.desk_check_matches(of_request);
    RETURN hash;
END $$body$$;
