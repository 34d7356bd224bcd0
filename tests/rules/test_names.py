"""When a name is a name."""

from __future__ import annotations

import pytest

from requests_app.rules.facts import SubjectFacts
from requests_app.rules.names import judge_name
from tests.rules.files import BOOK, TODAY


def severity(first: str = "", last: str = "", middle: str = "", entity: str = "") -> str:
    facts = SubjectFacts(first_name=first, middle_name=middle, last_name=last, entity_name=entity)
    flag = judge_name(facts, BOOK, TODAY)
    return flag.severity.value if flag else ""


@pytest.mark.parametrize(
    "name",
    [
        *(
            ("Ana", "Lopez"),
            ("J", "Smith"),
            ("Jose", "O'Neil-Smith III"),
            ("李", "王"),
            ("محمد", "علي"),
            ("Ng", "Ng"),
            ("Xu", "Xi"),
        ),
        *(
            ("Ines", "Invented-dohubisu"),
            ("Tess", "Testperez"),
            ("Noe", "Nunez"),
            ("Jean-Luc", "de la Fuente"),
            ("Ana\u200d", "Lopez"),
        ),
    ],
)
def test_a_name_passes(name):
    assert severity(*name) == ""


@pytest.mark.parametrize(
    "name",
    [
        *(
            ("", ""),
            ("FNU", "LNU"),
            ("F.N.U.", "L.N.U."),
            ("fnu fnu", "lnu"),
            ("UNKNOWN", "UNKNOWN"),
            ("U N K", "U N K N O W N"),
        ),
        *(("J", "S"), ("J.", ""), ("12345", "6789"), ("--", "--"), ("XXX", "XXXX"), ("N/A", "N/A"), ("none", "none")),
        *(
            ("Test", "Test"),
            ("No", "Name"),
            ("Unknown", "Male"),
            ("desconocido", "desconocido"),
            ("неизвестно", "неизвестно"),
        ),
        *(("不明", "不明"), ("مجهول", "مجهول"), ("AAAA", "BBBB"), ("LNU", "F")),
    ],
)
def test_no_usable_name_blocks(name):
    assert severity(*name) == "subject"


@pytest.mark.parametrize(
    "name",
    [
        *(
            ("FNU", "Singh"),
            ("Maria", "LNU"),
            ("", "Singh"),
            ("Ana", ""),
            ("unk", "Garcia"),
            ("John", "Doe"),
            ("Jun", "Na"),
        ),
        *(("Ana", "UNKNOWN"), ("\u202eAna", "Lopez"), ("Ana", "Lop\u200bez"), ("baby boy", "Garcia"), ("Ali", "Same")),
    ],
)
def test_one_usable_or_a_doubtful_name_goes_to_a_person(name):
    assert severity(*name) == "review"


def test_an_entity_has_one_name():
    assert severity(entity="Acme Imports LLC") == ""
    assert severity(entity="Acme Imports LLC", first="Unknown", last="Unknown") == ""
    assert severity(entity="Unknown") == "subject"


def test_an_initial_in_the_middle_is_no_second_name():
    assert severity(last="Singh", middle="M") == "review"
    assert severity(middle="M") == "subject"
