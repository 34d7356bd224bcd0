"""The trigger classes, as SQL: record every change, refuse every alteration, allow only the moves of a table.

Installed after every migration from the lists in `guarding.py`, so no migration can forget one. All functions are
SECURITY DEFINER with a fixed search_path and all triggers ENABLE ALWAYS, so no session setting switches them off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import models

from .acting import IN_WORDS, SYSTEM_ACTORS
from .events_sql import EventOf
from .guarding import APPEND_ONLY, FUNCTION_ONLY, copied_columns, history_model, tracked_models

HEAD = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
SETWISE = f"{HEAD} SET enable_nestloop = off"
"""Head of a function that joins a statement's old and new rows: the planner cannot know how many they are."""
KEYWISE = f"{HEAD} SET enable_seqscan = off"
"""Head of a function that looks a statement's rows up in large tables by key: its plan is made once a connection, perhaps when
they were empty still.
"""

REQUIRE_ACTOR = f"""
CREATE OR REPLACE FUNCTION audits_actor() RETURNS bigint {HEAD} AS $body$
DECLARE who text := current_setting('audits.actor_id', true);
BEGIN
    IF coalesce(who, '') = '' OR coalesce(current_setting('audits.why', true), '') !~ '{IN_WORDS}' THEN
        RAISE EXCEPTION 'No change without an actor and a reason: use audits.acting' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF who::bigint < 1 AND who::bigint NOT IN ({", ".join(map(str, SYSTEM_ACTORS))}) THEN
        RAISE EXCEPTION 'No such actor: %', who USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN who::bigint;
END $body$;
CREATE OR REPLACE FUNCTION audits_refuse_key(of_table text) RETURNS bigint {HEAD} AS $body$
BEGIN
    RAISE EXCEPTION '%: a key never changes', of_table;
END $body$;
CREATE OR REPLACE FUNCTION audits_refuse() RETURNS trigger {HEAD} AS $body$
BEGIN
    RAISE EXCEPTION '%: what is recorded stays as it was recorded', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $body$;
"""


class RecordHistory:
    """Copies each changed row of a tracked table into its historical table: whole statements, on every write path."""

    def __init__(self, model: type[models.Model]) -> None:
        self.table = model._meta.db_table
        self.history = history_model(model)._meta.db_table
        self.columns = copied_columns(model)
        self.key = str(model._meta.pk.column)
        self.function = f"record_{self.table}"
        self.event = EventOf(model)

    def _copy(self, kind: str, source: str) -> str:
        """Return the beginning of a statement that copies rows; what is the same for all of them is asked for once."""
        into = ", ".join(f'"{c}"' for c in self.columns)
        values = ", ".join(f'r."{c}"' for c in self.columns)
        return (
            f'made AS (INSERT INTO public."{self.history}" (history_user_id, {into}, history_type, history_date, '
            f"history_change_reason, actor_name, txid) SELECT (SELECT public.audits_actor()), {values}, '{kind}', "
            "clock_timestamp(), (SELECT current_setting('audits.why')), "
            "(SELECT coalesce(current_setting('audits.actor_name', true), '')), "
            f"(SELECT pg_current_xact_id()::text::bigint) FROM {source} {self.event.returning()})"
        )

    def _changed(self) -> str:
        """Return the changed rows, joined with what they were once, and what the event wants to know of each.

        Each column is compared once: which differ, as bits, says as well whether the row changed at all. A row without what
        it was has another key.
        """
        new = ", ".join(f'r."{c}"' for c in self.columns)
        return (
            f"changed AS MATERIALIZED (SELECT * FROM (SELECT {new}, {self.event.of_a_change()} FROM new_rows r "
            f'LEFT JOIN old_rows o ON o."{self.key}" = r."{self.key}" OFFSET 0) every WHERE differs <> 0)'
        )

    def sql(self) -> str:
        """Return the function and its three statement triggers."""
        return f"""
CREATE OR REPLACE FUNCTION public."{self.function}"() RETURNS trigger {SETWISE} AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        WITH {self._copy("+", "new_rows r")} {self.event.counted("+")};
    ELSIF TG_OP = 'DELETE' THEN
        WITH {self._copy("-", "old_rows r")} {self.event.counted("-")};
    ELSE
        WITH {self._changed()}, {self._copy("~", "changed r")} {self.event.compared()};
    END IF;
    RETURN NULL;
END $body$;
""" + "".join(self._trigger(event, tables) for event, tables in self.EVENTS)

    EVENTS = (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "OLD TABLE AS old_rows"),
    )

    def _trigger(self, event: str, tables: str) -> str:
        name = f"record_history_{event.lower()}"
        return _trigger(name, self.table, f"AFTER {event}", f"REFERENCING {tables} FOR EACH STATEMENT", self.function)


class AppendOnly:
    """Refuses UPDATE, DELETE and TRUNCATE of a table, for every role."""

    def __init__(self, model: type[models.Model]) -> None:
        self.table = model._meta.db_table

    def sql(self) -> str:
        """Return the two triggers."""
        return _trigger(
            "append_only", self.table, "BEFORE UPDATE OR DELETE", "FOR EACH ROW", "audits_refuse"
        ) + _trigger("no_truncate", self.table, "BEFORE TRUNCATE", "FOR EACH STATEMENT", "audits_refuse")


class AllowedMoves:
    """Refuses a change of a status column that isn't in a table of moves, and a first status other than the first.

    `moves` holds (source, target) pairs. Further conditions on a move belong to the caller's own SQL. `asked`: BEFORE each row
    is changed, or AFTER, for a table with generated columns, which PostgreSQL would make anew of each row if asked before.
    """

    def __init__(
        self, table: str, column: str, first: str, moves: Iterable[tuple[str, str]], asked: str = "BEFORE"
    ) -> None:
        self.table, self.column, self.first, self.asked = table, column, first, asked
        self.moves = sorted(set(moves))

    def sql(self) -> str:
        """Return the function and its trigger."""
        pairs = ", ".join(f"('{a}', '{b}')" for a, b in self.moves)
        name = f"allowed_moves_{self.table}"
        return f"""
CREATE OR REPLACE FUNCTION public."{name}"() RETURNS trigger {HEAD} AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        RAISE EXCEPTION '{self.table} begins as {self.first}' USING ERRCODE = 'check_violation';
    ELSIF NEW."{self.column}" <> OLD."{self.column}"
          AND (OLD."{self.column}"::text, NEW."{self.column}"::text) NOT IN ({pairs}) THEN
        RAISE EXCEPTION '{self.table}: no move from % to %', OLD."{self.column}", NEW."{self.column}"
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $body$;
DROP TRIGGER IF EXISTS allowed_moves ON public."{self.table}";
""" + "".join(
            _trigger(
                f"allowed_moves_{event}",
                self.table,
                f"{self.asked} {event.upper()}",
                f"FOR EACH ROW WHEN ({asks})",
                name,
            )
            for event, asks in (
                ("insert", f"NEW.\"{self.column}\" <> '{self.first}'"),
                ("update", f'NEW."{self.column}" <> OLD."{self.column}"'),
            )
        )


def _trigger(name: str, table: str, when: str, how: str, function: str) -> str:
    return (
        f'CREATE OR REPLACE TRIGGER {name} {when} ON public."{table}" {how} EXECUTE FUNCTION public."{function}"();\n'
        f'ALTER TABLE public."{table}" ENABLE ALWAYS TRIGGER {name};\n'
    )


def render() -> Iterator[str]:
    """Yield the SQL of every history and append-only trigger, from the lists in `guarding.py`."""
    yield REQUIRE_ACTOR
    for model in tracked_models():
        yield RecordHistory(model).sql()
        yield AppendOnly(history_model(model)).sql()
    for model in sorted(APPEND_ONLY, key=lambda m: m._meta.db_table):
        yield AppendOnly(model).sql()
    for model in sorted(FUNCTION_ONLY - set(tracked_models()), key=lambda m: m._meta.db_table):
        yield AppendOnly(model).sql()
