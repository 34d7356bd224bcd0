"""The SQL functions that write anomalies and verdicts: the only way in, since no role may write those tables."""

from __future__ import annotations

from collections.abc import Iterator

from .acting import IN_WORDS
from .anomaly_models import CLOSES, Verdict
from .triggers import HEAD

_COLUMNS = "kind, person_id, person_name, role, day, object_key, sentence, figures, agency_ids, look_ids, looks"

NOTE = f"""
CREATE OR REPLACE FUNCTION audits_note_anomalies(given jsonb, review_days integer) RETURNS integer {HEAD} AS $body$
DECLARE noted integer;
BEGIN
    IF public.audits_actor() > 0 THEN
        RAISE EXCEPTION 'Anomalies are found by the system' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.audits_anomaly AS a ({_COLUMNS}, found_at, due_on, verdict)
    SELECT {_COLUMNS}, clock_timestamp(), (clock_timestamp() AT TIME ZONE 'America/New_York')::date + review_days, ''
    FROM jsonb_to_recordset(given) AS f(kind text, person_id bigint, person_name text, role text, day date, object_key text,
        sentence text, figures jsonb, agency_ids bigint[], look_ids bigint[], looks integer)
    ON CONFLICT (kind, person_id, day, object_key) DO UPDATE SET role = excluded.role, sentence = excluded.sentence,
        figures = excluded.figures, agency_ids = excluded.agency_ids, look_ids = excluded.look_ids, looks = excluded.looks
    WHERE a.verdict = '' AND excluded.looks > a.looks;
    GET DIAGNOSTICS noted = ROW_COUNT;
    RETURN noted;
END $body$;
"""
"""An anomaly is noted once. While nobody has found anything of it, more looks of the same day bring its numbers up to date."""

VERDICT = f"""
CREATE OR REPLACE FUNCTION audits_anomaly_verdict(of_anomaly bigint, came_to text, said text, next_due date)
RETURNS bigint {HEAD} AS $body$
DECLARE
    who bigint := public.audits_actor();
    one public.audits_anomaly;
    made bigint;
BEGIN
    SELECT * INTO one FROM public.audits_anomaly WHERE id = of_anomaly FOR NO KEY UPDATE;
    IF one.id IS NULL THEN RAISE EXCEPTION 'There is no such anomaly.' USING ERRCODE = 'check_violation'; END IF;
    IF who < 1 OR one.person_id = who THEN
        RAISE EXCEPTION 'Nobody gives a verdict on his or her own looks.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF came_to NOT IN ({", ".join(f"'{v.value}'" for v in Verdict)}) OR said !~ '{IN_WORDS}' THEN
        RAISE EXCEPTION 'A verdict says what was found, in writing.' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.audits_anomalyverdict (anomaly_id, verdict, words, about_id, by_id, by_name, at)
    VALUES (of_anomaly, came_to, said, one.person_id, who, coalesce(current_setting('audits.actor_name', true), ''),
            clock_timestamp())
    RETURNING id INTO made;
    UPDATE public.audits_anomaly SET verdict = came_to,
        closed_at = CASE WHEN came_to IN ({", ".join(f"'{v.value}'" for v in sorted(CLOSES))}) THEN clock_timestamp() END,
        due_on = CASE WHEN came_to IN ({", ".join(f"'{v.value}'" for v in sorted(CLOSES))}) THEN due_on ELSE next_due END
    WHERE id = of_anomaly;
    RETURN made;
END $body$;
"""


def render() -> Iterator[str]:
    """Yield the functions."""
    yield NOTE
    yield VERDICT
