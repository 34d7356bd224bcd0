-- Whatever the rules are given beside a request is noted when it changes, in the order of commits: what was judged before is
-- judged again (models/judging.py). Nothing but this line is locked, so an order never waits for a request.
CREATE OR REPLACE FUNCTION desk_note_list_change() RETURNS trigger $HEAD AS $$body$$
BEGIN
    PERFORM pg_advisory_xact_lock($LIST_CHANGES);
    INSERT INTO public.requests_app_listchange ("table") VALUES (TG_TABLE_NAME);
    RETURN NULL;
END $$body$$;
