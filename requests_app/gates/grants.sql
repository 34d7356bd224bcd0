-- A role is given and taken by an administrator of that agency, never one's own, and to the staff that may hold it; and by
-- setting up. Whoever holds a role keeps the employer by whom it could be given.
CREATE OR REPLACE FUNCTION desk_misplaced(person bigint, permission integer, agency bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT EXISTS (
        SELECT FROM public.auth_permission r, public.requests_app_person p WHERE r.id = permission AND p.id = person
        AND p.agency_id IS DISTINCT FROM CASE WHEN r.codename = ANY (ARRAY[$AGENCY_ROLES]) THEN agency END)
$$body$$;
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
        IF TG_OP = 'INSERT' AND public.desk_misplaced(
            (to_jsonb(changed) ->> 'user_id')::bigint, changed.permission_id, changed.content_object_id) THEN
            RAISE EXCEPTION 'A role of an agency is for its own staff, any other for nobody of an agency''s staff'
                USING ERRCODE = 'insufficient_privilege';
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

CREATE OR REPLACE FUNCTION desk_employer() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF NEW.agency_id IS DISTINCT FROM OLD.agency_id
       AND EXISTS (SELECT FROM public.requests_app_agencypersongrant WHERE user_id = OLD.id) THEN
        RAISE EXCEPTION 'Whoever holds roles keeps his or her employer: they are taken first'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER keeps_employer BEFORE UPDATE ON public.requests_app_person
    FOR EACH ROW EXECUTE FUNCTION public.desk_employer();
ALTER TABLE public.requests_app_person ENABLE ALWAYS TRIGGER keeps_employer;

-- An account is switched off and on, and the hash of a home kept, by an administrator: of the agency whose staff the person is;
-- never one's own.
CREATE OR REPLACE FUNCTION desk_account() RETURNS trigger $HEAD AS $$body$$
DECLARE whose public.requests_app_person;
BEGIN
    IF TG_TABLE_NAME = 'requests_app_person' THEN
        whose := OLD;
    ELSE
        SELECT p.* INTO STRICT whose FROM public.requests_app_person p
        WHERE p.id = (coalesce(to_jsonb(OLD), to_jsonb(NEW)) ->> 'person_id')::bigint;
    END IF;
    PERFORM public.desk_by_administrator(whose.agency_id, 'Accounts');
    IF whose.id = public.audits_actor() THEN
        RAISE EXCEPTION 'Nobody changes his or her own account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$body$$;
CREATE OR REPLACE TRIGGER by_administrator BEFORE UPDATE OF is_active ON public.requests_app_person
    FOR EACH ROW WHEN (NEW.is_active <> OLD.is_active) EXECUTE FUNCTION public.desk_account();
ALTER TABLE public.requests_app_person ENABLE ALWAYS TRIGGER by_administrator;
CREATE OR REPLACE TRIGGER by_administrator BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_homekey
    FOR EACH ROW EXECUTE FUNCTION public.desk_account();
ALTER TABLE public.requests_app_homekey ENABLE ALWAYS TRIGGER by_administrator;
