-- Agreements, safeguards and lists: whose hand may change them, what never changes, and that none of them disappears.

-- Counsel of the agency, in person. Setting up may enter, and change nothing afterwards.
CREATE OR REPLACE FUNCTION desk_kept_by(of_agency bigint, wanted text[], what text, op text) RETURNS void $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    IF op = 'DELETE' THEN
        RAISE EXCEPTION '%: kept for ever, never deleted', what USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF who < 1 AND (op = 'UPDATE' OR who NOT IN ($FOUNDERS)) THEN
        RAISE EXCEPTION '%: entered and changed in person', what USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF who > 0 THEN PERFORM public.desk_require_role(who, of_agency, wanted, what); END IF;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_agreement() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM public.desk_kept_by(coalesce(NEW.agency_id, OLD.agency_id), ARRAY['$COUNSEL'], 'Agreements', TG_OP);
    IF TG_OP = 'UPDATE' THEN
        IF ROW(NEW.agency_id, NEW.code) IS DISTINCT FROM ROW(OLD.agency_id, OLD.code) THEN
            RAISE EXCEPTION 'An agreement stays its agency''s, under its code' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.attestation_text <> OLD.attestation_text AND NEW.attestation_version = OLD.attestation_version THEN
            RAISE EXCEPTION 'A new text of the attestation wants a new version' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_counsel BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_agreement
    FOR EACH ROW EXECUTE FUNCTION public.desk_agreement();
ALTER TABLE public.requests_app_agreement ENABLE ALWAYS TRIGGER by_counsel;

CREATE OR REPLACE FUNCTION desk_condition() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM public.desk_kept_by(g.agency_id, ARRAY['$COUNSEL'], 'Conditions of an agreement', TG_OP)
        FROM public.requests_app_agreement g WHERE g.id = coalesce(NEW.agreement_id, OLD.agreement_id);
    IF TG_OP = 'UPDATE' AND (ROW(NEW.agreement_id, NEW.words, NEW.due_on) IS DISTINCT FROM ROW(OLD.agreement_id, OLD.words, OLD.due_on)
                             OR OLD.met_on IS NOT NULL) THEN
        RAISE EXCEPTION 'A condition stays what it is, and is met once' USING ERRCODE = 'check_violation';
    END IF;
    IF (TG_OP = 'INSERT' AND NEW.words !~ '$IN_WORDS') OR (NEW.met_on IS NOT NULL AND NEW.met_words !~ '$IN_WORDS') THEN
        RAISE EXCEPTION 'A condition, and what shows that it was met, are in writing' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_counsel BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_agreementcondition
    FOR EACH ROW EXECUTE FUNCTION public.desk_condition();
ALTER TABLE public.requests_app_agreementcondition ENABLE ALWAYS TRIGGER by_counsel;

-- A specialist enters findings and plans; acceptance and closing are counsel's, in writing. A new plan wants a new acceptance.
CREATE OR REPLACE FUNCTION desk_finding() RETURNS trigger $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    PERFORM public.desk_kept_by(coalesce(NEW.agency_id, OLD.agency_id), ARRAY['$SPECIALIST', '$COUNSEL'], 'Safeguard findings', TG_OP);
    IF TG_OP = 'UPDATE' THEN
        IF ROW(NEW.agency_id, NEW.opened_on, NEW.finding, NEW.reference)
           IS DISTINCT FROM ROW(OLD.agency_id, OLD.opened_on, OLD.finding, OLD.reference) OR OLD.closed_on IS NOT NULL THEN
            RAISE EXCEPTION 'A finding stays what was found; closed, it stays as it is' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.plan_accepted_on = OLD.plan_accepted_on
           AND ROW(NEW.plan, NEW.plan_due_on, NEW.plan_accepted_by_id, NEW.plan_accepted_words)
           IS DISTINCT FROM ROW(OLD.plan, OLD.plan_due_on, OLD.plan_accepted_by_id, OLD.plan_accepted_words) THEN
            RAISE EXCEPTION 'A new plan wants a new acceptance' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF who > 0 AND (NEW.closed_on IS NOT NULL OR (NEW.plan_accepted_on IS NOT NULL
                    AND (TG_OP = 'INSERT' OR OLD.plan_accepted_on IS DISTINCT FROM NEW.plan_accepted_on))) THEN
        PERFORM public.desk_require_role(who, NEW.agency_id, ARRAY['$COUNSEL'], 'Accepting a plan and closing a finding');
        IF (NEW.closed_on IS NOT NULL AND NEW.closed_words !~ '$IN_WORDS')
           OR (NEW.plan_accepted_on IS NOT NULL AND NEW.closed_on IS NULL
               AND (NEW.plan_accepted_words !~ '$IN_WORDS' OR NEW.plan_accepted_by_id IS DISTINCT FROM who)) THEN
            RAISE EXCEPTION 'A plan is accepted, and a finding closed, in writing and in one''s own name' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_the_irs BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_safeguardfinding
    FOR EACH ROW EXECUTE FUNCTION public.desk_finding();
ALTER TABLE public.requests_app_safeguardfinding ENABLE ALWAYS TRIGGER by_the_irs;

CREATE OR REPLACE FUNCTION desk_refusal() RETURNS trigger $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    PERFORM public.desk_kept_by(coalesce(NEW.agency_id, OLD.agency_id), ARRAY['$COUNSEL'], 'Determinations to refuse', TG_OP);
    IF TG_OP = 'UPDATE' AND (ROW(NEW.agency_id, NEW.determined_on, NEW.determined_by_id, NEW.words)
       IS DISTINCT FROM ROW(OLD.agency_id, OLD.determined_on, OLD.determined_by_id, OLD.words) OR OLD.lifted_on IS NOT NULL) THEN
        RAISE EXCEPTION 'A determination stays what it is, and is lifted once' USING ERRCODE = 'check_violation';
    END IF;
    IF (TG_OP = 'INSERT' AND NEW.words !~ '$IN_WORDS') OR (NEW.lifted_on IS NOT NULL AND NEW.lifted_words !~ '$IN_WORDS')
       OR (TG_OP = 'INSERT' AND who > 0 AND NEW.determined_by_id IS DISTINCT FROM who) THEN
        RAISE EXCEPTION 'A determination is made and lifted in writing and in one''s own name' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_counsel BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_safeguardrefusal
    FOR EACH ROW EXECUTE FUNCTION public.desk_refusal();
ALTER TABLE public.requests_app_safeguardrefusal ENABLE ALWAYS TRIGGER by_counsel;

-- Like an order, a changed agreement and a determination to refuse own the gate that every release shares: none is late.
CREATE OR REPLACE TRIGGER a_hold_gate BEFORE INSERT OR UPDATE ON public.requests_app_agreement
    FOR EACH STATEMENT EXECUTE FUNCTION public.desk_hold_gate();
ALTER TABLE public.requests_app_agreement ENABLE ALWAYS TRIGGER a_hold_gate;
CREATE OR REPLACE TRIGGER a_hold_gate BEFORE INSERT OR UPDATE ON public.requests_app_safeguardrefusal
    FOR EACH STATEMENT EXECUTE FUNCTION public.desk_hold_gate();
ALTER TABLE public.requests_app_safeguardrefusal ENABLE ALWAYS TRIGGER a_hold_gate;

-- Thresholds and words are an administrator's, whichever agency he or she is one for; agencies and rosters that agency's.
CREATE OR REPLACE FUNCTION desk_by_administrator(of_agency bigint, what text) RETURNS void $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    IF who IN ($FOUNDERS) OR (who > 0 AND EXISTS (
        SELECT FROM public.requests_app_agency a
        WHERE (of_agency IS NULL OR a.id = of_agency) AND public.desk_has_role(who, a.id, ARRAY['$ADMINISTRATOR']))) THEN
        RETURN;
    END IF;
    RAISE EXCEPTION '%: changed by an administrator in person', what USING ERRCODE = 'insufficient_privilege';
END $$body$$;

CREATE OR REPLACE FUNCTION desk_list() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM public.desk_by_administrator(NULL, 'Lists and thresholds');
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_administrator BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_threshold
    FOR EACH ROW EXECUTE FUNCTION public.desk_list();
ALTER TABLE public.requests_app_threshold ENABLE ALWAYS TRIGGER by_administrator;
CREATE OR REPLACE TRIGGER by_administrator BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_listedword
    FOR EACH ROW EXECUTE FUNCTION public.desk_list();
ALTER TABLE public.requests_app_listedword ENABLE ALWAYS TRIGGER by_administrator;
CREATE OR REPLACE TRIGGER by_administrator BEFORE INSERT OR UPDATE OR DELETE ON public.audits_looklimit
    FOR EACH ROW EXECUTE FUNCTION public.desk_list();
ALTER TABLE public.audits_looklimit ENABLE ALWAYS TRIGGER by_administrator;

CREATE OR REPLACE FUNCTION desk_threshold_bounds() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF NEW.value > coalesce((SELECT b.most FROM (VALUES $THRESHOLD_MOST) AS b (name, most) WHERE b.name = NEW.name), $LARGEST_THRESHOLD) THEN
        RAISE EXCEPTION 'The threshold % may not be set so high', NEW.name USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER bounds BEFORE INSERT OR UPDATE ON public.requests_app_threshold
    FOR EACH ROW EXECUTE FUNCTION public.desk_threshold_bounds();
ALTER TABLE public.requests_app_threshold ENABLE ALWAYS TRIGGER bounds;

CREATE OR REPLACE FUNCTION desk_agency() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM public.desk_by_administrator(CASE WHEN TG_OP <> 'INSERT' THEN OLD.id END, 'Agencies');
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_administrator BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_agency
    FOR EACH ROW EXECUTE FUNCTION public.desk_agency();
ALTER TABLE public.requests_app_agency ENABLE ALWAYS TRIGGER by_administrator;

CREATE OR REPLACE FUNCTION desk_officer() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An officer is taken off the roster, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' THEN PERFORM public.desk_by_administrator(OLD.agency_id, 'The roster of an agency'); END IF;
    PERFORM public.desk_by_administrator(NEW.agency_id, 'The roster of an agency');
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_administrator BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_officer
    FOR EACH ROW EXECUTE FUNCTION public.desk_officer();
ALTER TABLE public.requests_app_officer ENABLE ALWAYS TRIGGER by_administrator;

-- Under an agreement: the contents were signed for an office that it names, and the attestation that it asks for was made.
CREATE OR REPLACE FUNCTION desk_check_signed_under(of_request bigint, hash text) RETURNS void $HEAD AS $$body$$
DECLARE
    g record;
    signed record;
BEGIN
    SELECT a.* INTO g FROM public.requests_app_disclosurerequest r JOIN public.requests_app_agreement a ON a.id = r.agreement_id
    WHERE r.id = of_request;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT s.office, s.text INTO signed FROM public.requests_app_signature s
    WHERE s.disclosure_request_id = of_request AND s.content_hash = hash ORDER BY s.id DESC LIMIT 1;
    IF signed.office IS NULL OR NOT signed.office = ANY (g.signer_offices) OR (g.asks_attestation AND signed.text !~ '$USABLE') THEN
        PERFORM public.desk_refuse_release('the agreement does not name the signer''s office, or its attestation was not made');
    END IF;
END $$body$$;
