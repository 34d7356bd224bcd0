-- What ends the wait for a receipt where the named recipient can't: somebody else of the agency confirms it, or the IRS ends it.

-- Whether a package's recipient is no officer on the agency's roster with a liaison's access any more.
CREATE OR REPLACE FUNCTION desk_recipient_left(of_release bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT NOT EXISTS (
        SELECT FROM public.requests_app_release l JOIN public.requests_app_disclosurerequest q ON q.id = l.disclosure_request_id
        JOIN public.requests_app_officer o ON o.agency_id = q.agency_id AND o.person_id = l.recipient_id AND o.is_active
        WHERE l.id = of_release AND public.desk_has_role(l.recipient_id, q.agency_id, ARRAY['liaison']));
$$body$$;

-- The act that alone ends the wait for a package's receipt; '' while its recipient can still open it, or confirm.
CREATE OR REPLACE FUNCTION desk_package_asks(of_release bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT CASE WHEN l.status <> 'transmitted' THEN ''
        WHEN l.fetches > 0 THEN CASE WHEN public.desk_recipient_left(l.id) THEN '$STAND_IN' ELSE '' END
        WHEN k.revoked_at IS NOT NULL OR public.desk_recipient_left(l.id)
             OR NOT EXISTS (SELECT FROM public.requests_app_releasepart p WHERE p.release_id = l.id) THEN '$END' ELSE '' END
    FROM public.requests_app_release l LEFT JOIN public.requests_app_recipientkey k ON k.id = l.recipient_key_id
    WHERE l.id = of_release;
$$body$$;

-- It was opened, and its recipient is gone: somebody who answers for custody says in writing who keeps it, and where.
CREATE OR REPLACE FUNCTION desk_release_stand_in(of_release bigint, keeper text, kept_at text, words text) RETURNS void $HEAD AS $$body$$
DECLARE
    r record;
    who bigint;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR UPDATE;
    who := public.desk_release_step('$STAND_IN', r.disclosure_request_id, r.status);
    IF public.desk_package_asks(of_release) <> '$STAND_IN' OR who = r.recipient_id THEN
        PERFORM public.desk_refuse_release('receipt is confirmed in the place of a recipient who opened it and is gone, by somebody else');
    END IF;
    IF keeper !~ '$USABLE' OR kept_at !~ '$USABLE' OR words !~ '$IN_WORDS' THEN
        PERFORM public.desk_refuse_release('it is confirmed in writing, with custodian and location');
    END IF;
    UPDATE public.requests_app_release SET status = 'received', received_at = clock_timestamp(), custodian = keeper, location = kept_at,
        instead_by_id = who, instead_at = clock_timestamp(), instead_words = words WHERE id = of_release;
    PERFORM public.desk_serve_recipients(NULL, of_release);
END $$body$$;

-- It was never opened and can't be any more: it is ended in writing. Its accounting entries stay, for it was transmitted.
CREATE OR REPLACE FUNCTION desk_release_end(of_release bigint, words text) RETURNS void $HEAD AS $$body$$
DECLARE
    r record;
    who bigint;
BEGIN
    SELECT * INTO STRICT r FROM public.requests_app_release WHERE id = of_release FOR UPDATE;
    who := public.desk_release_step('$END', r.disclosure_request_id, r.status);
    IF public.desk_package_asks(of_release) <> '$END' THEN
        PERFORM public.desk_refuse_release('only a package that was never opened, and can''t be any more, is ended like this');
    END IF;
    IF words !~ '$IN_WORDS' THEN PERFORM public.desk_refuse_release('it is ended in writing'); END IF;
    UPDATE public.requests_app_release SET status = 'unopened', instead_by_id = who, instead_at = clock_timestamp(),
        instead_words = words WHERE id = of_release;
END $$body$$;
