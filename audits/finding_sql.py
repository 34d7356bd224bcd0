"""The functions by which events are found and read: the only way in, since they ask the application's wall who reads.

The wall can't be row-level security: PostgreSQL asks no index for anything but plain equality before it has asked the wall.
"""

from __future__ import annotations

from collections.abc import Iterator

from .events_sql import LANGUAGE, marks
from .placing import house
from .triggers import HEAD

DAY = "\x01"
"""Stands in a search for the number of the day: nothing that people write holds it."""

_ROW = "TABLE (found_began timestamptz, found_txid bigint)"
_QUERY = f"""
    query text := concat_ws(' & ', nullif(asked, ''), '( ' || nullif(public.audits_event_search(words), '') || ' )');
    typed tsquery := websearch_to_tsquery('{LANGUAGE}', words);
    exactly tsquery := CASE WHEN typed::text ~ '<(-|[0-9]+)>' THEN typed END;
"""
_EXACTLY = f"(exactly IS NULL OR to_tsvector('{LANGUAGE}', concat_ws(' ', e.why, e.said)) @@ exactly)"
_FITS = f"(query = '' OR {marks('e.')} @@ replace(query, '{DAY}', public.audits_day(e.began))::tsquery) AND {_EXACTLY}"
_ASKED = (
    "asked text, words text, txids bigint[], since timestamptz, until timestamptz, from_began timestamptz, from_txid bigint, "
    "most int"
)

TEMPLATE = f"""
CREATE OR REPLACE FUNCTION public.audits_event_search(words text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $body$
    SELECT CASE WHEN numnode(q) = 0 THEN '' ELSE regexp_replace(regexp_replace(regexp_replace(q::text,
        '!\\( [^()]*<[^()]*\\)', '''{DAY}e''', 'g'), '<(-|[0-9]+)>', '&', 'g'), '(^|[ (!])''(?!{DAY})', '\\1''{DAY}w', 'g') END
    FROM websearch_to_tsquery('{LANGUAGE}', words) q
$body$;
"""
"""Words as people type them, as a search for marks: side by side reads as 'and' here, which the row itself is asked about."""


def find(name: str, sign: str, order: str, beyond: str) -> str:
    """Return the function that finds the next transactions in one direction: `sign` compares with where it begins."""
    day = "(e.began AT TIME ZONE 'UTC')::date"
    wall = house().wall.format(e="e")
    bounds = f"""(from_began IS NULL OR (e.began, e.txid) {sign} (from_began, from_txid))
              AND (since IS NULL OR e.began >= since) AND (until IS NULL OR e.began < until)"""
    first = f"""SELECT {day} FROM public.audits_historyevent e WHERE {{bound}}
                AND (since IS NULL OR e.began >= since) AND (until IS NULL OR e.began < until)
                ORDER BY e.began {order} LIMIT 1"""
    start = f"(from_began IS NULL OR (e.began, e.txid) {sign} (from_began, from_txid))"
    ordered = f"ORDER BY began {order}, txid {order} LIMIT most"
    return f"""
CREATE OR REPLACE FUNCTION public.{name}({_ASKED}) RETURNS {_ROW}
{HEAD} SET plan_cache_mode = force_custom_plan STABLE AS $body$
DECLARE {_QUERY}
BEGIN
    IF txids IS NOT NULL THEN
        RETURN QUERY SELECT began, txid FROM (SELECT DISTINCT e.began, e.txid FROM public.audits_historyevent e
            WHERE e.txid = ANY(txids) AND {bounds} AND ({wall}) AND {_FITS}) f {ordered};
    ELSIF query = '' THEN
        RETURN QUERY SELECT e.began, e.txid FROM public.audits_historyevent e WHERE {bounds} AND ({wall})
            GROUP BY e.began, e.txid ORDER BY e.began {order}, e.txid {order} LIMIT most;
    ELSE
        RETURN QUERY WITH RECURSIVE days (day) AS (
                ({first.format(bound=start)})
            UNION ALL
                SELECT ({first.format(bound=beyond)}) FROM days d WHERE d.day IS NOT NULL)
            SELECT f.began, f.txid FROM days d CROSS JOIN LATERAL (
                SELECT DISTINCT e.began, e.txid FROM (SELECT e.* FROM public.audits_historyevent e
                    WHERE {marks("e.")} @@ replace(query, '{DAY}', lpad((d.day - DATE '2000-01-01')::text, 5, '0'))::tsquery
                      AND ({wall}) OFFSET 0) e WHERE {bounds} AND {_EXACTLY} {ordered}) f
            WHERE d.day IS NOT NULL LIMIT most;
    END IF;
END $body$;
"""


def read() -> str:
    """Return the function that reads the events of transactions that fit: of each at most some, and how many it has in all."""
    return f"""
CREATE OR REPLACE FUNCTION public.audits_events_of(asked text, words text, txids bigint[], most int)
RETURNS TABLE (id bigint, began timestamptz, txid bigint, at timestamptz, model text, act text, added int, changed int,
               removed int, first_id bigint, last_id bigint, actor_id bigint, roles text[], why text, case_id bigint,
               agency_id bigint, object_id bigint, fields text[], status text, secret boolean, events bigint)
{HEAD} STABLE AS $body$
DECLARE {_QUERY}
BEGIN
    RETURN QUERY SELECT f.id, f.began, f.txid, f.at, f.model, f.act, f.added, f.changed, f.removed, f.first_id, f.last_id,
        f.actor_id, f.roles, f.why, f.case_id, f.agency_id, f.object_id, f.fields, f.status, f.secret, f.events
    FROM (SELECT e.*, row_number() OVER (PARTITION BY e.txid ORDER BY e.id) AS nth
          FROM (SELECT e.*, count(*) OVER (PARTITION BY e.txid) AS events FROM public.audits_historyevent e
                WHERE e.txid = ANY(audits_events_of.txids) AND ({house().wall.format(e="e")}) OFFSET 0) e
          WHERE {_FITS}) f
    WHERE f.nth <= most ORDER BY f.began DESC, f.txid DESC, f.id;
END $body$;
"""


COUNTED = """
CREATE OR REPLACE FUNCTION public.audits_events_counted() RETURNS TABLE (counted_model text, counted_rows bigint)
{head} STABLE AS $body$
BEGIN
    RETURN QUERY SELECT e.model, sum(e.added::bigint + e.changed + e.removed)::bigint
        FROM public.audits_historyevent e GROUP BY 1;
END $body$;
"""


def render() -> Iterator[str]:
    """Yield the functions, those that find before those that read."""
    yield TEMPLATE
    yield find("audits_events_older", "<", "DESC", "e.began < (d.day::timestamp AT TIME ZONE 'UTC')")
    yield find("audits_events_newer", ">", "ASC", "e.began >= ((d.day + 1)::timestamp AT TIME ZONE 'UTC')")
    yield read()
    yield COUNTED.format(head=HEAD)
