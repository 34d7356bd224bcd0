-- The timeline of a request of a million subjects goes from transaction to transaction without reading their rows.
CREATE INDEX IF NOT EXISTS timeline_of_subjects ON public.requests_app_historicalsubject (disclosure_request_id, txid);
