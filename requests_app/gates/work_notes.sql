-- What judging, matching and comparing note of themselves (models/judging.py, matching.py, confidential.py). A release rests on
-- these notes, and no history tells of them: that something is done is noted by who does it, and never ahead of what there is to do.
CREATE OR REPLACE FUNCTION desk_refuse_note(of_work text) RETURNS void $HEAD AS $$body$$
BEGIN
    RAISE EXCEPTION 'That a request is % is noted by who does it, once it is done', of_work USING ERRCODE = 'insufficient_privilege';
END $$body$$;

-- A person begins a draft, which is judged at once; signing takes the day back, and the first judging notes it anew.
CREATE OR REPLACE FUNCTION desk_judged_note() RETURNS trigger $HEAD AS $$body$$
DECLARE
    judges boolean := current_setting('audits.actor_id', true) IS NOT DISTINCT FROM '$JUDGING';
    claims boolean := NEW.edition <> '' OR NEW.list_change > 0 OR NEW.judged_on IS NOT NULL;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        claims := NEW.disclosure_request_id <> OLD.disclosure_request_id OR NEW.edition <> OLD.edition OR NEW.list_change > OLD.list_change
            OR (NEW.judged_on IS NOT NULL AND (OLD.judged_on IS NULL OR NEW.judged_on > OLD.judged_on));
    ELSIF claims THEN
        judges := judges OR EXISTS (SELECT FROM public.requests_app_disclosurerequest r
                                    WHERE r.id = NEW.disclosure_request_id AND r.status IN ($EDITABLE));
    END IF;
    IF claims AND (NOT judges OR NEW.judged_on > public.desk_today() + 1  -- the clocks of two machines differ
                   OR NEW.list_change > (SELECT coalesce(max(c.id), 0) FROM public.requests_app_listchange c)) THEN
        PERFORM public.desk_refuse_note('judged');
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_judging BEFORE INSERT OR UPDATE ON public.requests_app_judgingstate
    FOR EACH ROW EXECUTE FUNCTION public.desk_judged_note();
ALTER TABLE public.requests_app_judgingstate ENABLE ALWAYS TRIGGER by_judging;

CREATE OR REPLACE FUNCTION desk_matched_note() RETURNS trigger $HEAD AS $$body$$
DECLARE claims boolean := NEW.finished_at IS NOT NULL;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        claims := (claims AND OLD.finished_at IS NULL)
            OR ROW(NEW.disclosure_request_id, NEW.agency_id, NEW.edition, NEW.submission, NEW.source)
               IS DISTINCT FROM ROW(OLD.disclosure_request_id, OLD.agency_id, OLD.edition, OLD.submission, OLD.source);
    END IF;
    IF claims AND (current_setting('audits.actor_id', true) IS DISTINCT FROM '$MATCHER'
                   OR NEW.source > (SELECT count(*) FROM public.requests_app_recordschange)) THEN
        PERFORM public.desk_refuse_note('matched');
    END IF;
    RETURN NEW;
END $$body$$;
CREATE OR REPLACE TRIGGER by_matching BEFORE INSERT OR UPDATE ON public.requests_app_matchstate
    FOR EACH ROW EXECUTE FUNCTION public.desk_matched_note();
ALTER TABLE public.requests_app_matchstate ENABLE ALWAYS TRIGGER by_matching;

-- A note that a request is to be compared is taken away, or made another, by comparing alone.
CREATE OR REPLACE FUNCTION desk_compared_note() RETURNS trigger $HEAD AS $$body$$
BEGIN
    IF TG_OP = 'UPDATE' OR current_setting('audits.actor_id', true) IS DISTINCT FROM '$JUDGING' THEN
        PERFORM public.desk_refuse_note('compared');
    END IF;
    RETURN OLD;
END $$body$$;
CREATE OR REPLACE TRIGGER by_comparing BEFORE UPDATE OR DELETE ON public.requests_app_crosscheck
    FOR EACH ROW EXECUTE FUNCTION public.desk_compared_note();
ALTER TABLE public.requests_app_crosscheck ENABLE ALWAYS TRIGGER by_comparing;
