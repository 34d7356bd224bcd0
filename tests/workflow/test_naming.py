"""What people type names nobody whom it is about, however the name or the address is written on either side."""

from __future__ import annotations

import pytest
from django.db import connection

from audits.acting import acting
from requests_app.intake.rows import new_subject
from requests_app.models import Subject
from requests_app.workflow import naming
from tests.cast import WHY, cast, draft, subject_fields

pytestmark = pytest.mark.django_db

NOBODY = dict.fromkeys(("first_name", "middle_name", "last_name", "entity_name", "address", "address_line1"), "")


@pytest.fixture
def named():
    """Return ids of one subject that bears these fields alone."""
    who = cast()
    case = draft(who)

    def made(**fields) -> list[int]:
        one = new_subject(case, row=7, fields=subject_fields(**(NOBODY | fields)), tin="")
        with acting(by=who.liaison, why=WHY):
            Subject.objects.bulk_create([one])
        return [one.pk]

    return made


@pytest.mark.parametrize(
    ("fields", "said", "bears"),
    [
        ({"first_name": "Ana", "last_name": "O'Neil-Ruiz"}, "as o neil ruiz, ana said", True),
        ({"first_name": "Ana", "last_name": "O’Neil"}, "for Ana O'Neil.", True),
        ({"first_name": "Ana", "last_name": "O’Neil"}, "for Ana Oneil.", False),
        ({"first_name": "José", "last_name": "Peña"}, "JOSÉ PEÑA came", True),
        ({"first_name": " Ana ", "middle_name": "B.", "last_name": "Ruiz"}, "Ana B Ruiz came", True),
        ({"first_name": "Ana", "middle_name": "Bea", "last_name": "Ruiz"}, "Ana came with Ruiz", False),
        ({"middle_name": "Beatrix"}, "beatrix came", True),
        ({"last_name": "Ruizmann"}, "Ruizmann came", True),
        ({"last_name": "Ruiz"}, "the ruiz file", False),
        ({"entity_name": "(The) Mock & Sons, LLC"}, "of the mock sons llc", True),
        ({"entity_name": "Mock Sons LLC"}, "of mock and sons", False),
        ({"address_line1": "#476-B Prototype Ave."}, "near 476 B Prototype Ave today", True),
        ({"address": "476 Prototype Ave, Phoenix"}, "at 476 Prototype Ave Phoenix", True),
        ({"address": "476 Prototype Ave, Phoenix"}, "at 476 Prototype Ave", False),
        ({"first_name": "Ana", "last_name": "Ruiz"}, "Ana-Ruiz", True),
        ({"first_name": "Ana", "last_name": "Ruiz"}, "Anaruiz or Banana Ruizmann", False),
        ({"entity_name": " Mock Sons"}, "of mock sons", True),
        ({"entity_name": "Mock\tSons"}, "of mock sons", True),
        ({"entity_name": "Peña y Hijos"}, "of Peña y Hijos", True),
        ({"address_line1": "PO Box 94789"}, "it is po box 94789’s", True),
        ({}, "Nothing is named.", False),
        ({}, "It was 912-66-0001.", True),
    ],
)
def test_a_name_is_found_whatever_its_signs_and_only_as_a_whole(named, fields, said, bears):
    assert naming.names_one_of(named(**fields), said) is bears


def test_its_words_are_looked_up_and_nothing_is_searched_for_each_name(named):
    sql = naming._NAMED.format(whose="s.disclosure_request_id = %(of)s")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (VERBOSE) {sql}", {"text": "Nothing is named.", "of": 1})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert """lower(s.last_name) = ANY ('{"",nothing,is,named,""}'::text[])""" in plan and "strpos" not in plan


def test_only_those_asked_about_are_looked_at(named):
    assert not naming.names_one_of([], "Ana Ruizmann came")
    assert naming.names_one_of([0, *named(last_name="Ruizmann")], "Ana Ruizmann came")
