"""The words of a return, a denial and a setting aside name no taxpayer of the request: they are refused at their field."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from requests_app.models import Decision, DisclosureRequest
from requests_app.rules.transitions import Status
from requests_app.workflow import selecting
from requests_app.workflow.filtering import Filter
from requests_app.workflow.naming import NAMES_DECISION
from tests.cast import WHY, Cast, cast, draft, fresh, subject_fields, version, walk
from tests.pages.visiting import visitor

NAMED, NUMBERED, UNNAMED = "Zweigelthofer, Carl isn't identified.", "It was 912-66-0001.", "Row 2 isn't identified."


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who) -> DisclosureRequest:
    return walk(who, draft(who, subject_fields(), subject_fields(last_name="Zweigelthofer")), Status.COMPLETENESS)


def decided(who, one, name: str, why: str):
    """Send the form of an act; of the first subject alone, where it is on some."""
    said = {"seen": version(one), "why": why, "codes": ["no_matter"], "code": "no_matter", "outcome": "denied"}
    pks = [one.pk]
    if name == "selection":
        chosen = Filter(rows=((1, 1),))
        pks += [selecting.make(one.pk, by=who.specialist, why=WHY, chosen=chosen, key=uuid4()).pk]
    return visitor(who.specialist).post(reverse(name, args=pks), said | {"which": "rows", "rows": "1"})


@pytest.mark.parametrize("why", [NAMED, NUMBERED])
@pytest.mark.parametrize("name", ["return_request", "deny", "set_aside", "selection"])
def test_words_that_name_a_taxpayer_are_refused_at_their_field_and_nothing_is_decided(who, one, name, why):
    before = list(Decision.objects.values_list("pk", flat=True))
    answer = decided(who, one, name, why)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"why": [NAMES_DECISION]}
    assert answer.context["trouble"] is None and why.split("'")[0] in answer.content.decode()
    assert list(Decision.objects.values_list("pk", flat=True)) == before
    assert fresh(one).status == Status.COMPLETENESS and one.subjects.filter(outcome="open").count() == 2


@pytest.mark.parametrize("why", [NAMED, NUMBERED])
def test_words_of_a_step_back_name_no_taxpayer(who, one, why):
    walk(who, one, Status.LEGAL_REVIEW)
    said, place = {"seen": version(one), "why": why}, reverse("step_back", args=[one.pk])
    answer = visitor(who.counsel).post(place, said)
    assert answer.status_code == 422 and answer.context["form"].errors == {"why": [NAMES_DECISION]}
    assert fresh(one).status == Status.LEGAL_REVIEW
    assert visitor(who.counsel).post(place, said | {"why": UNNAMED}).status_code == 302


@pytest.mark.parametrize("name", ["return_request", "deny", "set_aside", "selection"])
def test_words_that_name_rows_are_taken(who, one, name):
    assert decided(who, one, name, UNNAMED).status_code == 302
    assert Decision.objects.latest("pk").words == UNNAMED


def test_nobody_learns_who_is_named_by_an_act_that_is_not_his_or_hers(who, one):
    said = {"seen": version(one), "why": NAMED, "codes": ["no_matter"]}
    answer = visitor(who.oversight).post(reverse("deny", args=[one.pk]), said)
    assert answer.status_code == 409 and NAMES_DECISION not in answer.content.decode()
