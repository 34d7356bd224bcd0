-- A role is given and taken by an administrator of that agency, never one's own; and by setting up.
CREATE OR REPLACE FUNCTION desk_grant() RETURNS trigger $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    changed record;
BEGIN
    IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
    IF TG_OP = 'UPDATE' OR (who < 1 AND who NOT IN ($FOUNDERS)) THEN
        RAISE EXCEPTION 'A role is given or taken by an administrator' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF who > 0 THEN
        PERFORM public.desk_require_role(who, changed.content_object_id, ARRAY['$ADMINISTRATOR'], 'Giving and taking roles');
        IF to_jsonb(changed) ->> 'user_id' = who::text THEN
            RAISE EXCEPTION 'Nobody changes his or her own roles' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN changed;
END $$body$$;
CREATE OR REPLACE TRIGGER by_administrator BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_agencypersongrant
    FOR EACH ROW EXECUTE FUNCTION public.desk_grant();
ALTER TABLE public.requests_app_agencypersongrant ENABLE ALWAYS TRIGGER by_administrator;
CREATE OR REPLACE TRIGGER by_administrator BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_agencygroupgrant
    FOR EACH ROW EXECUTE FUNCTION public.desk_grant();
ALTER TABLE public.requests_app_agencygroupgrant ENABLE ALWAYS TRIGGER by_administrator;
