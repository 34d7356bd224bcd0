-- After release: custody, incidents, disposal. Rows are added by the people whose acts they are, and only where they may be.

CREATE OR REPLACE FUNCTION desk_refuse_after(what text) RETURNS void $HEAD AS $$body$$
BEGIN
    RAISE EXCEPTION '%', what USING ERRCODE = 'check_violation';
END $$body$$;

-- Whether an order in force covers a release. It shares the hold gate: an order entered meanwhile waits, or is seen.
CREATE OR REPLACE FUNCTION desk_preserves(of_release bigint) RETURNS boolean $HEAD AS $$body$$
BEGIN
    PERFORM FROM public.requests_app_holdgate WHERE id = 1 FOR SHARE;
    IF NOT FOUND THEN PERFORM public.desk_refuse_after('the hold gate is missing'); END IF;
    RETURN EXISTS (SELECT FROM public.desk_orders_on_package(of_release, ARRAY['disclose', 'use']));
END $$body$$;

-- Whether an incident bars a package from being opened: an erroneous disclosure by the IRS that isn't closed.
CREATE OR REPLACE FUNCTION desk_incident_bars(of_release bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT EXISTS (SELECT FROM public.requests_app_incident i WHERE i.release_id = of_release AND i.kind = '$ERRONEOUS'
        AND NOT EXISTS (SELECT FROM public.requests_app_incidentact a WHERE a.incident_id = i.id AND a.kind = '$CLOSED'));
$$body$$;

-- Whether an agency's people are told of an incident: their own, and what the IRS has notified them of.
CREATE OR REPLACE FUNCTION desk_incident_told(of_incident bigint, of_side text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT of_side = 'agency' OR EXISTS (
        SELECT FROM public.requests_app_incidentact a WHERE a.incident_id = of_incident AND a.kind = '$NOTICE');
$$body$$;

-- The day by which a release that was received is returned or destroyed: as last extended, else by the period that stood then.
CREATE OR REPLACE FUNCTION desk_custody_due(of_release bigint) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT coalesce(
        (SELECT c."on" FROM public.requests_app_custodyact c WHERE c.release_id = e.id AND c.kind = 'extended' ORDER BY c.id DESC LIMIT 1),
        (e.received_at AT TIME ZONE 'America/New_York')::date + coalesce(
            (SELECT p.length FROM public."$PERIODS_KEPT" p WHERE p.name = '$AT_AGENCY' AND p.history_date <= e.received_at
             ORDER BY p.history_id DESC LIMIT 1), $AT_AGENCY_SHIPPED))
    FROM public.requests_app_release e WHERE e.id = of_release;
$$body$$;

CREATE OR REPLACE FUNCTION desk_custody_act() RETURNS trigger $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    wanted text[];
    q record;
BEGIN
    SELECT e.id, e.status, e.received_at, e.disclosure_request_id, r.agency_id INTO STRICT q FROM public.requests_app_release e
        JOIN public.requests_app_disclosurerequest r ON r.id = e.disclosure_request_id WHERE e.id = NEW.release_id FOR NO KEY UPDATE OF e;
    SELECT roles INTO STRICT wanted FROM (VALUES $CUSTODY) AS t (kind, roles) WHERE t.kind = NEW.kind;
    PERFORM public.desk_require_role(who, q.agency_id, wanted, 'Custody');
    IF NEW.person_id <> who OR NEW.agency_id <> q.agency_id OR NEW.disclosure_request_id <> q.disclosure_request_id THEN
        PERFORM public.desk_refuse_after('An act of custody is recorded in person, of its own release');
    END IF;
    IF q.status <> 'received' THEN PERFORM public.desk_refuse_after('$NOT_RECEIVED'); END IF;
    IF EXISTS (SELECT FROM public.requests_app_custodyact c WHERE c.release_id = NEW.release_id AND c.kind IN ($ENDS)) THEN
        PERFORM public.desk_refuse_after('$ENDED');
    END IF;
    IF NEW.words !~ '$IN_WORDS' OR (NEW.kind = 'moved' AND (NEW.custodian !~ '$USABLE' OR NEW.location !~ '$USABLE'))
       OR (NEW.kind = 'used' AND cardinality(NEW.used_by) = 0) THEN
        PERFORM public.desk_refuse_after('An act of custody is in writing, with who keeps or used it, and where');
    END IF;
    IF NEW.kind = 'used' AND EXISTS (SELECT FROM unnest(NEW.used_by) AS u (name) WHERE NOT EXISTS (
        SELECT FROM public.requests_app_officer o WHERE o.agency_id = q.agency_id AND o.name = u.name)) THEN
        PERFORM public.desk_refuse_after('Only officers on the agency''s roster may have used it');
    END IF;
    IF NEW.kind <> 'extended' AND (NEW."on" > public.desk_today() OR NEW."on" < (q.received_at AT TIME ZONE 'America/New_York')::date) THEN
        PERFORM public.desk_refuse_after('The day lies between the receipt and today');
    END IF;
    IF NEW.kind = 'extended' AND (NEW."on" <= public.desk_custody_due(NEW.release_id)
                                  OR NEW."on" > public.desk_custody_due(NEW.release_id) + $LONGEST_EXTENSION) THEN
        PERFORM public.desk_refuse_after('The new day is later than the one that stands, by at most $LONGEST_EXTENSION days');
    END IF;
    IF NEW.kind = 'unused' AND EXISTS (
        SELECT FROM public.requests_app_custodyact c WHERE c.release_id = NEW.release_id AND c.kind = 'used') THEN
        PERFORM public.desk_refuse_after('$USED_ALREADY');
    END IF;
    IF NEW.kind = 'used' AND EXISTS (SELECT FROM public.requests_app_custodyact c
        WHERE c.release_id = NEW.release_id AND c.kind = 'unused' AND c."on" >= NEW."on") THEN
        PERFORM public.desk_refuse_after('It is certified that it wasn''t used until that day: only use after it can be certified');
    END IF;
    IF NEW.kind IN ($ENDS) THEN
        IF public.desk_preserves(NEW.release_id) THEN PERFORM public.desk_refuse_after('$PRESERVE'); END IF;
        IF NOT EXISTS (SELECT FROM public.requests_app_custodyact c WHERE c.release_id = NEW.release_id AND c.kind IN ($CERTIFIES)) THEN
            PERFORM public.desk_refuse_after('$NOT_CERTIFIED');
        END IF;
    ELSIF NEW.kind = 'used' AND EXISTS (
        SELECT FROM public.desk_orders_on_package(NEW.release_id, ARRAY['use']) o JOIN public.requests_app_hold h ON h.id = o
        WHERE h.starts <= NEW."on") THEN
        PERFORM public.desk_refuse_after('A court order bars its use: only use before the order can be certified');
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_its_keeper BEFORE INSERT ON public.requests_app_custodyact
    FOR EACH ROW EXECUTE FUNCTION public.desk_custody_act();
ALTER TABLE public.requests_app_custodyact ENABLE ALWAYS TRIGGER by_its_keeper;

-- Reminders are the system's own work.
CREATE OR REPLACE FUNCTION desk_reminder() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF public.audits_actor() <> $REMINDER THEN
        RAISE EXCEPTION 'Reminders are the system''s own' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_the_system BEFORE INSERT ON public.requests_app_reminder
    FOR EACH ROW EXECUTE FUNCTION public.desk_reminder();
ALTER TABLE public.requests_app_reminder ENABLE ALWAYS TRIGGER by_the_system;

CREATE OR REPLACE FUNCTION desk_incident() RETURNS trigger $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    wanted text[];
    q record;
BEGIN
    SELECT e.id, e.status, e.transmitted_at, e.disclosure_request_id, r.agency_id INTO STRICT q FROM public.requests_app_release e
        JOIN public.requests_app_disclosurerequest r ON r.id = e.disclosure_request_id WHERE e.id = NEW.release_id FOR NO KEY UPDATE OF e;
    SELECT roles INTO STRICT wanted FROM (VALUES $REPORTERS) AS t (side, roles) WHERE t.side = NEW.side;
    PERFORM public.desk_require_role(who, q.agency_id, wanted, 'Incidents');
    IF NEW.person_id <> who OR NEW.agency_id <> q.agency_id OR NEW.disclosure_request_id <> q.disclosure_request_id THEN
        PERFORM public.desk_refuse_after('An incident is reported in person, of its own release');
    END IF;
    IF q.status NOT IN ($SENT_STATUSES) THEN PERFORM public.desk_refuse_after('Nothing of this release was disclosed'); END IF;
    IF (NEW.side, NEW.kind) NOT IN ($SIDE_KINDS) OR NEW.words !~ '$IN_WORDS' OR NEW.noticed_by !~ '$USABLE'
       OR NEW.noticed_at > clock_timestamp() OR NEW.happened_on > public.desk_today() THEN
        PERFORM public.desk_refuse_after('An incident says who noticed, when, and what, in words; none of it lies ahead');
    END IF;
    IF NEW.noticed_at < date_trunc('minute', q.transmitted_at)
       OR NEW.happened_on < (q.transmitted_at AT TIME ZONE 'America/New_York')::date
       OR NEW.happened_on > (NEW.noticed_at AT TIME ZONE 'America/New_York')::date THEN
        PERFORM public.desk_refuse_after('An incident happens and is noticed once the release has left, in that order');
    END IF;
    IF EXISTS (SELECT FROM unnest(NEW.subject_ids) AS named (id) WHERE NOT EXISTS (
        SELECT FROM public.requests_app_releaseitem i WHERE i.release_id = NEW.release_id AND i.subject_id = named.id)) THEN
        PERFORM public.desk_refuse_after('An incident names subjects of its release');
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER in_person BEFORE INSERT ON public.requests_app_incident
    FOR EACH ROW EXECUTE FUNCTION public.desk_incident();
ALTER TABLE public.requests_app_incident ENABLE ALWAYS TRIGGER in_person;

CREATE OR REPLACE FUNCTION desk_incident_act() RETURNS trigger $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    wanted text[];
    n record;
BEGIN
    SELECT i.id, i.side, i.release_id, i.agency_id, i.disclosure_request_id, i.noticed_at INTO STRICT n
        FROM public.requests_app_incident i WHERE i.id = NEW.incident_id FOR NO KEY UPDATE;
    SELECT roles INTO wanted FROM (VALUES $INCIDENT_ACTS) AS t (side, kind, roles) WHERE t.side = n.side AND t.kind = NEW.kind;
    PERFORM public.desk_require_role(who, n.agency_id, coalesce(wanted, '{}'), 'Incidents');
    IF NEW.person_id <> who OR NEW.agency_id <> n.agency_id OR NEW.disclosure_request_id <> n.disclosure_request_id
       OR NEW.words !~ '$IN_WORDS' OR NEW.done_at > clock_timestamp() OR NEW.done_at < date_trunc('minute', n.noticed_at) THEN
        PERFORM public.desk_refuse_after('It is recorded in person and in writing, as done since it was noticed and not ahead');
    END IF;
    IF EXISTS (SELECT FROM public.requests_app_incidentact a WHERE a.incident_id = n.id AND a.kind = '$CLOSED') THEN
        PERFORM public.desk_refuse_after('$INCIDENT_CLOSED');
    END IF;
    IF EXISTS (SELECT FROM public.requests_app_incidentact a WHERE a.incident_id = n.id AND a.kind = NEW.kind) THEN
        PERFORM public.desk_refuse_after('$DONE');
    END IF;
    IF NEW.kind = '$DISPOSAL' AND public.desk_preserves(n.release_id) THEN PERFORM public.desk_refuse_after('$INCIDENT_PRESERVE'); END IF;
    IF NEW.kind = '$DISPOSAL' AND NOT public.desk_incident_told(n.id, n.side) THEN PERFORM public.desk_refuse_after('$FIRST_NOTICE'); END IF;
    IF NEW.kind = '$CLOSED' AND EXISTS (SELECT FROM (VALUES $INCIDENT_ACTS) AS t (side, kind, roles)
        WHERE t.side = n.side AND t.kind <> '$CLOSED' AND NOT EXISTS (
            SELECT FROM public.requests_app_incidentact a WHERE a.incident_id = n.id AND a.kind = t.kind)) THEN
        PERFORM public.desk_refuse_after('An incident is closed once all that it asks for is done');
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER in_person BEFORE INSERT ON public.requests_app_incidentact
    FOR EACH ROW EXECUTE FUNCTION public.desk_incident_act();
ALTER TABLE public.requests_app_incidentact ENABLE ALWAYS TRIGGER in_person;

-- How long things are kept is an administrator's; a shorter period rests on another citation than the one that stood.
CREATE OR REPLACE FUNCTION desk_period() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM public.desk_by_administrator(NULL, 'Lists and thresholds');
    IF TG_OP = 'UPDATE' AND public.audits_actor() < 1 THEN
        PERFORM public.desk_refuse_after('A retention period is changed by an administrator in person');
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NEW.name <> OLD.name) THEN
        PERFORM public.desk_refuse_after('A retention period is changed, never taken away');
    END IF;
    IF NEW.citation !~ '$USABLE' THEN PERFORM public.desk_refuse_after('A retention period rests on a citation'); END IF;
    IF TG_OP = 'UPDATE' AND NEW.length < OLD.length AND lower(regexp_replace(NEW.citation, '$BETWEEN', '', 'g'))
       = lower(regexp_replace(OLD.citation, '$BETWEEN', '', 'g')) THEN
        PERFORM public.desk_refuse_after('$SHORTENED');
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_administrator BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_retentionperiod
    FOR EACH ROW EXECUTE FUNCTION public.desk_period();
ALTER TABLE public.requests_app_retentionperiod ENABLE ALWAYS TRIGGER by_administrator;

-- Disposal by schedule. The day is counted from the end of the request, by the period that stands.
CREATE OR REPLACE FUNCTION desk_disposal_bars(of_request bigint, of_what text) RETURNS void $HEAD AS $$body$$
DECLARE
    r record;
    p record;
BEGIN
    PERFORM FROM public.requests_app_holdgate WHERE id = 1 FOR SHARE;
    SELECT * INTO STRICT r FROM public.requests_app_disclosurerequest WHERE id = of_request FOR NO KEY UPDATE;
    SELECT length, citation INTO p FROM public.requests_app_retentionperiod WHERE name = of_what;
    IF p IS NULL OR of_what NOT IN ($DISPOSABLE) THEN PERFORM public.desk_refuse_after('No schedule names this'); END IF;
    IF r.status NOT IN ('closed', 'denied', 'withdrawn') OR
       (r.status_since AT TIME ZONE 'America/New_York')::date + make_interval(years => p.length) > public.desk_today() THEN
        PERFORM public.desk_refuse_after('It isn''t due for disposal by the schedule');
    END IF;
    IF EXISTS (SELECT FROM public.desk_orders_on(of_request, ARRAY['disclose', 'use'], public.desk_today())) THEN
        PERFORM public.desk_refuse_after('A court order in force covers the request: nothing of it is disposed of');
    END IF;
    IF EXISTS (SELECT FROM public.requests_app_incident i WHERE i.disclosure_request_id = of_request AND NOT EXISTS (
        SELECT FROM public.requests_app_incidentact a WHERE a.incident_id = i.id AND a.kind = '$CLOSED')) THEN
        PERFORM public.desk_refuse_after('An incident is open on the request: nothing of it is disposed of');
    END IF;
END $$body$$;

CREATE OR REPLACE FUNCTION desk_disposal_propose(of_request bigint, of_what text, why text) RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    made bigint;
BEGIN
    PERFORM public.desk_require_role(who, r.agency_id, ARRAY['$SPECIALIST'], 'Disposal')
        FROM public.requests_app_disclosurerequest r WHERE r.id = of_request;
    PERFORM public.desk_disposal_bars(of_request, of_what);
    IF why !~ '$IN_WORDS' THEN PERFORM public.desk_refuse_after('A disposal is proposed in writing'); END IF;
    INSERT INTO public.requests_app_disposal (agency_id, disclosure_request_id, what, years, citation, due_on, proposed_by_id,
        proposed_name, proposed_words, proposed_at, done_name, done_words, pieces, size)
    SELECT r.agency_id, r.id, of_what, p.length, p.citation,
           ((r.status_since AT TIME ZONE 'America/New_York')::date + make_interval(years => p.length))::date, who,
           coalesce(current_setting('audits.actor_name', true), ''), why, clock_timestamp(), '', '', 0, 0
    FROM public.requests_app_disclosurerequest r JOIN public.requests_app_retentionperiod p ON p.name = of_what WHERE r.id = of_request
    ON CONFLICT (disclosure_request_id, what) DO NOTHING RETURNING id INTO made;
    RETURN coalesce(made, (SELECT id FROM public.requests_app_disposal WHERE disclosure_request_id = of_request AND what = of_what));
END $$body$$;

CREATE OR REPLACE FUNCTION desk_disposal_do(of_disposal bigint, why text) RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    d record;
    gone bigint;
    bytes bigint;
BEGIN
    SELECT * INTO STRICT d FROM public.requests_app_disposal WHERE id = of_disposal FOR UPDATE;
    PERFORM public.desk_require_role(who, d.agency_id, ARRAY['$AUTHORIZER'], 'Disposal');
    IF d.done_at IS NOT NULL THEN RETURN d.id; END IF;
    IF d.proposed_by_id = who THEN PERFORM public.desk_refuse_after('A second person disposes of it, never the one who proposed'); END IF;
    IF why !~ '$IN_WORDS' THEN PERFORM public.desk_refuse_after('A disposal is confirmed in writing'); END IF;
    PERFORM public.desk_disposal_bars(d.disclosure_request_id, d.what);
    IF d.what = 'package' THEN
        SELECT count(DISTINCT l.id), coalesce(sum(octet_length(p.sealed)), 0) INTO gone, bytes FROM public.requests_app_releasepart p
            JOIN public.requests_app_release l ON l.id = p.release_id WHERE l.disclosure_request_id = d.disclosure_request_id;
        DELETE FROM public.requests_app_releasepart p USING public.requests_app_release l
            WHERE l.id = p.release_id AND l.disclosure_request_id = d.disclosure_request_id;
    ELSE
        SELECT count(*), coalesce(sum(octet_length(p.sealed)), 0) INTO gone, bytes FROM public.requests_app_batchpart p
            JOIN public.requests_app_batch b ON b.id = p.batch_id WHERE b.disclosure_request_id = d.disclosure_request_id;
        DELETE FROM public.requests_app_batchpart p USING public.requests_app_batch b
            WHERE b.id = p.batch_id AND b.disclosure_request_id = d.disclosure_request_id;
    END IF;
    UPDATE public.requests_app_disposal SET done_by_id = who, done_name = coalesce(current_setting('audits.actor_name', true), ''),
        done_words = why, done_at = clock_timestamp(), pieces = gone, size = bytes WHERE id = of_disposal;
    RETURN d.id;
END $$body$$;
