"""Words that belong to no request stand where many read them: none of them takes a number in the shape of a TIN."""

from __future__ import annotations

import pytest

from requests_app.forms.written import NUMBERED
from requests_app.models.as_facts import today
from tests.cast import Cast, cast
from tests.pages.visiting import visitor

TIN = "See 912-66-1234."
PLACES = [
    ("administrator", "/lists/looks/volume_floor/", "why"),
    ("administrator", "/lists/retention/package/", "why"),
    ("administrator", "/lists/thresholds/officer_subjects/", "why"),
    ("administrator", "/lists/words/address/", "why"),
    ("counsel", "/lists/statutes/new/", "why"),
    ("counsel", "/orders/new/", "words"),
    ("counsel", "/orders/new/", "exceptions"),
    ("counsel", "/orders/new/", "appeal_words"),
    ("counsel", "/agreements/new/", "why"),
    ("counsel", "/safeguards/refuse/", "why"),
    ("specialist", "/safeguards/new/", "finding"),
    ("specialist", "/safeguards/new/", "why"),
]


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.mark.parametrize(("name", "place", "field"), PLACES)
def test_a_number_of_nine_digits_is_refused_at_its_field(who, name, place, field):
    """They said “name no taxpayer” at most, and kept the number for everybody who reads the page and the history."""
    answer = visitor(who.people()[name]).post(place, {field: TIN, "starts": today().isoformat()})
    assert answer.context["form"].errors[field] == [NUMBERED]
