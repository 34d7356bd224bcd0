-- Rights leave no way round their history: nobody is in a group, because a group's members would hold its rights, and memberships
-- have no history. For every role, the owner's too.
CREATE OR REPLACE TRIGGER no_membership BEFORE INSERT OR UPDATE ON public.requests_app_person_groups
    FOR EACH ROW EXECUTE FUNCTION public.audits_refuse();
ALTER TABLE public.requests_app_person_groups ENABLE ALWAYS TRIGGER no_membership;
CREATE OR REPLACE TRIGGER no_plain_right BEFORE INSERT OR UPDATE ON public.requests_app_person_user_permissions
    FOR EACH ROW EXECUTE FUNCTION public.audits_refuse();
ALTER TABLE public.requests_app_person_user_permissions ENABLE ALWAYS TRIGGER no_plain_right;

-- What history never holds (passwords, second factors) still doesn't change in silence: each change is recorded here, under the
-- actor who is named, whoever that is, for anybody can name one. A page records it too, with the address from which it came. The
-- value itself is nowhere. NIST SP 800-53 AU-2, AC-2(4).
CREATE OR REPLACE FUNCTION desk_secret_changed() RETURNS trigger $HEAD AS $$body$$
DECLARE
    who bigint := coalesce(nullif(current_setting('audits.actor_id', true), ''), '0')::bigint;
    name text := CASE who WHEN 0 THEN 'nobody named' ELSE coalesce(current_setting('audits.actor_name', true), '') END;
    why text := TG_ARGV[0] || CASE who WHEN 0 THEN TG_ARGV[1] ELSE '' END;
    whose bigint;
BEGIN
    FOREACH whose IN ARRAY CASE WHEN TG_TABLE_NAME = 'requests_app_person' THEN ARRAY[(to_jsonb(NEW) ->> 'id')::bigint]
        ELSE ARRAY(SELECT DISTINCT (one ->> 'user_id')::bigint FROM unnest(ARRAY[to_jsonb(OLD), to_jsonb(NEW)]) one WHERE one IS NOT NULL)
        END LOOP
        PERFORM public.audits_record_access(who, name, '', '', 'account', 'account', whose, NULL, why, 'shown', '{}');
    END LOOP;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER password_changed AFTER UPDATE OF password ON public.requests_app_person
    FOR EACH ROW WHEN (NEW.password IS DISTINCT FROM OLD.password)
    EXECUTE FUNCTION public.desk_secret_changed('the stored password was changed', ' outside the pages, or renewed at a sign-in');
ALTER TABLE public.requests_app_person ENABLE ALWAYS TRIGGER password_changed;
CREATE OR REPLACE TRIGGER second_factor_given AFTER INSERT OR DELETE ON public.mfa_authenticator
    FOR EACH ROW EXECUTE FUNCTION public.desk_secret_changed('a second factor was set up or removed', ' outside the pages');
ALTER TABLE public.mfa_authenticator ENABLE ALWAYS TRIGGER second_factor_given;
CREATE OR REPLACE TRIGGER second_factor_changed AFTER UPDATE OF data, user_id, type ON public.mfa_authenticator
    FOR EACH ROW WHEN (ROW(NEW.data, NEW.user_id, NEW.type) IS DISTINCT FROM ROW(OLD.data, OLD.user_id, OLD.type))
    EXECUTE FUNCTION public.desk_secret_changed('a recovery code was used, or a second factor was changed', ' outside the pages');
ALTER TABLE public.mfa_authenticator ENABLE ALWAYS TRIGGER second_factor_changed;

-- The rights on an agency as they stand, and the hash of that list, which a signer of a review has read.
CREATE OR REPLACE FUNCTION desk_rights(of_agency bigint) RETURNS TABLE (
    grant_id bigint, person_id bigint, name text, role text, given_at timestamptz, given_by bigint, given_name text, given_why text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT g.id, g.user_id, p.first_name || ' ' || p.last_name, a.codename::text, h.history_date, h.history_user_id, h.actor_name,
           coalesce(h.history_change_reason, '')
    FROM public.requests_app_agencypersongrant g
    JOIN public.requests_app_person p ON p.id = g.user_id
    JOIN public.auth_permission a ON a.id = g.permission_id
    LEFT JOIN public.requests_app_historicalagencypersongrant h ON h.id = g.id AND h.history_type = '+'
    WHERE g.content_object_id = of_agency
    ORDER BY g.id;
$$body$$;
CREATE OR REPLACE FUNCTION desk_rights_hash(of_agency bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$body$$
    SELECT encode(sha256(convert_to(coalesce(string_agg(r.grant_id || ' ' || r.person_id || ' ' || r.role, E'\n' ORDER BY r.grant_id), ''),
                                    'UTF8')), 'hex')
    FROM public.desk_rights(of_agency) r;
$$body$$;

-- Signing a review: the first signature takes the list. Who signs holds the role on the agency, gives no rights anywhere, and judges
-- no right of his or her own and none that he or she gave. Answers the review's id, or 0 if another list was read.
CREATE OR REPLACE FUNCTION desk_rights_sign(
    of_agency bigint, of_quarter text, of_title text, words_signed text, words_version text, list_read text, judgments jsonb)
RETURNS bigint $HEAD AS $$body$$
DECLARE
    who bigint := public.audits_actor();
    as_role text;
    review public.requests_app_rightsreview%ROWTYPE;
    signing bigint;
    judged bigint;
BEGIN
    SELECT r.role INTO as_role FROM unnest($SIGNERS) WITH ORDINALITY AS r (role, n)
        WHERE public.desk_has_role(who, of_agency, ARRAY[r.role]) ORDER BY r.n LIMIT 1;
    IF who < 1 OR as_role IS NULL OR EXISTS (
        SELECT FROM public.requests_app_agency a WHERE public.desk_has_role(who, a.id, $BARRED)) THEN
        RAISE EXCEPTION 'A review of rights is signed by an official who gives none' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF of_quarter NOT IN (to_char(public.desk_today(), 'YYYY"-Q"Q'), to_char(public.desk_today() - interval '3 months', 'YYYY"-Q"Q'))
       OR of_title !~ '$USABLE' OR words_signed !~ '$USABLE' THEN
        RAISE EXCEPTION 'A review is of the present quarter or the one before, under a title and a statement' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock($REVIEW_RIGHTS, of_agency::int);
    SELECT * INTO review FROM public.requests_app_rightsreview v WHERE v.agency_id = of_agency AND v.quarter = of_quarter;
    IF NOT FOUND THEN
        IF public.desk_rights_hash(of_agency) <> list_read THEN RETURN 0; END IF;
        INSERT INTO public.requests_app_rightsreview (agency_id, quarter, hash) VALUES (of_agency, of_quarter, list_read)
            RETURNING * INTO review;
        INSERT INTO public.requests_app_rightsline (review_id, grant_id, person_id, name, role, given_at, given_by, given_name, given_why)
            SELECT review.id, r.* FROM public.desk_rights(of_agency) r;
    ELSIF review.hash <> list_read THEN
        RETURN 0;
    END IF;
    INSERT INTO public.requests_app_rightssignature (review_id, person_id, name, title, role, text, text_version, list_hash)
        VALUES (review.id, who, current_setting('audits.actor_name'), of_title, as_role, words_signed, words_version, list_read)
        RETURNING id INTO signing;
    WITH said AS (SELECT * FROM jsonb_to_recordset(judgments) AS f (grant_id bigint, kept boolean, words text)), done AS (
        INSERT INTO public.requests_app_rightsverdict (line_id, signature_id, kept, words)
        SELECT l.id, signing, s.kept, coalesce(s.words, '') FROM said s
        JOIN public.requests_app_rightsline l ON l.review_id = review.id AND l.grant_id = s.grant_id
        WHERE l.person_id <> who AND l.given_by IS DISTINCT FROM who AND (s.kept OR s.words ~ '$IN_WORDS')
        RETURNING 1)
    SELECT count(*) INTO judged FROM done;
    IF judged = 0 OR judged > $AT_ONCE OR judged <> jsonb_array_length(judgments) THEN
        RAISE EXCEPTION 'Nobody signs for a right of one''s own, or one that one gave; what is to be taken is said in words'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN review.id;
END $$body$$;

CREATE OR REPLACE TRIGGER by_the_system BEFORE INSERT ON public.requests_app_rightsreminder
    FOR EACH ROW EXECUTE FUNCTION public.desk_reminder();
ALTER TABLE public.requests_app_rightsreminder ENABLE ALWAYS TRIGGER by_the_system;
