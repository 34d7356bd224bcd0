"""The SQL that writes the one history over everything: a narrow row for each statement that a history trigger copies.

Where an event lies is found by its marks: short words for each thing one can ask for (who, role, agency, case, model, act,
status, changed column, each word of the reasons and notes), each after the number of its day. A search goes from day to day and
asks the index for the marks of that day together (`finding_sql.py`), so that what it costs depends neither on how rare a
combination is nor on where in ten years it lies: docs/decisions/history-found-by-marks.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import models

from .guarding import copied_columns, history_model
from .placing import house, placed

LANGUAGE = "pg_catalog.english"
WORDS_MOST = 60_000
"""Letters of the words of one statement's rows that can be found."""
MOST_COLUMNS = 63
"""Columns of a tracked table beside its key: a bit of a bigint says of each whether it differs."""

MARKS = f"""
CREATE OR REPLACE FUNCTION public.audits_day(began timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT lpad(((began AT TIME ZONE 'UTC')::date - DATE '2000-01-01')::text, 5, '0')
$body$;
CREATE OR REPLACE FUNCTION public.audits_marks(
    began timestamptz, model text, act text, kind text, actor bigint, roles text[], of_case bigint, of_agency bigint,
    status text, fields text[], why text, said text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 AS $body$
DECLARE d text := public.audits_day(began);
BEGIN
    RETURN array_to_tsvector(string_to_array(concat_ws(E'\\n', d || 'e', d || 'm' || model, d || 't' || act, d || 't' || kind,
        d || 'p' || actor, d || 'c' || of_case, d || 'a' || coalesce(of_agency, 0), d || 's' || nullif(status, ''),
        d || 'r' || nullif(array_to_string(roles, E'\\n' || d || 'r'), ''),
        d || 'f' || nullif(array_to_string(fields, E'\\n' || d || 'f'), ''),
        d || 'w' || nullif(array_to_string(tsvector_to_array(to_tsvector('{LANGUAGE}',
            regexp_replace(concat_ws(' ', why, said), '\\S{{120,}}', ' ', 'g'))), E'\\n' || d || 'w'), '')), E'\\n'));
END $body$;
"""
"""A change of these functions needs the index of marks made anew: REINDEX INDEX audits_event_marks."""

KIND = "CASE WHEN {e}added > 0 THEN 'added' WHEN {e}changed > 0 THEN 'changed' ELSE 'removed' END"


def marks(e: str = "") -> str:
    """Return the marks of an event's row, `e` its name with a point after it, as the index knows them."""
    return (
        f"public.audits_marks({e}began, {e}model, {e}act, {KIND.format(e=e)}, {e}actor_id, {e}roles, {e}case_id, "
        f"{e}agency_id, {e}status, {e}fields, {e}why, {e}said)"
    )


INDEX = f"""
CREATE INDEX IF NOT EXISTS audits_event_marks ON public.audits_historyevent USING gin ({marks()}) WITH (fastupdate = off);
"""

COLUMNS = (
    "began, txid, at, model, act, added, changed, removed, first_id, last_id, actor_id, roles, why, case_id, agency_id, "
    "object_id, fields, status, secret, said"
)
SIGNS = {"+": "added", "~": "changed", "-": "removed"}
BY_PLACE = "GROUP BY 1, 2, 3"


class EventOf:
    """The end of a history trigger's statement: counts what was copied, by case and agency, and writes the events."""

    def __init__(self, model: type[models.Model]) -> None:
        self.label = model._meta.label
        self.table = model._meta.db_table
        self.history = history_model(model)._meta.db_table
        self.place = placed(model)
        self.key = str(model._meta.pk.column)
        self.columns = copied_columns(model)

    def returning(self) -> str:
        """Return what the copying INSERT hands on: all that a place and its words are made of."""
        wanted = " ".join((self.place.case, self.place.agency, self.place.secret))
        named = [c for c in self.columns if f'{{r}}."{c}"' in wanted or c in self.place.words]
        columns = ", ".join(f'"{c}"' for c in dict.fromkeys((self.key, *named)))
        return f"RETURNING history_id, history_date, history_user_id, {columns}"

    def places(self) -> str:
        """Return the case, the agency and the secrecy of a row `r`, in this order."""
        place = self.place
        return (
            f"{place.of('case', 'r')}::bigint AS case_id, {place.of('agency', 'r')}::bigint AS agency_id, "
            f"{place.of('secret', 'r', 'false')} AS secret"
        )

    def counts(self) -> str:
        """Return how many rows `r` of history there are, which, since when, by whom, and of which object."""
        return (
            "count(*) AS n, min(r.history_id) AS first_id, max(r.history_id) AS last_id, min(r.history_date) AS at, "
            f'min(r.history_user_id) AS actor_id, min(r."{self.key}"::bigint) AS object_id'
        )

    def said(self) -> str:
        """Return the words of the rows `r` as one text."""
        words = ", ".join(f'r."{c}"::text' for c in self.place.words)
        return self._joined(f"concat_ws(' ', {words})")

    def news(self) -> str:
        """Return the words of the rows `r` that differ from the rows `o`, as one text."""
        return self._joined(self._new_words())

    def _joined(self, each: str) -> str:
        return f"left(coalesce(string_agg({each}, ' '), ''), {WORDS_MOST})" if self.place.words else "''"

    def _new_words(self) -> str:
        each = (f'CASE WHEN r."{c}" IS DISTINCT FROM o."{c}" THEN r."{c}"::text END' for c in self.place.words)
        return f"concat_ws(' ', {', '.join(each)})" if self.place.words else "''"

    def differing(self) -> str:
        """Return which columns differ between the rows `o` and `r`, and what that act is called."""
        each = ((c, f'bool_or(r."{c}" IS DISTINCT FROM o."{c}")') for c in self._compared())
        return f"{_named(each)} AS fields, max({self.place.of('act', 'r')}::text) AS act"

    def of_a_change(self) -> str:
        """Return what is told of each row `r`, which was `o`: a bit for each column that differs, the act, its new words."""
        bits = (f'CASE WHEN r."{c}" IS DISTINCT FROM o."{c}" THEN {bit} ELSE 0 END' for bit, c in self._bits())
        act = f"{self.place.of('act', 'r')}::text AS act_called"
        moved = f"o.\"{self.key}\" IS NULL THEN public.audits_refuse_key('{self.table}')"
        return f"CASE WHEN {moved} ELSE {' | '.join(bits)} END AS differs, {act}, {self._new_words()} AS news_said"

    def _bits(self) -> list[tuple[int, str]]:
        """Return a bit for each column that may differ. Raises ValueError for more than a bigint has."""
        columns = self._compared()
        if len(columns) > MOST_COLUMNS:
            raise ValueError(
                f"{self.label} has {len(columns)} columns; which differ is told of {MOST_COLUMNS} at most."
            )
        return [(1 << place, column) for place, column in enumerate(columns)]

    def _compared(self) -> list[str]:
        return [c for c in self.columns if c != self.key]

    def counted(self, kind: str) -> str:
        """Return the rest of the copying statement of added or removed rows, after `WITH made AS (…)`."""
        groups = f"(SELECT {self.places()}, {self.counts()}, {self.said()} AS said FROM made r {BY_PLACE}) g"
        return self.written(groups, kind, f"'{SIGNS[kind]}'", "'{}'::text[]", "g.said")

    def compared(self) -> str:
        """Return the rest of the copying statement of changed rows, after `WITH changed AS (…), made AS (…)`."""
        groups = f"(SELECT {self.places()}, {self.counts()} FROM made r {BY_PLACE}) g"
        fields = _named((c, f"d.differs & {bit} <> 0") for bit, c in self._bits())
        differ = (
            f"(SELECT {self.places()}, bit_or(r.differs) AS differs, max(r.act_called) AS act, "
            f"{self._joined('r.news_said')} AS said FROM changed r {BY_PLACE}) d"
        )
        same = (
            "coalesce(g.case_id, 0) = coalesce(d.case_id, 0) AND coalesce(g.agency_id, 0) = coalesce(d.agency_id, 0) "
            "AND g.secret = d.secret"
        )
        return self.written(f"{groups} JOIN {differ} ON {same}", "~", "coalesce(d.act, 'changed')", fields, "d.said")

    def agency(self) -> str:
        """Return the agency of a group `g`: its own, or that of its case."""
        of_case = house().about(house().agency_of, "g.case_id")
        return f"coalesce(g.agency_id, {of_case})" if self.place.case else "g.agency_id"

    def written(self, groups: str, kind: str, act: str, fields: str, said: str) -> str:
        """Return the INSERT of the events of groups `g`."""
        counts = ", ".join("g.n" if sign == kind else "0" for sign in SIGNS)
        status = house().about(house().status_of, "g.case_id") if self.place.case else "NULL"
        return (
            f"INSERT INTO public.audits_historyevent ({COLUMNS}) SELECT transaction_timestamp(), "
            f"pg_current_xact_id()::text::bigint, g.at, '{self.label}', {act}, {counts}, g.first_id, g.last_id, g.actor_id, "
            f"{ROLES}, current_setting('audits.why'), g.case_id, {self.agency()}, "
            f"CASE WHEN g.n = 1 THEN g.object_id END, {fields}, coalesce({status}, ''), g.secret, {said} FROM {groups}"
        )


def _named(each: Iterable[tuple[str, str]]) -> str:
    """Return the names of the columns whose condition holds."""
    listed = ", ".join(f"CASE WHEN {condition} THEN '{column}' END" for column, condition in each)
    return f"array_remove(ARRAY[{listed}]::text[], NULL)"


ROLES = (
    "CASE WHEN g.actor_id > 0 THEN "
    "coalesce(string_to_array(nullif(current_setting('audits.roles', true), ''), ','), '{}') ELSE '{}' END"
)
"""The roles that a person acts in, as the page's transaction says; the system's own actors have none."""


def render() -> Iterator[str]:
    """Yield the functions of the marks and the index that holds them."""
    yield MARKS
    yield INDEX
