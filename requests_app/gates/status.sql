-- A change of status is a move of the table, made by a person with the role, and becomes that person's duty.
CREATE OR REPLACE FUNCTION desk_gate_status() RETURNS trigger $HEAD AS $$body$$
DECLARE
    who bigint;
    wanted text[];
    does text;
BEGIN
    IF NEW.version < OLD.version OR (NEW.submission <> OLD.submission AND NOT (
        OLD.status = '$UNSIGNED' AND NEW.status = '$SENT' AND NEW.submission = OLD.submission + 1)) THEN
        RAISE EXCEPTION 'Versions only grow, and signing alone is a submission' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT NEW.cleared_codes <@ OLD.cleared_codes THEN
        PERFORM public.desk_require_role(public.audits_actor(), OLD.agency_id, ARRAY['$COUNSEL'], 'Clearing a flag');
    END IF;
    IF NEW.status = OLD.status THEN
        RETURN NEW;
    END IF;
    who := public.audits_actor();
    SELECT m.roles, m.duty INTO wanted, does FROM (VALUES
        $MOVES
    ) AS m (source, target, roles, duty) WHERE m.source = OLD.status AND m.target = NEW.status;
    PERFORM public.desk_require_role(who, NEW.agency_id, wanted, OLD.status || ' to ' || NEW.status);
    IF does IS NOT NULL THEN
        PERFORM public.desk_take_part(NEW.id, who, does);
    END IF;
    NEW.status_since := clock_timestamp();
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER gate_status BEFORE UPDATE ON public.requests_app_disclosurerequest
    FOR EACH ROW EXECUTE FUNCTION public.desk_gate_status();
ALTER TABLE public.requests_app_disclosurerequest ENABLE ALWAYS TRIGGER gate_status;
