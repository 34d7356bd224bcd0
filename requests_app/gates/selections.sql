-- Decisions on a group of subjects (models/selection.py): who begins one, how it goes forward, and what waits for its end.

-- A selection is made by who decides, of standing subjects of one request; its parts are ids of that request's subjects.
CREATE OR REPLACE FUNCTION desk_selection() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF public.audits_actor() <> NEW.person_id OR NOT EXISTS (
        SELECT FROM public.requests_app_disclosurerequest r WHERE r.id = NEW.disclosure_request_id
        AND r.agency_id = NEW.agency_id AND r.submission = NEW.submission) THEN
        RAISE EXCEPTION 'Nobody selects in another''s name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.desk_require_role(NEW.person_id, NEW.agency_id, $DECIDERS, 'Selecting subjects');
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER own_act BEFORE INSERT ON public.requests_app_selection
    FOR EACH ROW EXECUTE FUNCTION public.desk_selection();
ALTER TABLE public.requests_app_selection ENABLE ALWAYS TRIGGER own_act;

-- A selection has the parts it was made with, and no more.
CREATE OR REPLACE FUNCTION desk_selection_parts() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF EXISTS (SELECT FROM public.requests_app_selection c
               WHERE c.id IN (SELECT n.selection_id FROM new_rows n) AND (c.person_id <> public.audits_actor() OR c.count <> (
                   SELECT sum(cardinality(p.subject_ids)) FROM public.requests_app_selectionpart p WHERE p.selection_id = c.id))) THEN
        RAISE EXCEPTION 'A selection is made at once, and stays as it was made' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER of_selection AFTER INSERT ON public.requests_app_selectionpart
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_selection_parts();
ALTER TABLE public.requests_app_selectionpart ENABLE ALWAYS TRIGGER of_selection;

-- A decision on a selection is its maker's, rests on the decision in writing, goes forward part by part, and ends once.
CREATE OR REPLACE FUNCTION desk_deciding() RETURNS trigger $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A decision stays on record' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF who <> NEW.person_id OR NEW.part <> 0 OR NEW.subjects <> 0 OR NEW.finished_at IS NOT NULL OR NOT EXISTS (
            SELECT FROM public.requests_app_selection c JOIN public.requests_app_decision d ON d.id = NEW.decision_id
            WHERE c.id = NEW.selection_id AND c.person_id = who AND d.person_id = who AND d.kind = 'set_aside'
            AND c.disclosure_request_id = NEW.disclosure_request_id AND d.disclosure_request_id = NEW.disclosure_request_id
            AND c.agency_id = NEW.agency_id AND d.submission = c.submission AND d.words = NEW.words
            AND d.reason_codes::text[] = ARRAY[NEW.reason_code::text]) THEN
            RAISE EXCEPTION 'A group is decided on by who selected it, in writing' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF ROW(NEW.selection_id, NEW.disclosure_request_id, NEW.agency_id, NEW.person_id, NEW.decision_id, NEW.outcome,
           NEW.reason_code, NEW.words, NEW.started_at)
       IS DISTINCT FROM ROW(OLD.selection_id, OLD.disclosure_request_id, OLD.agency_id, OLD.person_id, OLD.decision_id,
           OLD.outcome, OLD.reason_code, OLD.words, OLD.started_at)
       OR OLD.finished_at IS NOT NULL OR NEW.part < OLD.part OR NEW.subjects < OLD.subjects
       OR who NOT IN (OLD.person_id, $DECIDING_ACTOR) THEN
        RAISE EXCEPTION 'A decision in writing is carried out as it was given, once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.finished_at IS NOT NULL AND NEW.trouble = '' AND NEW.part < (
        SELECT count(*) FROM public.requests_app_selectionpart p WHERE p.selection_id = NEW.selection_id) THEN
        RAISE EXCEPTION 'A decision ends with its last part' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER carried_out BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_deciding
    FOR EACH ROW EXECUTE FUNCTION public.desk_deciding();
ALTER TABLE public.requests_app_deciding ENABLE ALWAYS TRIGGER carried_out;

-- While it is under way the request stays where it is. What the agency does, withdrawing, doesn't wait: it isn't told of it.
CREATE OR REPLACE FUNCTION desk_deciding_under_way(of_request bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT EXISTS (SELECT FROM public.requests_app_deciding d
                   WHERE d.disclosure_request_id = of_request AND d.finished_at IS NULL);
$$body$$;
CREATE OR REPLACE FUNCTION desk_move_waits() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF NEW.status <> OLD.status AND NEW.status <> '$WITHDRAWN' AND public.desk_deciding_under_way(NEW.id) THEN
        RAISE EXCEPTION 'A decision on a group of subjects is still being carried out' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER move_waits BEFORE UPDATE ON public.requests_app_disclosurerequest
    FOR EACH ROW EXECUTE FUNCTION public.desk_move_waits();
ALTER TABLE public.requests_app_disclosurerequest ENABLE ALWAYS TRIGGER move_waits;

-- The part of the statutory gate that this is.
CREATE OR REPLACE FUNCTION desk_check_decided(of_request bigint) RETURNS void $HEAD AS $$body$$
BEGIN
    IF public.desk_deciding_under_way(of_request) THEN
        PERFORM public.desk_refuse_release('a decision on a group of subjects is still being carried out');
    END IF;
END $$body$$;

-- Subjects are carried into a successor request of the same agency by the person who began it; a 'no' never goes along.
CREATE OR REPLACE FUNCTION desk_succession() RETURNS trigger $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A succession stays on record' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF who <> NEW.person_id OR NEW.earlier_id = NEW.successor_id OR (
            SELECT count(*) FROM public.requests_app_disclosurerequest r
            WHERE r.id IN (NEW.earlier_id, NEW.successor_id) AND r.agency_id = NEW.agency_id) <> 2 THEN
            RAISE EXCEPTION 'A request is succeeded by one of its agency' USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM public.desk_require_role(who, NEW.agency_id, ARRAY['liaison'], 'Beginning a successor request');
    ELSIF ROW(NEW.earlier_id, NEW.successor_id, NEW.agency_id, NEW.person_id, NEW.count)
          IS DISTINCT FROM ROW(OLD.earlier_id, OLD.successor_id, OLD.agency_id, OLD.person_id, OLD.count)
          OR OLD.finished_at IS NOT NULL OR NEW.row < OLD.row OR NEW.carried < OLD.carried
          OR who NOT IN (OLD.person_id, $DECIDING_ACTOR) THEN
        RAISE EXCEPTION 'A succession goes forward, and ends once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER goes_forward BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_succession
    FOR EACH ROW EXECUTE FUNCTION public.desk_succession();
ALTER TABLE public.requests_app_succession ENABLE ALWAYS TRIGGER goes_forward;

CREATE OR REPLACE FUNCTION desk_carried() RETURNS trigger $KEYWISE AS $$body$$
BEGIN
    IF EXISTS (SELECT FROM new_rows n JOIN public.requests_app_succession c ON c.id = n.succession_id
               LEFT JOIN public.requests_app_subject e ON e.id = n.earlier_id
               LEFT JOIN public.requests_app_subject l ON l.id = n.later_id
               WHERE e.disclosure_request_id IS DISTINCT FROM c.earlier_id OR e.outcome <> 'returned'
               OR e.outcome_reason IN ($INTERNAL) OR l.disclosure_request_id IS DISTINCT FROM c.successor_id) THEN
        RAISE EXCEPTION 'Only what was returned to the agency is carried over' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER only_returned AFTER INSERT ON public.requests_app_carriedsubject
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_carried();
ALTER TABLE public.requests_app_carriedsubject ENABLE ALWAYS TRIGGER only_returned;
