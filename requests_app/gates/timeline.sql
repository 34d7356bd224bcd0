-- The timeline of a request of a million subjects goes from transaction to transaction without reading their rows, and finds
-- the row before each row of the request at once.
CREATE INDEX IF NOT EXISTS timeline_of_subjects ON public.requests_app_historicalsubject (disclosure_request_id, txid);
CREATE INDEX IF NOT EXISTS timeline_of_requests ON public.requests_app_historicaldisclosurerequest (id, history_id);
CREATE INDEX IF NOT EXISTS timeline_of_verdicts ON public.requests_app_historicalmatchverdict (disclosure_request_id, txid);
-- Subjects that were removed from a draft, where the list of those who stood then looks for them: hardly ever a row.
CREATE INDEX IF NOT EXISTS removed_subjects ON public.requests_app_historicalsubject (disclosure_request_id, "row", id)
    WHERE history_type = '-';
-- Oversight finds whom a number belonged to by its keyed hash: rows in which it is new, or with which it left.
CREATE INDEX IF NOT EXISTS history_of_numbers ON public.requests_app_historicalsubject (tin_index)
    WHERE tin_index IS NOT NULL AND (history_type <> '~' OR (history_user_id > 0 AND outcome = 'open'));
