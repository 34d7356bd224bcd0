-- A decision, a clearance, a signature is its actor's own, with the role for it, and becomes his or her duty.
CREATE OR REPLACE FUNCTION desk_own_act(of_request bigint, by_person bigint, wanted text[], does text) RETURNS void $HEAD AS $$body$$
BEGIN
    IF public.audits_actor() <> by_person THEN
        RAISE EXCEPTION 'Nobody decides in another''s name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.desk_require_role(by_person, r.agency_id, wanted, coalesce(does, 'Deciding'))
    FROM public.requests_app_disclosurerequest r WHERE r.id = of_request;
    IF does IS NOT NULL THEN
        PERFORM public.desk_take_part(of_request, by_person, does);
    END IF;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_decision() RETURNS trigger $HEAD AS $$body$$
DECLARE
    wanted text[];
    does text;
BEGIN
    SELECT d.roles, d.duty INTO wanted, does FROM (VALUES $DECIDED_BY) AS d (kind, roles, duty) WHERE d.kind = NEW.kind;
    IF NOT FOUND THEN RAISE EXCEPTION 'There is no decision %', NEW.kind USING ERRCODE = 'check_violation'; END IF;
    PERFORM public.desk_own_act(NEW.disclosure_request_id, NEW.person_id, wanted, does);
    IF NEW.words !~ '$IN_WORDS' OR EXISTS (
        SELECT FROM jsonb_each(NEW.elements) e WHERE coalesce(e.value ->> 'words', '') !~ '$IN_WORDS') THEN
        RAISE EXCEPTION 'A decision is in writing' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER own_act BEFORE INSERT ON public.requests_app_decision
    FOR EACH ROW EXECUTE FUNCTION public.desk_decision();
ALTER TABLE public.requests_app_decision ENABLE ALWAYS TRIGGER own_act;

CREATE OR REPLACE FUNCTION desk_clearance() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM public.desk_own_act(NEW.disclosure_request_id, NEW.person_id, ARRAY['$COUNSEL'], 'clear');
    IF NEW.words !~ '$IN_WORDS' THEN
        RAISE EXCEPTION 'A flag is cleared in writing' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER own_act BEFORE INSERT ON public.requests_app_clearance
    FOR EACH ROW EXECUTE FUNCTION public.desk_clearance();
ALTER TABLE public.requests_app_clearance ENABLE ALWAYS TRIGGER own_act;

CREATE OR REPLACE FUNCTION desk_signature() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM public.desk_own_act(NEW.disclosure_request_id, NEW.person_id, ARRAY['signer'], 'sign');
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER own_act BEFORE INSERT ON public.requests_app_signature
    FOR EACH ROW EXECUTE FUNCTION public.desk_signature();
ALTER TABLE public.requests_app_signature ENABLE ALWAYS TRIGGER own_act;

CREATE OR REPLACE FUNCTION desk_note() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF public.audits_actor() <> NEW.person_id THEN
        RAISE EXCEPTION 'Nobody writes in another''s name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER own_words BEFORE INSERT ON public.requests_app_note
    FOR EACH ROW EXECUTE FUNCTION public.desk_note();
ALTER TABLE public.requests_app_note ENABLE ALWAYS TRIGGER own_words;
