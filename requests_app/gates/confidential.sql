-- What not everybody at the desk may know (models/confidential.py): who reads it, who writes it, and when it bars a release.

-- A page's transaction names its reader: on which agencies it is of the IRS's side, and whether it keeps the list.
CREATE OR REPLACE FUNCTION desk_irs_reader() RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT string_to_array(nullif(current_setting('desk.irs', true), ''), ',')::bigint[];
$$body$$;

CREATE OR REPLACE FUNCTION desk_reads_list() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT nullif(current_setting('desk.agencies', true), '') IS NULL OR current_setting('desk.keeper', true) = 'yes';
$$body$$;

-- Named counsel: an active legal reviewer of some agency whose naming in writing stands.
CREATE OR REPLACE FUNCTION desk_is_keeper(who bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT EXISTS (SELECT FROM public.requests_app_protectionkeeper k WHERE k.person_id = who AND k.ended_at IS NULL)
       AND EXISTS (SELECT FROM public.requests_app_agency a WHERE public.desk_has_role(who, a.id, ARRAY['$COUNSEL']));
$$body$$;

CREATE OR REPLACE FUNCTION desk_refuse_keeping() RETURNS void $HEAD AS $$body$$
BEGIN
    RAISE EXCEPTION 'This is for counsel named in writing' USING ERRCODE = 'insufficient_privilege';
END $$body$$;

-- Keepers are named by one of them. While there is none who can act, by setting up: at founding, or when all have left.
CREATE OR REPLACE FUNCTION desk_keeper() RETURNS trigger $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM public.desk_refuse_keeping(); END IF;
    IF who IN ($FOUNDERS) AND TG_OP = 'INSERT' THEN
        PERFORM pg_advisory_xact_lock($NAME_KEEPERS);
        IF EXISTS (SELECT FROM public.requests_app_protectionkeeper k WHERE public.desk_is_keeper(k.person_id)) THEN
            PERFORM public.desk_refuse_keeping();
        END IF;
    ELSIF NOT public.desk_is_keeper(who) THEN
        PERFORM public.desk_refuse_keeping();
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.ended_at IS NOT NULL OR NEW.words !~ '$IN_WORDS' OR (who > 0 AND NEW.named_by_id IS DISTINCT FROM who)
           OR NOT EXISTS (SELECT FROM public.requests_app_agency a WHERE public.desk_has_role(NEW.person_id, a.id, ARRAY['$COUNSEL'])) THEN
            RAISE EXCEPTION 'A legal reviewer is named, in writing, by who names' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.ended_by_id IS DISTINCT FROM who OR NEW.ended_words !~ '$IN_WORDS'
       OR ROW(NEW.person_id, NEW.named_by_id, NEW.words, NEW.since) IS DISTINCT FROM ROW(OLD.person_id, OLD.named_by_id, OLD.words, OLD.since) THEN
        RAISE EXCEPTION 'A naming is ended in writing, and never changed' USING ERRCODE = 'check_violation';
    ELSE
        PERFORM pg_advisory_xact_lock($NAME_KEEPERS);
        IF NOT EXISTS (SELECT FROM public.requests_app_protectionkeeper k
                       WHERE k.id <> OLD.id AND k.ended_at IS NULL AND public.desk_is_keeper(k.person_id)) THEN
            RAISE EXCEPTION 'The list is never without a keeper: name another first' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_keeper BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_protectionkeeper
    FOR EACH ROW EXECUTE FUNCTION public.desk_keeper();
ALTER TABLE public.requests_app_protectionkeeper ENABLE ALWAYS TRIGGER by_keeper;

-- The list: entered and withdrawn by a keeper in person, never changed, never deleted. Each change owns the gate of releases.
CREATE OR REPLACE FUNCTION desk_protected() RETURNS trigger $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    IF TG_OP = 'DELETE' OR NOT public.desk_is_keeper(who) THEN PERFORM public.desk_refuse_keeping(); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.entered_by_id <> who OR NEW.withdrawn_at IS NOT NULL OR cardinality(NEW.keys) = 0 THEN
            PERFORM public.desk_refuse_keeping();
        END IF;
    ELSIF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.withdrawn_by_id IS DISTINCT FROM who
       OR ROW(NEW.sealed, NEW.keys, NEW.entered_by_id, NEW.entered_at) IS DISTINCT FROM ROW(OLD.sealed, OLD.keys, OLD.entered_by_id, OLD.entered_at) THEN
        PERFORM public.desk_refuse_keeping();
    END IF;
    INSERT INTO public.requests_app_crosscheck (disclosure_request_id)
    SELECT DISTINCT s.disclosure_request_id FROM public.requests_app_subject s
    JOIN public.requests_app_disclosurerequest r ON r.id = s.disclosure_request_id
    WHERE s.identity_keys && NEW.keys AND r.status IN ($WITH_IRS);
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER a_hold_gate BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_protectedperson
    FOR EACH STATEMENT EXECUTE FUNCTION public.desk_hold_gate();
CREATE OR REPLACE TRIGGER by_keeper BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_protectedperson
    FOR EACH ROW EXECUTE FUNCTION public.desk_protected();
ALTER TABLE public.requests_app_protectedperson ENABLE ALWAYS TRIGGER a_hold_gate;
ALTER TABLE public.requests_app_protectedperson ENABLE ALWAYS TRIGGER by_keeper;

CREATE OR REPLACE FUNCTION desk_protection_act() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF public.audits_actor() <> NEW.person_id OR NOT public.desk_is_keeper(NEW.person_id) THEN
        PERFORM public.desk_refuse_keeping();
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_keeper BEFORE INSERT ON public.requests_app_protectionact
    FOR EACH ROW EXECUTE FUNCTION public.desk_protection_act();
ALTER TABLE public.requests_app_protectionact ENABLE ALWAYS TRIGGER by_keeper;

-- A confidential flag is raised and ended by the rules alone; a person only clears one, with the right to clear.
CREATE OR REPLACE FUNCTION desk_confidential_flag() RETURNS trigger $HEAD AS $$body$$
DECLARE who bigint := public.audits_actor();
BEGIN
    IF who < 1 THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF NEW.cleared AND (TG_OP = 'INSERT' OR NOT OLD.cleared) THEN
            RAISE EXCEPTION 'A flag is cleared by a person' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP <> 'UPDATE' OR NOT NEW.cleared OR NEW.submission < OLD.submission OR NEW.audience <> 'irs'
       OR ROW(NEW.disclosure_request_id, NEW.agency_id, NEW.subject_id, NEW.code, NEW.severity, NEW.audience, NEW.evidence)
          IS DISTINCT FROM ROW(OLD.disclosure_request_id, OLD.agency_id, OLD.subject_id, OLD.code, OLD.severity, OLD.audience, OLD.evidence) THEN
        RAISE EXCEPTION 'What was sent in is judged by the rules alone, never by hand' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.desk_require_role(who, NEW.agency_id, ARRAY['$COUNSEL'], 'Clearing a flag');
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_rules BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_confidentialflag
    FOR EACH ROW EXECUTE FUNCTION public.desk_confidential_flag();
ALTER TABLE public.requests_app_confidentialflag ENABLE ALWAYS TRIGGER by_rules;

-- Sent in, or no longer with the IRS: this request is compared with the others, and the others are told.
CREATE OR REPLACE FUNCTION desk_compare_after_move() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF (NEW.status IN ($WITH_IRS)) <> (OLD.status IN ($WITH_IRS)) THEN
        INSERT INTO public.requests_app_crosscheck (disclosure_request_id, spread) VALUES (NEW.id, ''), (NEW.id, 'all');
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER compare_after_move AFTER UPDATE ON public.requests_app_disclosurerequest
    FOR EACH ROW EXECUTE FUNCTION public.desk_compare_after_move();
ALTER TABLE public.requests_app_disclosurerequest ENABLE ALWAYS TRIGGER compare_after_move;

-- Noting that a request is to be compared is for everybody; reading the notes is for workers.
CREATE OR REPLACE FUNCTION desk_mark_compare(of_request bigint, spread text) RETURNS void $HEAD AS $$body$$
BEGIN
    INSERT INTO public.requests_app_crosscheck (disclosure_request_id, spread) VALUES (of_request, desk_mark_compare.spread);
END $$body$$;

-- The subjects that bear one of these keys of an identity, in one request or (NULL) in any. Row-level security would keep the
-- index from being used, so this acts with the owner's rights: for a page's reader it answers for its own agencies. Each key is
-- looked up by itself: no statistics tell how rare the keys are, and of many the planner would rather read every row.
CREATE OR REPLACE FUNCTION desk_bearers(wanted bytea[], of_request bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$body$$
DECLARE key bytea;
BEGIN
    FOREACH key IN ARRAY wanted LOOP
        RETURN QUERY SELECT s.id FROM public.requests_app_subject s WHERE s.identity_keys @> ARRAY[key]
            AND (of_request IS NULL OR s.disclosure_request_id = of_request)
            AND (public.desk_reader() IS NULL OR s.agency_id = ANY (public.desk_reader()));
    END LOOP;
END $$body$$;

-- How many other open requests of the same agency (or other agencies with one) name a person by one of these keys; NULL: by
-- any key of the request. Within the agency whoever was set aside for a reason that it may not learn is named still: no flag
-- elsewhere ends by it. Row-level security would keep the index from being used, so this acts with the owner's rights: for a
-- page's reader it answers for its own agencies, and never across them.
CREATE OR REPLACE FUNCTION desk_named_elsewhere(of_request bigint, wanted bytea[], across boolean)
RETURNS TABLE (key bytea, others bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$body$$
DECLARE
    mine bigint;
    opened bigint[];
    keys bytea[] := wanted;
BEGIN
    SELECT r.agency_id INTO mine FROM public.requests_app_disclosurerequest r WHERE r.id = of_request;
    IF public.desk_reader() IS NOT NULL AND (across OR mine <> ALL (public.desk_reader())) THEN RETURN; END IF;
    SELECT array_agg(r.id) INTO opened FROM public.requests_app_disclosurerequest r
    WHERE r.status IN ($WITH_IRS) AND r.id <> of_request AND (r.agency_id <> mine) = across;
    IF opened IS NULL THEN RETURN; END IF;
    IF keys IS NULL AND (SELECT count(*) FROM (SELECT FROM public.requests_app_subject s WHERE s.disclosure_request_id = of_request LIMIT 2001) few) <= 2000 THEN
        SELECT array_agg(DISTINCT k) INTO keys FROM public.requests_app_subject s, unnest(s.identity_keys) AS k
        WHERE s.disclosure_request_id = of_request AND s.outcome IN ($STANDING);
        IF keys IS NULL THEN RETURN; END IF;
    END IF;
    IF keys IS NOT NULL THEN
        RETURN QUERY SELECT k, count(DISTINCT CASE WHEN across THEN s.agency_id ELSE s.disclosure_request_id END)
        FROM public.requests_app_subject s CROSS JOIN LATERAL unnest(s.identity_keys) AS k
        WHERE s.identity_keys && keys AND s.disclosure_request_id = ANY (opened) AND k = ANY (keys) AND (s.outcome IN ($STANDING) OR (NOT across AND s.outcome IN ('returned', 'denied') AND s.outcome_reason IN ($INTERNAL)))
        GROUP BY k;
    ELSE
        RETURN QUERY SELECT o.k, count(DISTINCT o.other) FROM (
            SELECT k, CASE WHEN across THEN s.agency_id ELSE s.disclosure_request_id END AS other
            FROM public.requests_app_subject s CROSS JOIN LATERAL unnest(s.identity_keys) AS k
            WHERE s.disclosure_request_id = ANY (opened) AND (s.outcome IN ($STANDING) OR (NOT across AND s.outcome IN ('returned', 'denied') AND s.outcome_reason IN ($INTERNAL)))) AS o
        JOIN (SELECT DISTINCT k FROM public.requests_app_subject s CROSS JOIN LATERAL unnest(s.identity_keys) AS k
              WHERE s.disclosure_request_id = of_request AND s.outcome IN ($STANDING)) AS own ON own.k = o.k
        GROUP BY o.k;
    END IF;
END $$body$$;

-- The subjects of a request that another agency's open request names too, or that stand on the list. For workers only.
CREATE OR REPLACE FUNCTION desk_confidential_hits(of_request bigint)
RETURNS TABLE (subject_id bigint, agencies bigint, listed boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$body$$
BEGIN
    IF public.desk_reader() IS NOT NULL THEN RETURN; END IF;
    RETURN QUERY SELECT s.id, coalesce(max(e.others), 0)::bigint, bool_or(l.key IS NOT NULL)
    FROM public.requests_app_subject s CROSS JOIN LATERAL unnest(s.identity_keys) AS k
    LEFT JOIN public.desk_named_elsewhere(of_request, NULL, true) e ON e.key = k
    LEFT JOIN (SELECT DISTINCT unnest(p.keys) AS key FROM public.requests_app_protectedperson p WHERE p.withdrawn_at IS NULL) l ON l.key = k
    WHERE s.disclosure_request_id = of_request AND s.outcome IN ($STANDING) AND (e.key IS NOT NULL OR l.key IS NOT NULL)
    GROUP BY s.id ORDER BY s.id;
END $$body$$;

-- The subjects of other open requests that name a person of this one: those whose flags may change. For workers only.
CREATE OR REPLACE FUNCTION desk_same_people(of_request bigint)
RETURNS TABLE (other_request bigint, other_agency bigint, subject_id bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$body$$
BEGIN
    IF public.desk_reader() IS NOT NULL THEN RETURN; END IF;
    RETURN QUERY SELECT DISTINCT s.disclosure_request_id, s.agency_id, s.id
    FROM public.requests_app_subject s
    JOIN public.requests_app_disclosurerequest r ON r.id = s.disclosure_request_id AND r.status IN ($WITH_IRS)
    CROSS JOIN LATERAL unnest(s.identity_keys) AS k
    JOIN (SELECT DISTINCT k2 FROM public.requests_app_subject m CROSS JOIN LATERAL unnest(m.identity_keys) AS k2
          WHERE m.disclosure_request_id = of_request) AS own ON own.k2 = k
    WHERE s.disclosure_request_id <> of_request AND s.outcome IN ($STANDING);
END $$body$$;

-- Whether a subject that stands in a request is on the list at this moment.
CREATE OR REPLACE FUNCTION desk_any_listed(of_subjects bigint, of_release bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
DECLARE listed bytea[];
BEGIN
    SELECT array_agg(k) INTO listed FROM public.requests_app_protectedperson p, unnest(p.keys) AS k WHERE p.withdrawn_at IS NULL;
    IF listed IS NULL THEN RETURN false; END IF;
    RETURN EXISTS (SELECT FROM public.requests_app_subject s
                   WHERE s.disclosure_request_id = of_subjects AND s.outcome IN ($STANDING) AND s.identity_keys && listed)
        OR EXISTS (SELECT FROM public.requests_app_releaseitem i JOIN public.requests_app_subject s ON s.id = i.subject_id
                   WHERE i.release_id = of_release AND s.identity_keys && listed);
END $$body$$;

-- Whether counsel has not finished: the comparison isn't done, or a confidential flag blocks a subject that stands. For the
-- IRS's side; to everybody else nothing is ever unfinished.
CREATE OR REPLACE FUNCTION desk_counsel_unfinished(of_request bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
BEGIN
    IF public.desk_reader() IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.requests_app_disclosurerequest r WHERE r.id = of_request AND r.agency_id = ANY (public.desk_irs_reader())) THEN
        RETURN false;
    END IF;
    RETURN EXISTS (SELECT FROM public.requests_app_disclosurerequest r WHERE r.id = of_request AND r.status IN ($WITH_IRS))
       AND (EXISTS (SELECT FROM public.requests_app_crosscheck c WHERE c.disclosure_request_id = of_request AND c.spread = '')
            OR EXISTS (SELECT FROM public.requests_app_confidentialflag f JOIN public.requests_app_subject s ON s.id = f.subject_id
                       WHERE f.disclosure_request_id = of_request AND s.outcome IN ($STANDING) AND f.severity <> 'review'));
END $$body$$;

-- The part of the statutory gate that (i)(6) and the flags of the IRS alone are: the sentence says nothing of either.
CREATE OR REPLACE FUNCTION desk_check_counsel(of_request bigint) RETURNS void $HEAD AS $$body$$
BEGIN
    IF public.desk_any_listed(of_request, NULL)
       OR EXISTS (SELECT FROM public.requests_app_crosscheck c WHERE c.disclosure_request_id = of_request AND c.spread = '')
       OR EXISTS (SELECT FROM public.requests_app_confidentialflag f JOIN public.requests_app_subject s ON s.id = f.subject_id
                  JOIN public.requests_app_disclosurerequest r ON r.id = f.disclosure_request_id
                  WHERE f.disclosure_request_id = of_request AND s.outcome IN ($STANDING)
                    AND NOT (f.severity = 'review' AND f.cleared AND EXISTS (
                        SELECT FROM public.requests_app_clearance c WHERE c.disclosure_request_id = of_request
                        AND c.submission = r.submission AND c.code = f.code AND s.id = ANY (c.subject_ids)))) THEN
        PERFORM public.desk_refuse_release('counsel has not finished with this request');
    END IF;
END $$body$$;
