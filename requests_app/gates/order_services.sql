-- Orders are served on who received what they cover, in the transaction that enters or changes the order, or transmits the
-- package. Nobody else writes these rows: one function for counsel, one for the person's own acknowledgement.

-- An order that bars use is served on every recipient, or who confirmed in the place of one; one that bars disclosure alone, where
-- the package could still be opened.
CREATE OR REPLACE FUNCTION desk_serve_recipients(of_order bigint, of_release bigint) RETURNS void $HEAD AS $$body$$
BEGIN
    INSERT INTO public.requests_app_orderservice (hold_id, person_id, served_on, method, acknowledge_by, words)
    SELECT DISTINCT h.id, coalesce(q.instead_by_id, q.recipient_id), public.desk_today(), 'notice on the pages of this desk',
           greatest(public.desk_today(), h.starts) + h.acknowledge_within, ''
    FROM public.requests_app_hold h CROSS JOIN public.requests_app_release q
    JOIN public.requests_app_disclosurerequest r ON r.id = q.disclosure_request_id
    WHERE (of_order IS NULL OR h.id = of_order) AND (of_release IS NULL OR q.id = of_release)
        AND public.desk_order_binds(h.id, greatest(public.desk_today(), h.starts))
        AND (q.status = 'transmitted' OR (q.status = 'received' AND 'use' = ANY (h.acts))) AND $COVERS_REQUEST
        AND EXISTS (SELECT FROM public.requests_app_releaseitem i JOIN public.requests_app_subject s ON s.id = i.subject_id
                    WHERE i.release_id = q.id AND $COVERS_SUBJECT)
    ON CONFLICT (hold_id, person_id) DO NOTHING;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_order_served() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF TG_OP = 'UPDATE' AND ROW(NEW.kind, NEW.court, NEW.docket, NEW.binds, NEW.acts, NEW.words, NEW.starts, NEW.until,
            NEW.exceptions, NEW.excepted_request_ids, NEW.excepted_subject_ids, NEW.agency_id, NEW.agreement_id,
            NEW.disclosure_request_id, NEW.batch_id, NEW.subject_ids, NEW.statute)
        IS DISTINCT FROM ROW(OLD.kind, OLD.court, OLD.docket, OLD.binds, OLD.acts, OLD.words, OLD.starts, OLD.until,
            OLD.exceptions, OLD.excepted_request_ids, OLD.excepted_subject_ids, OLD.agency_id, OLD.agreement_id,
            OLD.disclosure_request_id, OLD.batch_id, OLD.subject_ids, OLD.statute) THEN
        UPDATE public.requests_app_orderservice SET acknowledged_at = NULL, words = '', served_on = public.desk_today(),
            acknowledge_by = greatest(public.desk_today(), NEW.starts) + NEW.acknowledge_within WHERE hold_id = NEW.id;
    END IF;
    PERFORM public.desk_serve_recipients(NEW.id, NULL);
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER serve_recipients AFTER INSERT OR UPDATE ON public.requests_app_hold
    FOR EACH ROW EXECUTE FUNCTION public.desk_order_served();
ALTER TABLE public.requests_app_hold ENABLE ALWAYS TRIGGER serve_recipients;

CREATE OR REPLACE FUNCTION desk_order_serve(of_order bigint, whom bigint, how text, due date) RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    h public.requests_app_hold;
    made bigint;
BEGIN
    SELECT * INTO STRICT h FROM public.requests_app_hold WHERE id = of_order;
    IF NOT EXISTS (SELECT FROM public.requests_app_agency a WHERE a.id = coalesce(public.desk_hold_agency(h), a.id)
                   AND public.desk_has_role(who, a.id, ARRAY['$COUNSEL'])) THEN
        RAISE EXCEPTION 'Court orders are served by counsel only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF how !~ '$USABLE' OR due < public.desk_today() THEN
        RAISE EXCEPTION 'Say how it was served, and a day from today on' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.requests_app_orderservice (hold_id, person_id, served_on, method, acknowledge_by, words)
    VALUES (of_order, whom, public.desk_today(), how, due, '')
    ON CONFLICT (hold_id, person_id) DO NOTHING RETURNING id INTO made;
    IF made IS NULL THEN
        RAISE EXCEPTION 'This order is served on this person already' USING ERRCODE = 'check_violation';
    END IF;
    RETURN made;
END $$body$$;

-- In one's own person, in writing, once: a second click changes nothing.
CREATE OR REPLACE FUNCTION desk_order_acknowledge(of_service bigint, said text) RETURNS bigint $HEAD AS $$body$$
DECLARE served record;
BEGIN
    SELECT * INTO STRICT served FROM public.requests_app_orderservice WHERE id = of_service FOR UPDATE;
    IF public.audits_actor() <> served.person_id THEN
        RAISE EXCEPTION 'An order is acknowledged by the person on whom it is served' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF said !~ '$IN_WORDS' THEN RAISE EXCEPTION 'An order is acknowledged in writing' USING ERRCODE = 'check_violation'; END IF;
    UPDATE public.requests_app_orderservice SET acknowledged_at = clock_timestamp(), words = said
        WHERE id = of_service AND acknowledged_at IS NULL;
    RETURN of_service;
END $$body$$;
