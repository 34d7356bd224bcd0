-- What the planner knows of a table that a worker has just filled (models/measuring.py): only its owner may have it looked at.
CREATE OR REPLACE FUNCTION desk_measure(of_table text) RETURNS void $HEAD AS $$body$$
BEGIN
    IF of_table NOT IN ($MEASURED) THEN
        RAISE EXCEPTION 'The figures of % are the server''s to take', of_table USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('ANALYZE public.%I', of_table);
END $$body$$;
