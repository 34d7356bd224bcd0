"""What a statement's triggers do takes as long for a thousand rows as for a thousand times one.

A trigger's plan is made once a connection and can't know how many rows a later statement changes: joined row against row, a
request of a million would take days.
"""

import re

import pytest
from django.db import connection

TOLD = """
SELECT p.proname, p.prosrc, coalesce(p.proconfig, '{}') FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype
WHERE p.pronamespace = 'public'::regnamespace AND t.typname = 'trigger' AND p.prosrc ~ '(new|old)_rows'
"""
JOINED = ("JOIN old_rows", "JOIN new_rows", "FROM old_rows o WHERE o.")
LARGE = (
    "JOIN public.requests_app_subject ",
    "JOIN public.requests_app_matchverdict ",
    "FROM public.requests_app_subject ",
)


@pytest.mark.django_db
def test_old_and_new_rows_are_never_joined_row_against_row():
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        found = cursor.fetchall()
    joining = {name: set(config) for name, text, config in found if any(words in text for words in JOINED)}
    assert "record_requests_app_subject" in joining and "desk_request_contents" in joining
    assert [name for name, config in joining.items() if "enable_nestloop=off" not in config] == []
    looking_up = {
        name: set(config)
        for name, text, config in found
        if name not in joining and any(words in text for words in LARGE)
    }
    assert {"desk_tally_verdicts", "desk_tally_verdicts_left", "desk_item_of", "desk_carried"} <= set(looking_up)
    assert [name for name, config in looking_up.items() if "enable_seqscan=off" not in config] == []


SHARED = "SELECT proname, prosrc, proconfig FROM pg_proc WHERE 'parallel_setup_cost=100' = ANY (proconfig)"


@pytest.mark.django_db
def test_what_reads_all_subjects_is_shared_out_between_processes_of_the_database():
    """PostgreSQL shares out what a function returns or decides by; not what it assigns, nor by a plan made for any request."""
    with connection.cursor() as cursor:
        cursor.execute(SHARED)
        found = cursor.fetchall()
    assert {"desk_content_hash", "desk_subjects_read", "desk_check_items"} <= {name for name, _, _ in found}
    assert [name for name, text, _ in found if re.search(r":=\s*\(\s*SELECT", text)] == []
    assert [name for name, _, config in found if "plan_cache_mode=force_custom_plan" not in config] == []


LISTS_GIVEN = """
SELECT p.proname, a.name, p.prosrc
FROM pg_proc p CROSS JOIN LATERAL unnest(p.proargnames, p.proargtypes::oid[]) AS a (name, type)
JOIN pg_type t ON t.oid = a.type WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND t.typcategory = 'A'
"""


@pytest.mark.django_db
def test_a_list_that_a_function_is_given_is_looked_up_and_never_joined():
    """The planner takes any such list for ten rows: joined with as many as it holds, each would be held against each."""
    with connection.cursor() as cursor:
        cursor.execute(LISTS_GIVEN)
        found = cursor.fetchall()
    assert ("desk_release_prepare", "subjects") in {(name, given) for name, given, _ in found}
    joined = r"JOIN \((?:SELECT DISTINCT )?unnest\({given}\)|JOIN unnest\({given}\)|unnest\({given}\)[^;]*\bJOIN\b"
    assert [(name, given) for name, given, text in found if re.search(joined.format(given=given), text)] == []
