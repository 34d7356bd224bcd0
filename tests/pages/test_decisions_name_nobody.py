"""The words of what is decided on a request name no taxpayer of it: they are refused at their field."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from requests_app.models import Clearance, Decision, DisclosureRequest
from requests_app.rules.statute import ELEMENTS
from requests_app.rules.transitions import Status
from requests_app.workflow import selecting
from requests_app.workflow.filtering import Filter
from requests_app.workflow.naming import NAMES_DECISION
from tests.cast import WHY, Cast, cast, draft, fresh, match, subject_fields, version, walk
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


STEPS = {
    "completeness": ("specialist", Status.COMPLETENESS),
    "legal_review": ("counsel", Status.LEGAL_REVIEW),
    "approval": ("approver", Status.IRS_APPROVAL),
}
"""A page whose act takes the request a step on -> whose act it is, and in which step."""
ANSWERED = {f"{id}-yes": "yes" for id in ELEMENTS} | {f"{id}-words": "It rests on the letter." for id in ELEMENTS}


def stepped(who, one, name: str, **said: str):
    """Send the form of a step's own act."""
    person, status = STEPS[name]
    here = walk(who, one, status)
    match(here)
    typed = {"seen": version(here), "why": UNNAMED} | (ANSWERED if name == "legal_review" else {}) | said
    return visitor(getattr(who, person)).post(reverse(name, args=[one.pk]), typed)


@pytest.mark.parametrize("why", [NAMED, NUMBERED])
@pytest.mark.parametrize("name", STEPS)
def test_a_step_whose_words_name_a_taxpayer_is_not_taken(who, one, name, why):
    answer = stepped(who, one, name, why=why)
    assert (answer.status_code, fresh(one).status) == (422, STEPS[name][1])
    assert answer.context["form"].errors == {"why": [NAMES_DECISION]}
    assert answer.context["trouble"] is None and why.split("'")[0] in answer.content.decode()
    assert not Decision.objects.filter(words=why).exists()


@pytest.mark.parametrize("name", STEPS)
def test_a_step_whose_words_name_rows_is_taken(who, one, name):
    assert stepped(who, one, name).status_code == 302
    assert Decision.objects.latest("pk").words == UNNAMED


@pytest.mark.parametrize("yes", ["yes", "no"])
def test_the_words_of_an_element_that_name_a_taxpayer_are_refused_at_that_element(who, one, yes):
    said = {"periods-yes": yes, "periods-words": NAMED, "tier-words": "Carl", "why": NUMBERED}
    answer = stepped(who, one, "legal_review", **said)
    assert (answer.status_code, answer.context["trouble"]) == (422, None)
    assert [id for id, _ in answer.context["gaps"]] == ["id_periods-words", "id_why"]
    assert not Decision.objects.filter(kind="determination").exists()


def test_who_may_not_determine_learns_nothing_of_who_is_named(who, one):
    here = walk(who, one, Status.LEGAL_REVIEW)
    said = {"seen": version(here), "why": NAMED, **ANSWERED}
    answer = visitor(who.approver).post(reverse("legal_review", args=[one.pk]), said)
    assert answer.status_code == 409 and NAMES_DECISION not in answer.content.decode()


@pytest.mark.parametrize("why", [NAMED, NUMBERED])
def test_a_clearance_whose_words_name_a_taxpayer_clears_nothing(who, why):
    flagged = draft(who, subject_fields(last_name="Zweigelthofer", statute="18 USC 1112"))
    walk(who, flagged, Status.LEGAL_REVIEW)
    browser, address = visitor(who.counsel), reverse("clear_flag", args=[flagged.pk, "statute.unlisted"])
    page = browser.get(address)
    said = {name: page.context[name] for name in ("subjects", "opened")}
    answer = browser.post(address, {**said, "why": why})
    assert answer.status_code == 422 and answer.context["form"].errors == {"why": [NAMES_DECISION]}
    assert not Clearance.objects.exists() and not flagged.subjects.filter(cleared_codes__len__gt=0).exists()
