"""The approving official's step: what counsel determined, and the approval in writing."""

import pytest
from django.utils.html import conditional_escape

from requests_app.models import Decision
from requests_app.rules.transitions import Status
from tests.cast import Cast, cast, draft, fresh, version, walk
from tests.pages.visiting import queries_of, visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who):
    return walk(who, draft(who), Status.IRS_APPROVAL)


def test_counsels_answers_and_the_hash_are_shown(who, one):
    page = visitor(who.approver).get(f"/requests/{one.pk}/approval/")
    assert len(page.context["answers"]) == 7
    assert page.context["on_present"]
    assert page.context["snapshot"].hash in page.content.decode()


def test_it_is_approved_in_writing(who, one):
    said = {"seen": version(one), "why": "It conforms to the statute."}
    assert visitor(who.approver).post(f"/requests/{one.pk}/approval/", said).status_code == 302
    assert fresh(one).status == Status.FULFILMENT
    assert Decision.objects.get(kind="approval").words == "It conforms to the statute."


def test_it_is_returned_with_reasons(who, one):
    said = {"seen": version(one), "codes": ["no_period"], "why": "Name the periods."}
    visitor(who.approver).post(f"/requests/{one.pk}/return/", said)
    assert fresh(one).status == Status.RETURNED


def test_a_return_that_comes_too_late_keeps_the_ticked_reasons_beside_the_words(who, one):
    said = {"seen": version(one), "codes": ["no_period"], "why": "Name the periods."}
    visitor(who.approver).post(f"/requests/{one.pk}/step-back/", {"seen": version(one), "why": "Say more on tier."})
    answer = visitor(who.approver).post(f"/requests/{one.pk}/return/", said)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Name the periods." in page
    label = conditional_escape(dict(answer.context["form"].fields["codes"].choices)["no_period"])
    typed = page.partition("What you typed")[2]
    assert f"<dd>{label}<br></dd>" in typed


def test_it_is_sent_back_to_counsel(who, one):
    visitor(who.approver).post(f"/requests/{one.pk}/step-back/", {"seen": version(one), "why": "Say more on tier."})
    assert fresh(one).status == Status.LEGAL_REVIEW


def test_counsel_reads_why_he_may_not_approve_what_he_determined(who, one):
    page = visitor(who.counsel).get(f"/requests/{one.pk}/approval/").content.decode()
    assert "This is for: approving official." in page
    assert "You reviewed in law on this request, so you may not be the one who approves." in page


@pytest.mark.parametrize("person", ["specialist", "counsel", "authorizer", "oversight"])
def test_nobody_else_approves(who, one, person):
    said = {"seen": version(one), "why": "I try."}
    assert visitor(getattr(who, person)).post(f"/requests/{one.pk}/approval/", said).status_code == 409
    assert fresh(one).status == Status.IRS_APPROVAL


def test_before_its_step_the_page_says_so(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    page = visitor(who.approver).get(f"/requests/{one.pk}/approval/").content.decode()
    assert "isn’t possible while the request is" in page.replace("&#x27;", "’")


def test_the_page_asks_a_fixed_number_of_queries(who, one):
    assert queries_of(visitor(who.approver), f"/requests/{one.pk}/approval/") <= 43
