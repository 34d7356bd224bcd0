-- The acts of fulfilment: the only way into the release tables, since no role may write them.
CREATE OR REPLACE FUNCTION desk_release_step(what text, of_request bigint, now_is text) RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    step record;
BEGIN
    SELECT * INTO step FROM (VALUES $STEPS) AS s (act, sources, target, roles, duty) WHERE s.act = what;
    IF what NOT IN ($UNSTOPPED) THEN PERFORM public.desk_check_breaker(); END IF;
    IF NOT now_is = ANY (step.sources) THEN
        PERFORM public.desk_refuse_release(what || ' is not possible while the package is ' || coalesce(nullif(now_is, ''), 'not prepared'));
    END IF;
    PERFORM public.desk_require_role(who, r.agency_id, step.roles, what)
        FROM public.requests_app_disclosurerequest r WHERE r.id = of_request;
    IF step.duty IS NOT NULL THEN PERFORM public.desk_take_part(of_request, who, step.duty); END IF;
    RETURN who;
END $$body$$;

-- 1. Prepare: approved subjects only, item by item, each from its verdict's record or as a specialist attached it. Nothing is
-- disclosed yet. Its parts follow in the same transaction.
CREATE OR REPLACE FUNCTION desk_release_prepare(
    of_request bigint, of_key bigint, sha text, zip_sha text, bytes bigint, parts_made integer, listed jsonb, per_subject boolean,
    subjects bigint[], records bigint[], of_items text[], tiers text[], by_hand bigint[]) RETURNS bigint
    $HEAD SET plan_cache_mode = force_custom_plan AS $$body$$  -- so that the list of subjects is looked up, not gone through
DECLARE
    who bigint;
    hash text := public.desk_release_check(of_request);
    q record;
    k record;
    people bigint := (SELECT count(DISTINCT id) FROM unnest(subjects) AS one (id));
    approved bigint;
    packed bigint;
    made bigint;
BEGIN
    who := public.desk_release_step('prepare', of_request, '');
    SELECT * INTO STRICT q FROM public.requests_app_disclosurerequest WHERE id = of_request;
    SELECT count(*), count(*) FILTER (WHERE s.id = ANY (subjects)) INTO approved, packed
    FROM public.requests_app_subject s WHERE s.disclosure_request_id = of_request AND s.outcome = 'approved';
    IF packed = 0 OR packed <> people OR parts_made < 1 THEN
        PERFORM public.desk_refuse_release('the package holds approved subjects of this request only, and at least one');
    END IF;
    PERFORM public.desk_bar_subjects(of_request, subjects);
    SELECT * INTO k FROM public.requests_app_recipientkey WHERE id = of_key AND revoked_at IS NULL;
    IF k.id IS NULL THEN PERFORM public.desk_refuse_release('the recipient has no key that stands'); END IF;
    IF NOT public.desk_has_role(k.person_id, q.agency_id, ARRAY['liaison'])
       OR NOT EXISTS (SELECT FROM public.requests_app_officer o
                      WHERE o.agency_id = q.agency_id AND o.person_id = k.person_id AND o.is_active) THEN
        PERFORM public.desk_refuse_release('the recipient is not an officer on the agency''s roster with access');
    END IF;
    INSERT INTO public.requests_app_release (disclosure_request_id, status, snapshot_hash, recipient_id, recipient_name,
        recipient_key_id, package_sha256, zip_sha256, size, parts_count, manifest, letters, taxpayers, items_count, left_out,
        prepared_by_id, prepared_at, prepared_txid, "authorization", openings, fetches, custodian, location)
    SELECT of_request, 'prepared', hash, p.id, trim(p.first_name || ' ' || p.last_name), of_key, sha, zip_sha, bytes, parts_made,
        listed, per_subject, people, cardinality(subjects), approved - people,
        who, clock_timestamp(), pg_current_xact_id()::text::bigint, '', 1, 0, '', ''
    FROM public.requests_app_person p WHERE p.id = k.person_id
    RETURNING id INTO made;
    INSERT INTO public.requests_app_releaseitem (release_id, subject_id, item, tier, record_id, attached_id)
    SELECT made, w.* FROM unnest(subjects, of_items, tiers, records, by_hand) AS w (subject, item, tier, record, attached);
    PERFORM public.desk_check_items(made);
    RETURN made;
END $$body$$;

-- What holds items to their package and subject, a statement at a time: an item is of a subject of its package's request; a
-- package is never deleted, nor is a subject that was put into one. That their keys never change is held by their history.
CREATE OR REPLACE FUNCTION desk_item_of() RETURNS trigger $KEYWISE AS $$body$$
BEGIN
    IF EXISTS (SELECT FROM (SELECT release_id, array_agg(DISTINCT subject_id) AS subjects FROM new_rows GROUP BY 1) n
               LEFT JOIN public.requests_app_release l ON l.id = n.release_id
               WHERE l.id IS NULL OR cardinality(n.subjects) <> (
                   SELECT count(*) FROM public.requests_app_subject s
                   WHERE s.id = ANY (n.subjects) AND s.disclosure_request_id = l.disclosure_request_id)) THEN
        RAISE EXCEPTION 'An item is of a subject of its package''s request' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER of_its_request AFTER INSERT ON public.requests_app_releaseitem
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_item_of();
ALTER TABLE public.requests_app_releaseitem ENABLE ALWAYS TRIGGER of_its_request;

CREATE OR REPLACE FUNCTION desk_packed_kept() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF EXISTS (SELECT FROM public.requests_app_releaseitem i WHERE i.subject_id = ANY (ARRAY(SELECT o.id FROM old_rows o))) THEN
        RAISE EXCEPTION 'A subject that was put into a package is kept' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER kept_if_packed AFTER DELETE ON public.requests_app_subject
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_packed_kept();
CREATE OR REPLACE TRIGGER kept BEFORE DELETE ON public.requests_app_release
    FOR EACH ROW EXECUTE FUNCTION public.audits_refuse();
ALTER TABLE public.requests_app_subject ENABLE ALWAYS TRIGGER kept_if_packed;
ALTER TABLE public.requests_app_release ENABLE ALWAYS TRIGGER kept;

-- Every item of a package: asked for, of its tier, of the record that its subject's verdict names; or attached, and not removed.
CREATE OR REPLACE FUNCTION desk_check_items(of_release bigint) RETURNS void $HEAD $SIDE_BY_SIDE AS $$body$$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT i.item, i.tier, (i.attached_id IS NOT NULL) AS attached
                     FROM public.requests_app_releaseitem i WHERE i.release_id = of_release) i
        JOIN public.requests_app_release l ON l.id = of_release
        JOIN public.requests_app_disclosurerequest q ON q.id = l.disclosure_request_id
        WHERE NOT i.item = ANY (q.items) OR (i.item, i.tier, i.attached) NOT IN ($ITEM_TIERS)) THEN
        PERFORM public.desk_refuse_release('this item was not asked for, or may not leave under (i)(2)');
    END IF;
    IF 0 < (
        SELECT count(*) FROM public.requests_app_releaseitem i JOIN public.requests_app_release l ON l.id = i.release_id
        JOIN public.requests_app_disclosurerequest q ON q.id = l.disclosure_request_id
        LEFT JOIN public.requests_app_matchverdict v ON v.subject_id = i.subject_id AND v.disclosure_request_id = q.id
            AND v.submission = q.submission AND v.verdict = 'matched'
        WHERE i.release_id = of_release AND v.record_id IS DISTINCT FROM i.record_id) THEN
        PERFORM public.desk_refuse_release('an item is not of the record with which its subject is matched');
    END IF;
    IF EXISTS (
        SELECT FROM public.requests_app_releaseitem i JOIN public.requests_app_attacheditem a ON a.id = i.attached_id
        JOIN public.requests_app_disclosurerequest q ON q.id = a.disclosure_request_id
        WHERE i.release_id = of_release AND (a.subject_id <> i.subject_id OR a.item <> i.item OR a.removed_at IS NOT NULL
                                             OR a.submission <> q.submission)) THEN
        PERFORM public.desk_refuse_release('an attached item was removed, or is not this subject''s');
    END IF;
END $$body$$;

-- A sealed part of a package, in the transaction that prepares it: nothing is added to a package afterwards.
CREATE OR REPLACE FUNCTION desk_release_part(of_release bigint, part integer, bytes bytea) RETURNS bigint $HEAD AS $$body$$
DECLARE made bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM public.requests_app_release l WHERE l.id = of_release AND part BETWEEN 1 AND l.parts_count
                   AND l.prepared_txid = pg_current_xact_id()::text::bigint AND l.prepared_by_id = public.audits_actor()) THEN
        PERFORM public.desk_refuse_release('a package is given its parts by who prepares it, as it is prepared');
    END IF;
    INSERT INTO public.requests_app_releasepart (release_id, number, sealed) VALUES (of_release, part, bytes) RETURNING id INTO made;
    RETURN made;
END $$body$$;

-- What was prepared is whole, its items hold, and it is encrypted to a key that stands, of somebody who may still receive it.
CREATE OR REPLACE FUNCTION desk_check_package(of_release bigint) RETURNS void $HEAD $SIDE_BY_SIDE AS $$body$$
DECLARE r record;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release;
    PERFORM public.desk_check_key(of_release);
    IF (SELECT count(*) FROM public.requests_app_releasepart p WHERE p.release_id = of_release) <> r.parts_count OR
       (SELECT ARRAY[count(*), count(*) FILTER (WHERE s.outcome IS DISTINCT FROM 'approved')]
        FROM public.requests_app_releaseitem i LEFT JOIN public.requests_app_subject s ON s.id = i.subject_id
        WHERE i.release_id = of_release) <> ARRAY[r.items_count::bigint, 0] THEN
        PERFORM public.desk_refuse_release(CASE WHEN EXISTS (
            SELECT FROM public.requests_app_releaseitem i JOIN public.requests_app_subject s ON s.id = i.subject_id
            WHERE i.release_id = of_release AND s.outcome <> 'approved')
            THEN 'a subject in the package is no longer approved: void it and prepare anew'
            ELSE 'the package is not whole: void it and prepare anew' END);
    END IF;
    PERFORM public.desk_check_items(of_release);
END $$body$$;

CREATE OR REPLACE FUNCTION desk_check_key(of_release bigint) RETURNS void $HEAD AS $$body$$
BEGIN
    IF NOT EXISTS (SELECT FROM public.requests_app_release l LEFT JOIN public.requests_app_recipientkey k ON k.id = l.recipient_key_id
                   WHERE l.id = of_release AND (l.recipient_key_id IS NULL  -- made before keys were kept
                       OR (k.revoked_at IS NULL AND k.person_id = l.recipient_id))) THEN
        PERFORM public.desk_refuse_release('the key that the package is encrypted to was revoked: it can only be prepared anew');
    END IF;
    IF public.desk_recipient_left(of_release) THEN
        PERFORM public.desk_refuse_release('the recipient is no longer an officer on the agency''s roster with access');
    END IF;
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
    PERFORM public.desk_check_package(of_release);
    who := public.desk_release_step('authorize', r.disclosure_request_id, r.status);
    IF words !~ '$IN_WORDS' THEN PERFORM public.desk_refuse_release('an authorization is in writing'); END IF;
    UPDATE public.requests_app_release SET status = 'authorized', authorized_by_id = who, authorized_at = clock_timestamp(),
        "authorization" = words WHERE id = of_release;
END $$body$$;

-- 3. Transmit: checks again, accounts for each taxpayer, opens the package to the named recipient. One transaction.
CREATE OR REPLACE FUNCTION desk_release_transmit(of_release bigint) RETURNS void $HEAD AS $$body$$
DECLARE
    r record;
    q record;
    who bigint;
    written bigint;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR UPDATE;
    IF public.desk_release_check(r.disclosure_request_id) <> r.snapshot_hash THEN
        PERFORM public.desk_refuse_release('the contents changed since the package was prepared');
    END IF;
    PERFORM public.desk_bar_package(of_release, ARRAY['disclose']);
    PERFORM public.desk_check_package(of_release);
    who := public.desk_release_step('transmit', r.disclosure_request_id, r.status);
    SELECT d.id, d.number, a.code, a.purpose_code, pg_current_xact_id()::text::bigint AS txid,
        coalesce(current_setting('audits.actor_name', true), '') AS actor INTO STRICT q FROM public.requests_app_disclosurerequest d
        JOIN public.requests_app_agency a ON a.id = d.agency_id WHERE d.id = r.disclosure_request_id;
    INSERT INTO public.audits_accountingentry (at, txid, kind, agency_code, code_authority, purpose_code, case_id, case_number,
        release_id, subject_id, tier, periods, reasons, person_id, person_name, taxpayer_key)
    SELECT clock_timestamp(), q.txid, 'disclosure', q.code, '6103(i)(2)', q.purpose_code, q.id, q.number,
           of_release, i.subject_id, i.tiers, s.tax_periods, '', who, q.actor,
           coalesce(t.tin_index, CASE WHEN s.tin_form NOT IN ($NO_TIN) THEN s.tin_index END,
                    convert_to('record:' || i.record_id, 'UTF8'))
    FROM (SELECT subject_id, min(record_id) AS record_id, string_agg(DISTINCT tier, ', ' ORDER BY tier) AS tiers
          FROM public.requests_app_releaseitem WHERE release_id = of_release GROUP BY subject_id) i
    JOIN public.requests_app_subject s ON s.id = i.subject_id
    LEFT JOIN public.requests_app_taxrecord t ON t.id = i.record_id
    WHERE s.disclosure_request_id = q.id;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> r.taxpayers THEN
        RAISE EXCEPTION 'accounting: % entries for % taxpayers', written, r.taxpayers USING ERRCODE = 'data_corrupted';
    END IF;
    UPDATE public.requests_app_release SET status = 'transmitted', transmitted_by_id = who, transmitted_at = clock_timestamp()
        WHERE id = of_release;
    PERFORM public.desk_serve_recipients(NULL, of_release);
END $$body$$;

-- The recipient opens it once, checked again: still entitled, with the key; no order; safeguards. Until receipt a specialist can
-- grant one opening more, in writing. A download that breaks off has counted: nobody here can tell how far it came.
CREATE OR REPLACE FUNCTION desk_release_fetch(of_release bigint) RETURNS bigint $HEAD AS $$body$$
DECLARE
    r record;
    who bigint;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR UPDATE;
    PERFORM public.desk_check_still_open(of_release);
    who := public.desk_release_step('$FETCH', r.disclosure_request_id, r.status);
    IF who <> r.recipient_id THEN PERFORM public.desk_refuse_release('the package is for its named recipient alone'); END IF;
    PERFORM public.desk_check_key(of_release);
    IF r.fetches >= r.openings THEN
        PERFORM public.desk_refuse_release('the package was opened already; a specialist can open it once more, in writing');
    END IF;
    UPDATE public.requests_app_release SET fetches = r.fetches + 1, fetched_at = clock_timestamp() WHERE id = of_release;
    RETURN r.fetches + 1;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_check_still_open(of_release bigint) RETURNS void $HEAD AS $$body$$
DECLARE of_request bigint := (SELECT disclosure_request_id FROM public.requests_app_release WHERE id = of_release);
BEGIN
    PERFORM public.desk_share_gate(of_request, ARRAY['disclose', 'use']);
    PERFORM public.desk_bar_package(of_release, ARRAY['disclose', 'use']);
    PERFORM public.desk_check_agency(of_request);
    IF public.desk_any_listed(NULL, of_release) OR public.desk_incident_bars(of_release) THEN
        PERFORM public.desk_refuse_release('the IRS has not finished with this package');
    END IF;
    IF NOT EXISTS (SELECT FROM public.requests_app_releasepart p WHERE p.release_id = of_release) THEN
        PERFORM public.desk_refuse_release('its bytes were disposed of by schedule');
    END IF;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_release_reopen(of_release bigint, words text) RETURNS void $HEAD AS $$body$$
DECLARE r record;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR UPDATE;
    PERFORM public.desk_check_still_open(of_release);
    IF public.desk_release_step('reopen', r.disclosure_request_id, r.status) = r.recipient_id THEN
        PERFORM public.desk_refuse_release('somebody other than its recipient opens it once more');
    END IF;
    IF words !~ '$IN_WORDS' THEN PERFORM public.desk_refuse_release('it is opened once more in writing'); END IF;
    IF r.fetches < r.openings THEN PERFORM public.desk_refuse_release('the recipient can still open it'); END IF;
    UPDATE public.requests_app_release SET openings = r.fetches + 1 WHERE id = of_release;
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
    IF r.fetches = 0 THEN PERFORM public.desk_refuse_release('a package is opened before its receipt is confirmed'); END IF;
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
