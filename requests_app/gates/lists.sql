-- What counsel determined of a statute beside the table: entered in person and in writing, withdrawn once, never changed.
CREATE OR REPLACE FUNCTION desk_statute() RETURNS trigger $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A determination about a statute is withdrawn, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF who < 1 OR NOT EXISTS (SELECT FROM public.requests_app_agency a WHERE public.desk_has_role(who, a.id, ARRAY['$COUNSEL'])) THEN
        RAISE EXCEPTION 'Statutes are determined and withdrawn by counsel in person' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.entered_by_id <> who THEN
        RAISE EXCEPTION 'Nobody determines in another''s name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.withdrawn_on IS NOT NULL
       OR ROW(NEW.citation, NEW.kind, NEW.about, NEW.words, NEW.entered_by_id, NEW.entered_at)
          IS DISTINCT FROM ROW(OLD.citation, OLD.kind, OLD.about, OLD.words, OLD.entered_by_id, OLD.entered_at)) THEN
        RAISE EXCEPTION 'A determination stays what it is, and is withdrawn once' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind NOT IN ($STATUTE_KINDS) OR NEW.citation !~ '$USABLE' OR (TG_OP = 'INSERT' AND NEW.words !~ '$IN_WORDS')
       OR (NEW.withdrawn_on IS NOT NULL AND NEW.withdrawn_words !~ '$IN_WORDS') THEN
        RAISE EXCEPTION 'A statute is determined and withdrawn in writing' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_counsel BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_listedstatute
    FOR EACH ROW EXECUTE FUNCTION public.desk_statute();
ALTER TABLE public.requests_app_listedstatute ENABLE ALWAYS TRIGGER by_counsel;
