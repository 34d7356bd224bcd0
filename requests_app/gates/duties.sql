-- The day in Washington, as orders, agreements and determinations count it.
CREATE OR REPLACE FUNCTION desk_today() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT (clock_timestamp() AT TIME ZONE 'America/New_York')::date;
$$body$$;

-- Rights and duties. A role is a grant on the agency to an active person; a duty done once bars others for ever.
CREATE OR REPLACE FUNCTION desk_has_role(who bigint, of_agency bigint, wanted text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT EXISTS (
        SELECT FROM public.requests_app_person p
        WHERE p.id = who AND p.is_active AND (
            EXISTS (SELECT FROM public.requests_app_agencypersongrant g JOIN public.auth_permission a ON a.id = g.permission_id
                    WHERE g.user_id = who AND g.content_object_id = of_agency AND a.codename = ANY (wanted))
            OR EXISTS (SELECT FROM public.requests_app_agencygroupgrant g JOIN public.auth_permission a ON a.id = g.permission_id
                       JOIN public.requests_app_person_groups m ON m.group_id = g.group_id
                       WHERE m.person_id = who AND g.content_object_id = of_agency AND a.codename = ANY (wanted))));
$$body$$;

CREATE OR REPLACE FUNCTION desk_require_role(who bigint, of_agency bigint, wanted text[], what text) RETURNS void $HEAD AS $$body$$
BEGIN
    IF NOT public.desk_has_role(who, of_agency, wanted) THEN
        RAISE EXCEPTION '%: this is for % of the agency only', what, array_to_string(wanted, ', ')
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$body$$;

-- Separation of duties: 'who' has done 'wanted' on a request. Raises if something he or she did before bars it.
CREATE OR REPLACE FUNCTION desk_take_part(of_request bigint, who bigint, wanted text) RETURNS void $HEAD AS $$body$$
BEGIN
    IF EXISTS (SELECT FROM public.requests_app_participation
               WHERE disclosure_request_id = of_request AND person_id = who AND duty = wanted) THEN
        RETURN;
    END IF;
    INSERT INTO public.requests_app_participation (disclosure_request_id, person_id, duty) VALUES (of_request, who, wanted)
        ON CONFLICT DO NOTHING;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_barred_duties() RETURNS trigger $HEAD AS $$body$$
DECLARE earlier text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.disclosure_request_id::text || ':' || NEW.person_id::text, 6103));
    SELECT p.duty INTO earlier
    FROM public.requests_app_participation p JOIN (VALUES $PAIRS) AS barred (done, wanted) ON barred.done = p.duty
    WHERE p.disclosure_request_id = NEW.disclosure_request_id AND p.person_id = NEW.person_id AND barred.wanted = NEW.duty
    LIMIT 1;
    IF earlier IS NOT NULL THEN
        RAISE EXCEPTION 'Separation of duties: who did % on a request may not do %', earlier, NEW.duty
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER barred_duties BEFORE INSERT ON public.requests_app_participation
    FOR EACH ROW EXECUTE FUNCTION public.desk_barred_duties();
ALTER TABLE public.requests_app_participation ENABLE ALWAYS TRIGGER barred_duties;
