-- What releases rest on: the breaker, the keys of recipients, and items attached by hand.

-- The breaker: a row that isn't reset stops every act. Tripping it waits for the acts that are under way, as an order does.
CREATE OR REPLACE FUNCTION desk_check_breaker() RETURNS void $HEAD AS $$body$$
BEGIN
    IF EXISTS (SELECT FROM public.requests_app_releasebreaker b WHERE b.reset_at IS NULL) THEN
        PERFORM public.desk_refuse_release('$STOPPED');
    END IF;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_breaker_trip(failed text, of_request bigint, of_release bigint) RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    made bigint;
BEGIN
    IF NOT failed = ANY ($CHECKS) THEN RAISE EXCEPTION 'There is no check %', failed; END IF;
    PERFORM FROM public.requests_app_holdgate WHERE id = 1 FOR UPDATE;
    INSERT INTO public.requests_app_releasebreaker (what, disclosure_request_id, release_id, tripped_by_id, tripped_at, reset_words)
    VALUES (failed, coalesce((SELECT id FROM public.requests_app_disclosurerequest WHERE id = of_request),
                             (SELECT disclosure_request_id FROM public.requests_app_release WHERE id = of_release)),
            (SELECT id FROM public.requests_app_release WHERE id = of_release), CASE WHEN who > 0 THEN who END, clock_timestamp(), '')
    RETURNING id INTO made;
    RETURN made;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_breaker_reset(of_breaker bigint, words text) RETURNS void $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    b record;
BEGIN
    SELECT * INTO STRICT b FROM public.requests_app_releasebreaker WHERE id = of_breaker FOR UPDATE;
    IF NOT EXISTS (SELECT FROM public.requests_app_agency a WHERE public.desk_has_role(who, a.id, ARRAY['$AUTHORIZER'])
                   AND a.id = coalesce((SELECT agency_id FROM public.requests_app_disclosurerequest
                                        WHERE id = b.disclosure_request_id), a.id)) THEN
        PERFORM public.desk_refuse_breaker('an authorizing official resets it');
    END IF;
    IF who = b.tripped_by_id THEN PERFORM public.desk_refuse_breaker('somebody other than the one whose act tripped it resets it'); END IF;
    IF words !~ '$IN_WORDS' THEN PERFORM public.desk_refuse_breaker('it is reset in writing'); END IF;
    IF b.reset_at IS NOT NULL THEN RETURN; END IF;
    UPDATE public.requests_app_releasebreaker SET reset_by_id = who, reset_at = clock_timestamp(), reset_words = words
        WHERE id = of_breaker;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_refuse_breaker(what text) RETURNS void $HEAD AS $$body$$
BEGIN
    RAISE EXCEPTION 'The breaker stays as it is: %', what USING ERRCODE = 'insufficient_privilege';
END $$body$$;

-- A recipient's own key: registered and revoked in person; an administrator may revoke it too.
CREATE OR REPLACE FUNCTION desk_key_register(given text) RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    made bigint;
BEGIN
    IF given !~ '^age1[02-9ac-hj-np-z]{58}$$' THEN RAISE EXCEPTION 'This is not an age public key' USING ERRCODE = 'check_violation'; END IF;
    IF NOT EXISTS (SELECT FROM public.requests_app_agency a WHERE public.desk_has_role(who, a.id, ARRAY['liaison'])) THEN
        RAISE EXCEPTION 'A key is registered by a liaison of an agency, in person' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM public.requests_app_person WHERE id = who FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM public.requests_app_recipientkey k WHERE k.public = given OR (k.person_id = who AND k.revoked_at IS NULL)) THEN
        RAISE EXCEPTION 'A key that was registered before is not taken again, and the present one is revoked first'
            USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.requests_app_recipientkey (person_id, public, fingerprint, registered_at, revoked_why)
    VALUES (who, given, encode(sha256(convert_to(given, 'UTF8')), 'hex'), clock_timestamp(), '') RETURNING id INTO made;
    RETURN made;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_key_revoke(of_key bigint, words text) RETURNS void $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    k record;
BEGIN
    SELECT * INTO STRICT k FROM public.requests_app_recipientkey WHERE id = of_key FOR UPDATE;
    IF who <> k.person_id AND NOT EXISTS (
        SELECT FROM public.requests_app_agency a WHERE public.desk_has_role(who, a.id, ARRAY['$ADMINISTRATOR'])
        AND public.desk_has_role(k.person_id, a.id, ARRAY['liaison'])) THEN
        RAISE EXCEPTION 'A key is revoked by its owner or an administrator' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF words !~ '$IN_WORDS' THEN RAISE EXCEPTION 'A key is revoked in writing' USING ERRCODE = 'check_violation'; END IF;
    UPDATE public.requests_app_recipientkey SET revoked_at = clock_timestamp(), revoked_why = words
        WHERE id = of_key AND revoked_at IS NULL;
END $$body$$;

-- An item of the second tier is attached for one approved subject, before a package stands: a part of preparing it.
CREATE OR REPLACE FUNCTION desk_item_step(of_request bigint) RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    q record;
BEGIN
    SELECT * INTO STRICT q FROM public.requests_app_disclosurerequest WHERE id = of_request FOR NO KEY UPDATE;
    PERFORM public.desk_require_role(who, q.agency_id, ARRAY['$SPECIALIST'], 'Attaching items');
    IF q.status <> '$FULFILMENT' OR EXISTS (
        SELECT FROM public.requests_app_release l WHERE l.disclosure_request_id = of_request AND l.status <> 'void') OR EXISTS (
        SELECT FROM public.requests_app_preparation p WHERE p.disclosure_request_id = of_request AND p.status = 'working') THEN
        RAISE EXCEPTION 'Items are attached and removed in fulfilment, while no package stands or is being prepared' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM public.desk_take_part(of_request, who, 'prepare');
    RETURN who;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_item_attach(of_subject bigint, of_item text, of_key uuid, words text, says bytea, file bytea, bytes integer)
RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint;
    s record;
    q record;
    made bigint;
BEGIN
    SELECT * INTO STRICT s FROM public.requests_app_subject WHERE id = of_subject;
    who := public.desk_item_step(s.disclosure_request_id);
    SELECT * INTO STRICT q FROM public.requests_app_disclosurerequest WHERE id = s.disclosure_request_id;
    IF s.outcome <> 'approved' OR NOT of_item = ANY (q.items) OR NOT of_item = ANY ($BY_HAND) OR bytes > $ATTACHED_MOST
       OR octet_length(file) > $ATTACHED_MOST + 1000 THEN
        RAISE EXCEPTION 'An item that was asked for, of the second tier, is attached to an approved subject' USING ERRCODE = 'check_violation';
    END IF;
    IF words !~ '$USABLE' OR regexp_replace(lower(words), '[^a-z]', '', 'g') ~ 'taxpayer|form1040|taxreturn' THEN
        RAISE EXCEPTION 'An item has a source in words, and what the taxpayer furnished is not attached' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.requests_app_attacheditem (disclosure_request_id, agency_id, subject_id, submission, item, source, key, sealed,
        file_sealed, file_size, attached_by_id, attached_at, removed_why)
    VALUES (q.id, q.agency_id, s.id, q.submission, of_item, words, of_key, says, file, bytes, who, clock_timestamp(), '')
    RETURNING id INTO made;
    RETURN made;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_item_remove(of_attached bigint, words text) RETURNS void $HEAD AS $$body$$
DECLARE
    who bigint;
    a record;
BEGIN
    SELECT * INTO STRICT a FROM public.requests_app_attacheditem WHERE id = of_attached FOR UPDATE;
    who := public.desk_item_step(a.disclosure_request_id);
    IF words !~ '$IN_WORDS' THEN RAISE EXCEPTION 'An item is removed in writing' USING ERRCODE = 'check_violation'; END IF;
    UPDATE public.requests_app_attacheditem SET removed_by_id = who, removed_at = clock_timestamp(), removed_why = words
        WHERE id = of_attached AND removed_at IS NULL;
END $$body$$;

-- A package is asked for by a specialist in person, in whose name a worker makes it; what was asked stays, and ends once.
CREATE OR REPLACE FUNCTION desk_preparation() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM public.desk_own_act(NEW.disclosure_request_id, NEW.by_id, ARRAY['$SPECIALIST'], NULL);
    ELSIF TG_OP = 'DELETE' OR OLD.status <> 'working'
       OR ROW(NEW.disclosure_request_id, NEW.recipient_key_id, NEW.letters, NEW.by_id, NEW.why, NEW.origin, NEW.asked_at) IS DISTINCT FROM
          ROW(OLD.disclosure_request_id, OLD.recipient_key_id, OLD.letters, OLD.by_id, OLD.why, OLD.origin, OLD.asked_at) THEN
        RAISE EXCEPTION 'A package that was asked for stays as it was asked, and ends once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER as_asked BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_preparation
    FOR EACH ROW EXECUTE FUNCTION public.desk_preparation();
ALTER TABLE public.requests_app_preparation ENABLE ALWAYS TRIGGER as_asked;
