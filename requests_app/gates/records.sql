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
