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

-- The agency that an order names, by itself, its agreement or its request; none: every agency's.
CREATE OR REPLACE FUNCTION desk_hold_agency(h public.requests_app_hold) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT coalesce(h.agency_id, (SELECT agency_id FROM public.requests_app_agreement WHERE id = h.agreement_id),
                    (SELECT agency_id FROM public.requests_app_disclosurerequest WHERE id = h.disclosure_request_id));
$$body$$;

CREATE OR REPLACE FUNCTION desk_hold_by_counsel() RETURNS trigger $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    concerned bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A court order is lifted, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF who < 1 AND (TG_OP = 'UPDATE' OR who NOT IN ($FOUNDERS)) THEN
        RAISE EXCEPTION 'A court order is lifted or changed by counsel in person' USING ERRCODE = 'insufficient_privilege';
    END IF;
    concerned := public.desk_hold_agency(NEW);
    IF TG_OP = 'UPDATE' AND concerned IS DISTINCT FROM public.desk_hold_agency(OLD) THEN concerned := NULL; END IF;
    IF who > 0 AND NOT EXISTS (SELECT FROM public.requests_app_agency a WHERE (concerned IS NULL OR a.id = concerned)
                               AND public.desk_has_role(who, a.id, ARRAY['$COUNSEL'])) THEN
        RAISE EXCEPTION 'Court orders are entered and lifted by counsel only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.citation !~ '$USABLE' OR cardinality(NEW.acts) = 0 OR NOT NEW.acts::text[] <@ $ACTS THEN
        RAISE EXCEPTION 'A court order has its citation and bars something' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.issued_on > public.desk_today() THEN
        RAISE EXCEPTION 'A court order isn''t dated in the future' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' OR ROW(NEW.issued_on, NEW.starts, NEW.acknowledge_within)
            IS DISTINCT FROM ROW(OLD.issued_on, OLD.starts, OLD.acknowledge_within) THEN
        IF NEW.starts < NEW.issued_on THEN
            RAISE EXCEPTION 'A court order doesn''t bind from a day before its date' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.acknowledge_within NOT BETWEEN 1 AND $MOST_DAYS THEN
            RAISE EXCEPTION 'A court order gives from 1 to $MOST_DAYS days to acknowledge it' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.starts <> OLD.starts AND (OLD.lifted_on IS NOT NULL OR NEW.lifted_on IS NOT NULL) THEN
        RAISE EXCEPTION 'The first day of a court order that is lifted stays' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.lifted_on IS NOT NULL AND NEW.lift_citation !~ '$USABLE' THEN
        RAISE EXCEPTION 'A court order is lifted with the citation on which that rests' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.lifted_on > greatest(public.desk_today(), NEW.starts) AND (TG_OP = 'INSERT' OR NEW.lifted_on IS DISTINCT FROM OLD.lifted_on) THEN
        RAISE EXCEPTION 'A court order isn''t lifted as of a day to come, after its first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_counsel BEFORE INSERT OR UPDATE OR DELETE ON public.requests_app_hold
    FOR EACH ROW EXECUTE FUNCTION public.desk_hold_by_counsel();
ALTER TABLE public.requests_app_hold ENABLE ALWAYS TRIGGER by_counsel;

-- A narrowed order must be able to cover what it names: what fits nothing would bar nothing.
CREATE OR REPLACE FUNCTION desk_hold_scope() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF (NEW.batch_id IS NOT NULL OR cardinality(NEW.subject_ids) > 0) AND NEW.disclosure_request_id IS NULL
       OR NEW.batch_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.requests_app_batch b
            WHERE b.id = NEW.batch_id AND b.disclosure_request_id = NEW.disclosure_request_id)
       OR EXISTS (SELECT FROM unnest(NEW.subject_ids) AS named (id) LEFT JOIN public.requests_app_subject s ON s.id = named.id
            WHERE s.disclosure_request_id IS DISTINCT FROM NEW.disclosure_request_id
            OR (NEW.batch_id IS NOT NULL AND s.batch_id IS DISTINCT FROM NEW.batch_id))
       OR EXISTS (SELECT FROM public.requests_app_disclosurerequest r WHERE r.id = NEW.disclosure_request_id
            AND (r.agency_id <> coalesce(NEW.agency_id, r.agency_id)
                 OR (NEW.agreement_id IS NOT NULL AND r.agreement_id IS DISTINCT FROM NEW.agreement_id)))
       OR EXISTS (SELECT FROM public.requests_app_agreement g WHERE g.id = NEW.agreement_id AND g.agency_id <> NEW.agency_id) THEN
        RAISE EXCEPTION 'A court order names a file or subjects of the request that it names, of its agency and agreement'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (WITH RECURSIVE later (id) AS (
            SELECT NEW.superseded_by_id UNION SELECT n.superseded_by_id FROM later l JOIN public.requests_app_hold n ON n.id = l.id)
        SELECT FROM later WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'A court order doesn''t supersede itself, nor one that supersedes it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER fits_scope BEFORE INSERT OR UPDATE ON public.requests_app_hold
    FOR EACH ROW EXECUTE FUNCTION public.desk_hold_scope();
ALTER TABLE public.requests_app_hold ENABLE ALWAYS TRIGGER fits_scope;

-- Whether a subject's statute is one, a part of one, or the bare section that may mean it: as the present rules read it. What
-- nobody has read yet, or nobody can read, is covered.
CREATE OR REPLACE FUNCTION desk_cites(given text, wanted text) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT coalesce((
        SELECT bool_or(c = wanted OR starts_with(c, wanted || '(') OR starts_with(wanted, c || '(')) IS TRUE
        FROM public.requests_app_statutereading r LEFT JOIN LATERAL unnest(r.citations) AS c ON true
        WHERE r.edition = '$EDITION' AND r.text_sha256 = sha256(convert_to(given, 'UTF8')) GROUP BY r.id), true);
$$body$$;

-- Whether an order binds on a day: begun, not ended by its own words, not lifted, not superseded by one that has begun.
CREATE OR REPLACE FUNCTION desk_order_binds(of_order bigint, on_day date) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT h.starts <= on_day AND coalesce(h.until >= on_day, true) AND coalesce(h.lifted_on > on_day, true)
        AND NOT EXISTS (SELECT FROM public.requests_app_hold n WHERE n.id = h.superseded_by_id AND n.starts <= on_day)
    FROM public.requests_app_hold h WHERE h.id = of_order;
$$body$$;

-- The orders that bind on a day, bar any of these acts, and cover a request: the whole of it, or some of its subjects.
CREATE OR REPLACE FUNCTION desk_orders_on(of_request bigint, barred text[], on_day date)
RETURNS TABLE (hold_id bigint, whole boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT h.id, h.batch_id IS NULL AND h.statute = '' AND cardinality(h.subject_ids) = 0
        AND NOT EXISTS (SELECT FROM public.requests_app_subject s
                        WHERE s.id = ANY (h.excepted_subject_ids) AND s.disclosure_request_id = r.id)
    FROM public.requests_app_hold h JOIN public.requests_app_disclosurerequest r ON r.id = of_request
    WHERE h.acts::text[] && barred AND public.desk_order_binds(h.id, on_day) AND $COVERS_REQUEST
        AND CASE WHEN h.statute = '' THEN true ELSE EXISTS (
            SELECT FROM public.requests_app_subject s WHERE s.disclosure_request_id = r.id
            AND s.outcome IN ('open', 'approved') AND $COVERS_SUBJECT) END;
$$body$$;

-- How a refusal names an order.
CREATE OR REPLACE FUNCTION desk_order_words(of_order bigint) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT h.kind || ' of ' || h.court || ', ' || h.docket || ' (' || h.citation || '), barring '
        || array_to_string(h.acts, ' and ') || ' since ' || h.starts
    FROM public.requests_app_hold h WHERE h.id = of_order;
$$body$$;

-- The orders in force that bar any of these acts for the whole of a request, in words; NULL if there are none.
CREATE OR REPLACE FUNCTION desk_holds(of_request bigint, barred text[]) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT string_agg(public.desk_order_words(o.hold_id), '; ' ORDER BY o.hold_id)
    FROM public.desk_orders_on(of_request, barred, public.desk_today()) o WHERE o.whole;
$$body$$;

-- Which of these subjects of a request an order in force covers, and which order.
CREATE OR REPLACE FUNCTION desk_held_subjects(of_request bigint, barred text[], among bigint[])
RETURNS TABLE (subject_id bigint, hold_id bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT s.id, h.id
    FROM public.desk_orders_on(of_request, barred, public.desk_today()) o JOIN public.requests_app_hold h ON h.id = o.hold_id
    JOIN public.requests_app_subject s ON s.disclosure_request_id = of_request AND s.id = ANY (among) AND $COVERS_SUBJECT;
$$body$$;

-- The orders in force that bar any of these acts for a package: for its whole request, or for a subject in it.
CREATE OR REPLACE FUNCTION desk_orders_on_package(of_release bigint, barred text[]) RETURNS SETOF bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT o.hold_id FROM public.requests_app_release q
    CROSS JOIN LATERAL public.desk_orders_on(q.disclosure_request_id, barred, public.desk_today()) o
    JOIN public.requests_app_hold h ON h.id = o.hold_id
    WHERE q.id = of_release AND (o.whole OR EXISTS (
        SELECT FROM public.requests_app_releaseitem i JOIN public.requests_app_subject s ON s.id = i.subject_id
        WHERE i.release_id = q.id AND $COVERS_SUBJECT));
$$body$$;
