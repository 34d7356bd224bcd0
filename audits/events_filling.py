"""Makes the events of the history from before there were any, once, when the table of events is first there."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.utils import CursorWrapper

from .events_sql import BY_PLACE, COLUMNS, SIGNS, EventOf
from .guarding import history_model, tracked_models
from .placing import house

BEGAN = """
CREATE TEMPORARY TABLE audits_began ON COMMIT DROP AS
SELECT txid, min(history_date) AS began FROM ({all}) h GROUP BY txid
"""


def _began() -> str:
    every = (f'SELECT txid, history_date FROM public."{history_model(m)._meta.db_table}"' for m in tracked_models())
    return BEGAN.format(all=" UNION ALL ".join(every))


def _filled(event: EventOf) -> str:
    """Return the INSERT of events of all the history of a model: one a transaction, kind of change, reason and place."""
    same = "".join(f', lag("{c}") OVER w AS "{c}"' for c in event.columns if c != event.key)
    before = (
        f'SELECT history_id{same} FROM public."{event.history}" '
        f'WINDOW w AS (PARTITION BY "{event.key}" ORDER BY history_id)'
    )
    act = "CASE g.kind WHEN '+' THEN 'added' WHEN '-' THEN 'removed' ELSE coalesce(g.act, 'changed') END"
    counts = ", ".join(f"CASE g.kind WHEN '{sign}' THEN g.n ELSE 0 END" for sign in SIGNS)
    status = f"({house().status_then.format(case='g.case_id', txid='g.txid')})" if house().status_then else "NULL"
    return (
        f"INSERT INTO public.audits_historyevent ({COLUMNS}) SELECT b.began, g.txid, g.at, '{event.label}', {act}, {counts}, "
        f"g.first_id, g.last_id, g.actor_id, '{{}}', coalesce(g.why, ''), g.case_id, {event.agency()}, "
        "CASE WHEN g.n = 1 THEN g.object_id END, CASE g.kind WHEN '~' THEN g.fields ELSE '{}' END, "
        f"coalesce({status if event.place.case else 'NULL'}, ''), g.secret, CASE g.kind WHEN '~' THEN g.news ELSE g.said END "
        f"FROM (SELECT {event.places()}, r.txid, r.history_type AS kind, r.history_change_reason AS why, {event.counts()}, "
        f"{event.differing()}, {event.said()} AS said, {event.news()} AS news "
        f'FROM public."{event.history}" r JOIN ({before}) o USING (history_id) {BY_PLACE}, 4, 5, 6) g '
        "JOIN audits_began b USING (txid)"
    )


def statements() -> Iterator[str]:
    """Yield the statements that make the events of all history, for a table of events that is empty.

    The statements of old aren't known any more: an event then stands for what a transaction did to the rows of one model.
    """
    yield _began()
    for model in tracked_models():
        yield _filled(EventOf(model))
    yield "DROP TABLE audits_began"


def fill(cursor: CursorWrapper) -> None:
    """Make the events of all history if there are none yet. The triggers stand by now: nobody writes history meanwhile."""
    cursor.execute("SELECT EXISTS (SELECT FROM public.audits_historyevent)")
    if cursor.fetchone() == (False,):
        for statement in statements():
            cursor.execute(statement)
