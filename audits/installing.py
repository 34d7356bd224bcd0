"""Installs the database's own code and the grants of its four roles, after every migration, over the owner's connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections, models, transaction
from django.utils.module_loading import import_string

from . import events_filling
from .guarding import (
    APPEND_ONLY,
    CALLED_BY_APP,
    DERIVED,
    FUNCTION_ONLY,
    SEALED_LEDGERS,
    SEALER_ONLY,
    SQL,
    TAX_COLUMNS,
    UNREAD,
    copied_columns,
    history_model,
    tracked_models,
)

READ_ONLY_TABLES = (
    *("django_migrations", "django_content_type"),
    *("auth_permission", "auth_group", "auth_group_permissions"),
    *("guardian_userobjectpermission", "guardian_groupobjectpermission"),
)
"""Nobody's to change through the web: among them rights of a kind that isn't used, and so has no history."""

OURS = "^(allowed_moves|audits|desk|record)_"
"""How the names of the installed functions begin, as a regular expression: others' are left alone."""

FORMER_FUNCTIONS = f"""
DO $body$
DECLARE one regprocedure;
BEGIN
    FOR one IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
               WHERE p.pronamespace = 'public'::regnamespace AND r.rolname = current_user AND p.proname ~ '{OURS}'
                 AND NOT EXISTS (
                   SELECT FROM pg_depend d WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid
                                              OR d.deptype = 'e' AND d.classid = 'pg_proc'::regclass AND d.objid = p.oid) LOOP
        EXECUTE format('DROP ROUTINE %s', one);
    END LOOP;
END $body$
"""
"""What an earlier version made goes first, but for what triggers and policies rest on: with other arguments it would stay
beside the new, open to whom it was given, and with another answer it could not be replaced.
"""

OWN_FUNCTIONS = """
DO $body$
DECLARE one regprocedure;
BEGIN
    FOR one IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
               WHERE p.pronamespace = 'public'::regnamespace AND r.rolname = current_user LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', one);
    END LOOP;
END $body$
"""
"""PostgreSQL lets everyone call a new function; ours act with the owner's rights, so each is given to who needs it."""


def roles_of(*aliases: str) -> list[str]:
    """Return the database roles that these aliases sign in as; an alias whose URL isn't set has none."""
    return [str(settings.DATABASES[a]["USER"]) for a in aliases if a in settings.DATABASES]


def grants() -> Iterator[str]:
    """Yield the statements that give each role what it may do, and nothing else."""
    yield OWN_FUNCTIONS
    for role in roles_of("default"):
        yield from _app(role)
    for role in roles_of("auditor"):
        yield from _auditor(role)
    for role in roles_of("sealer"):
        yield from _sealer(role)


def _app(role: str) -> Iterator[str]:
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"'
    yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"'
    yield f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"'
    yield from (f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM "{role}"' for table in sorted(_no_writes()))
    yield from (f'REVOKE UPDATE, DELETE ON "{table}" FROM "{role}"' for table in sorted(_added_only()))
    yield from (f'REVOKE SELECT ON "{model._meta.db_table}" FROM "{role}"' for model in sorted(UNREAD, key=str))
    yield from (f'GRANT EXECUTE ON FUNCTION public."{name}" TO "{role}"' for name in sorted(CALLED_BY_APP))


def _sealer(role: str) -> Iterator[str]:
    """The sealer reads what it seals and what that is compared with (no password), and adds to its own tables."""
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"'
    own = {m._meta.db_table for m in SEALER_ONLY}
    read = {m._meta.db_table for m in (*map(history_model, tracked_models()), *SEALED_LEDGERS)}
    read |= {child[0] for child in SEALED_LEDGERS.values() if child}
    yield from (f'GRANT SELECT ON "{table}" TO "{role}"' for table in sorted(read | own))
    for model in tracked_models():
        columns = ", ".join(f'"{column}"' for column in copied_columns(model))
        yield f'GRANT SELECT ({columns}) ON "{model._meta.db_table}" TO "{role}"'
    yield from (f'GRANT INSERT ON "{table}" TO "{role}"' for table in sorted(own))
    for model in SEALER_ONLY:
        yield from (
            f'GRANT USAGE ON SEQUENCE "{model._meta.db_table}_id_seq" TO "{role}"'
            for field in model._meta.concrete_fields
            if field.name == "id"
        )
    for table in sorted(read | {m._meta.db_table for m in tracked_models()}):
        yield f'DROP POLICY IF EXISTS sealer_reads ON public."{table}"'
        yield f'CREATE POLICY sealer_reads ON public."{table}" FOR SELECT TO "{role}" USING (true)'


def _added_only() -> set[str]:
    return {model._meta.db_table for model in APPEND_ONLY}


def _no_writes() -> set[str]:
    history = {history_model(m)._meta.db_table for m in tracked_models()}
    through = [field.remote_field.through for field in get_user_model()._meta.many_to_many]
    memberships = {model._meta.db_table for model in through if model}
    return history | {m._meta.db_table for m in FUNCTION_ONLY | DERIVED} | set(READ_ONLY_TABLES) | memberships


def _auditor(role: str) -> Iterator[str]:
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"'
    hidden = dict(TAX_COLUMNS)
    hidden |= {history_model(m): hidden[m] for m in tracked_models() if m in hidden}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in ("requests_app", "audits", "auth") and model not in UNREAD:
            columns = ", ".join(f'"{c}"' for c in _open_columns(model, hidden.get(model, frozenset())))
            yield f'GRANT SELECT ({columns}) ON "{model._meta.db_table}" TO "{role}"'


def _open_columns(model: type[models.Model], hidden: frozenset[str]) -> list[str]:
    secret = hidden | {"password", "data"}
    return [str(f.column) for f in model._meta.concrete_fields if f.name not in secret]


def install(using: str) -> None:
    """Install all registered SQL and the grants, in one transaction. Running it again changes nothing."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with a row still to be checked can't be altered
        cursor.execute(FORMER_FUNCTIONS)
        for path in SQL:
            for statement in import_string(path)():
                cursor.execute(statement)
        for statement in grants():
            cursor.execute(statement)
        events_filling.fill(cursor)


def after_migrate(*, using: str, **kwargs: Any) -> None:
    """Run `install` after a whole migration of all apps (not after a flush, nor with an app's tables still missing)."""
    if "plan" not in kwargs:
        return
    tables = set(connections[using].introspection.table_names())
    if all(m._meta.db_table in tables for m in apps.get_models(include_auto_created=True)):
        install(using)
