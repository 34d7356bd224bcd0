-- What changes records is counted, one line a transaction, so that the count grows only when the change can be seen.
CREATE OR REPLACE FUNCTION desk_records_changed() RETURNS trigger $HEAD AS $$body$$
BEGIN
    INSERT INTO public.requests_app_recordschange VALUES (pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER count_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.requests_app_recordform
    FOR EACH STATEMENT EXECUTE FUNCTION public.desk_records_changed();
ALTER TABLE public.requests_app_recordform ENABLE ALWAYS TRIGGER count_change;

-- Subjects' normal forms are for workers, who name no reader.
ALTER TABLE public.requests_app_subjectform ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS workers ON public.requests_app_subjectform;
CREATE POLICY workers ON public.requests_app_subjectform USING (nullif(current_setting('desk.agencies', true), '') IS NULL);

-- A verdict is of its subject's own request, while the IRS has it, and names a record that is there. One that no person decided
-- rests on keys that are equal: the TIN and a name, or a name and the street. A claimed matcher can't point at anybody else.
-- Where records lie elsewhere than in this database, this gate goes with the source that it asks.
CREATE OR REPLACE FUNCTION desk_match_of_record() RETURNS trigger $KEYWISE AS $$body$$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows n
        LEFT JOIN LATERAL (SELECT * FROM public.requests_app_subject k WHERE k.id = n.subject_id OFFSET 0) s ON true
        LEFT JOIN LATERAL (SELECT * FROM public.requests_app_disclosurerequest k WHERE k.id = s.disclosure_request_id OFFSET 0) q ON true
        LEFT JOIN LATERAL (SELECT * FROM public.requests_app_recordform k WHERE k.record_id = n.record_id OFFSET 0) r ON true
        LEFT JOIN LATERAL (SELECT * FROM public.requests_app_subjectform k WHERE k.subject_id = n.subject_id OFFSET 0) f ON true
        WHERE q.id IS DISTINCT FROM n.disclosure_request_id OR q.agency_id IS DISTINCT FROM n.agency_id
           OR q.submission IS DISTINCT FROM n.submission OR q.status NOT IN ($WITH_IRS)
           OR (n.verdict = 'matched' AND (r.record_id IS NULL OR NOT coalesce(
               n.method = 'person'
               OR (n.method = 'name_tin' AND f.tin = r.tin AND (f.surname = r.surname OR f.whole = r.whole))
               OR (n.method = 'name_address' AND n.address = 'agrees' AND f.street = r.street
                   AND ((f.surname = r.surname AND f.given = r.given) OR f.whole = r.whole)), false)))) THEN
        RAISE EXCEPTION 'A verdict is of a subject with the IRS, and of a record that is there and fits' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$body$$;
CREATE OR REPLACE TRIGGER of_record_insert AFTER INSERT ON public.requests_app_matchverdict
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_match_of_record();
CREATE OR REPLACE TRIGGER of_record_update AFTER UPDATE ON public.requests_app_matchverdict
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.desk_match_of_record();
ALTER TABLE public.requests_app_matchverdict ENABLE ALWAYS TRIGGER of_record_insert;
ALTER TABLE public.requests_app_matchverdict ENABLE ALWAYS TRIGGER of_record_update;
