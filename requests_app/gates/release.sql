-- The acts of fulfilment: the only way into the release tables, since no role may write them.
CREATE OR REPLACE FUNCTION desk_release_step(what text, of_request bigint, now_is text) RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    step record;
BEGIN
    SELECT * INTO step FROM (VALUES $STEPS) AS s (act, sources, target, roles, duty) WHERE s.act = what;
    IF NOT now_is = ANY (step.sources) THEN
        PERFORM public.desk_refuse_release(what || ' is not possible while the package is ' || coalesce(nullif(now_is, ''), 'not prepared'));
    END IF;
    PERFORM public.desk_require_role(who, r.agency_id, step.roles, what)
        FROM public.requests_app_disclosurerequest r WHERE r.id = of_request;
    IF step.duty IS NOT NULL THEN PERFORM public.desk_take_part(of_request, who, step.duty); END IF;
    RETURN who;
END $$body$$;

-- 1. Prepare: approved subjects only, item by item. Nothing is disclosed yet.
CREATE OR REPLACE FUNCTION desk_release_prepare(
    of_request bigint, recipient bigint, sealed bytea, sha text, listed jsonb,
    subjects bigint[], records bigint[], of_item text, of_tier text) RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint;
    hash text := public.desk_release_check(of_request);
    made bigint;
BEGIN
    who := public.desk_release_step('prepare', of_request, '');
    IF cardinality(subjects) = 0 OR cardinality(subjects) <> cardinality(records) OR EXISTS (
        SELECT FROM unnest(subjects) AS wanted (id) LEFT JOIN public.requests_app_subject s ON s.id = wanted.id
        WHERE s.id IS NULL OR s.disclosure_request_id <> of_request OR s.outcome <> 'approved') THEN
        PERFORM public.desk_refuse_release('the package holds approved subjects of this request only, and at least one');
    END IF;
    PERFORM public.desk_bar_subjects(of_request, subjects);
    IF (of_item, of_tier) NOT IN ($ITEM_TIERS) OR NOT EXISTS (
        SELECT FROM public.requests_app_disclosurerequest r WHERE r.id = of_request AND of_item = ANY (r.items)) THEN
        PERFORM public.desk_refuse_release('this item was not asked for, or may not leave under (i)(2)');
    END IF;
    IF NOT public.desk_has_role(recipient, (SELECT agency_id FROM public.requests_app_disclosurerequest WHERE id = of_request), ARRAY['liaison'])
       OR NOT EXISTS (SELECT FROM public.requests_app_officer o JOIN public.requests_app_disclosurerequest r ON r.agency_id = o.agency_id
                      WHERE r.id = of_request AND o.person_id = recipient AND o.is_active) THEN
        PERFORM public.desk_refuse_release('the recipient is not an officer on the agency''s roster with access');
    END IF;
    INSERT INTO public.requests_app_release (disclosure_request_id, status, snapshot_hash, recipient_id, recipient_name, package,
        package_sha256, manifest, items_count, prepared_by_id, prepared_at, "authorization", custodian, location)
    SELECT of_request, 'prepared', hash, p.id, trim(p.first_name || ' ' || p.last_name), sealed, sha, listed,
           cardinality(subjects), who, clock_timestamp(), '', '', ''
    FROM public.requests_app_person p WHERE p.id = recipient
    RETURNING id INTO made;
    INSERT INTO public.requests_app_releaseitem (release_id, subject_id, item, tier, record_id)
    SELECT made, pair.subject, of_item, of_tier, pair.record FROM unnest(subjects, records) AS pair (subject, record);
    RETURN made;
END $$body$$;

-- 2. Authorize, in writing, by somebody else.
CREATE OR REPLACE FUNCTION desk_release_authorize(of_release bigint, words text) RETURNS void $HEAD AS $$body$$
DECLARE
    r record;
    who bigint;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR UPDATE;
    IF public.desk_release_check(r.disclosure_request_id) <> r.snapshot_hash THEN
        PERFORM public.desk_refuse_release('the contents changed since the package was prepared');
    END IF;
    PERFORM public.desk_bar_package(of_release, ARRAY['disclose']);
    who := public.desk_release_step('authorize', r.disclosure_request_id, r.status);
    IF words !~ '$USABLE' THEN PERFORM public.desk_refuse_release('an authorization is in writing'); END IF;
    UPDATE public.requests_app_release SET status = 'authorized', authorized_by_id = who, authorized_at = clock_timestamp(),
        "authorization" = words WHERE id = of_release;
END $$body$$;

-- 3. Transmit: checks again, accounts for each taxpayer, opens the package to the named recipient. One transaction.
CREATE OR REPLACE FUNCTION desk_release_transmit(of_release bigint) RETURNS void $HEAD AS $$body$$
DECLARE
    r record;
    who bigint;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR UPDATE;
    IF public.desk_release_check(r.disclosure_request_id) <> r.snapshot_hash THEN
        PERFORM public.desk_refuse_release('the contents changed since the package was prepared');
    END IF;
    PERFORM public.desk_bar_package(of_release, ARRAY['disclose']);
    who := public.desk_release_step('transmit', r.disclosure_request_id, r.status);
    IF EXISTS (SELECT FROM public.requests_app_releaseitem i JOIN public.requests_app_subject s ON s.id = i.subject_id
               WHERE i.release_id = of_release AND s.outcome <> 'approved') THEN
        PERFORM public.desk_refuse_release('a subject in the package is no longer approved: void it and prepare anew');
    END IF;
    INSERT INTO public.audits_accountingentry (at, txid, kind, agency_code, code_authority, purpose_code, case_id, case_number,
        release_id, subject_id, tier, periods, reasons, person_id, person_name)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, 'disclosure', a.code, '6103(i)(2)', a.purpose_code, q.id, q.number,
           of_release, i.subject_id, i.tier, s.tax_periods, '', who, coalesce(current_setting('audits.actor_name', true), '')
    FROM public.requests_app_releaseitem i JOIN public.requests_app_subject s ON s.id = i.subject_id
    JOIN public.requests_app_disclosurerequest q ON q.id = s.disclosure_request_id
    JOIN public.requests_app_agency a ON a.id = q.agency_id WHERE i.release_id = of_release;
    UPDATE public.requests_app_release SET status = 'transmitted', transmitted_by_id = who, transmitted_at = clock_timestamp()
        WHERE id = of_release;
    PERFORM public.desk_serve_recipients(NULL, of_release);
END $$body$$;

-- Each fetch until confirmed receipt is checked again: the named recipient, still entitled; no order; safeguards.
CREATE OR REPLACE FUNCTION desk_release_fetch(of_release bigint) RETURNS bytea $HEAD AS $$body$$
DECLARE
    r record;
    who bigint;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR SHARE;
    PERFORM public.desk_share_gate(r.disclosure_request_id, ARRAY['disclose', 'use']);
    PERFORM public.desk_bar_package(of_release, ARRAY['disclose', 'use']);
    PERFORM public.desk_check_agency(r.disclosure_request_id);
    who := public.desk_release_step('$FETCH', r.disclosure_request_id, r.status);
    IF who <> r.recipient_id THEN PERFORM public.desk_refuse_release('the package is for its named recipient alone'); END IF;
    IF public.desk_any_listed(NULL, of_release) OR public.desk_incident_bars(of_release) THEN
        PERFORM public.desk_refuse_release('the IRS has not finished with this package');
    END IF;
    IF octet_length(r.package) = 0 THEN PERFORM public.desk_refuse_release('its bytes were disposed of by schedule'); END IF;
    RETURN r.package;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_release_confirm(of_release bigint, keeper text, kept_at text) RETURNS void $HEAD AS $$body$$
DECLARE
    r record;
    who bigint;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR UPDATE;
    who := public.desk_release_step('confirm', r.disclosure_request_id, r.status);
    IF who <> r.recipient_id OR keeper !~ '$USABLE' OR kept_at !~ '$USABLE' THEN
        PERFORM public.desk_refuse_release('receipt is confirmed by the named recipient, with custodian and location');
    END IF;
    UPDATE public.requests_app_release SET status = 'received', received_at = clock_timestamp(), custodian = keeper, location = kept_at
        WHERE id = of_release;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_release_void(of_release bigint) RETURNS void $HEAD AS $$body$$
DECLARE r record;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR UPDATE;
    PERFORM public.desk_release_step('void', r.disclosure_request_id, r.status);
    UPDATE public.requests_app_release SET status = 'void' WHERE id = of_release;
END $$body$$;
