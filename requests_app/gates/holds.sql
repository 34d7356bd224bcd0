-- Court orders. Entering, changing or lifting one owns the gate row; every release and every fetch shares it.
CREATE OR REPLACE FUNCTION desk_hold_gate() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM FROM public.requests_app_holdgate WHERE id = 1 FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'The hold gate is missing: nothing may be released'; END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER a_hold_gate BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_hold
    FOR EACH STATEMENT EXECUTE FUNCTION public.desk_hold_gate();
ALTER TABLE public.requests_app_hold ENABLE ALWAYS TRIGGER a_hold_gate;

CREATE OR REPLACE FUNCTION desk_hold_by_counsel() RETURNS trigger $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A court order is lifted, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF who < 1 AND (TG_OP = 'UPDATE' OR who NOT IN ($FOUNDERS)) THEN
        RAISE EXCEPTION 'A court order is lifted or changed by counsel in person' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF who > 0 AND NOT EXISTS (SELECT FROM public.requests_app_agency a WHERE public.desk_has_role(who, a.id, ARRAY['$COUNSEL'])) THEN
        RAISE EXCEPTION 'Court orders are entered and lifted by counsel only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.citation !~ '$USABLE' OR cardinality(NEW.acts) = 0 THEN
        RAISE EXCEPTION 'A court order has its citation and bars something' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_counsel BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_hold
    FOR EACH ROW EXECUTE FUNCTION public.desk_hold_by_counsel();
ALTER TABLE public.requests_app_hold ENABLE ALWAYS TRIGGER by_counsel;

-- The citations of the orders in force that bar any of these acts for a request.
CREATE OR REPLACE FUNCTION desk_holds(of_request bigint, barred text[]) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT string_agg(h.citation, '; ' ORDER BY h.id)
    FROM public.requests_app_hold h JOIN public.requests_app_disclosurerequest r ON r.id = of_request
    WHERE h.acts::text[] && barred AND h.starts <= public.desk_today() AND (h.lifted_on IS NULL OR h.lifted_on > public.desk_today())
      AND (h.agency_id IS NULL OR h.agency_id = r.agency_id)
      AND (h.agreement_id IS NULL OR h.agreement_id = r.agreement_id)
      AND (h.disclosure_request_id IS NULL OR h.disclosure_request_id = r.id);
$$body$$;
