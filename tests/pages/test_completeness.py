"""The specialist's step: find complete, assign, set aside; return and deny with coded reasons."""

import pytest
from django.utils.html import escape

from requests_app.forms.irs import FINAL, READ, SPARED
from requests_app.models import Decision, DisclosureRequest
from requests_app.models.subject import Outcome
from requests_app.rules.reason_codes import UNDISCLOSED_WORDS, sentence_for_agency
from requests_app.rules.transitions import Status
from requests_app.views.answers import KEPT_AS_IT_WAS
from requests_app.workflow import completeness
from requests_app.workflow.kept import mark
from tests.cast import Cast, add, cast, check, draft, fresh, match, subject_fields, version, walk
from tests.pages.visiting import queries_of, visitor


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    who = cast()
    made = walk(who, draft(who), Status.COMPLETENESS)
    match(made)
    return made.pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def one(walked: int, db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked))


def post(person, one, act, **said):
    return visitor(person).post(f"/requests/{one.pk}/{act}/", {"seen": version(one), **said})


def test_the_page_shows_what_must_be_true(who, one):
    page = visitor(who.specialist).get(f"/requests/{one.pk}/completeness/")
    assert {c.reasons for c in page.context["checks"]} == {()}
    assert "Find complete" in page.content.decode()


def test_finding_it_complete_sends_it_to_legal_review(who, one):
    answer = post(who.specialist, one, "completeness", why="All four elements are there.")
    assert answer.url == f"/requests/{one.pk}/"
    assert fresh(one).status == Status.LEGAL_REVIEW
    assert Decision.objects.get(kind="complete").words == "All four elements are there."


def test_a_double_click_acts_once(who, one):
    seen = version(one)
    browser = visitor(who.specialist)
    answers = [browser.post(f"/requests/{one.pk}/completeness/", {"seen": seen, "why": "Complete."}) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert Decision.objects.filter(kind="complete").count() == 1


def test_a_second_tab_with_other_words_is_told_that_they_were_not_recorded(who, one):
    seen, browser = version(one), visitor(who.specialist)
    said = [{"seen": seen, "why": words} for words in ("Complete.", "Complete.", "Looked at once more.")]
    pages = [browser.post(f"/requests/{one.pk}/completeness/", one_of, follow=True).content.decode() for one_of in said]
    assert [escape(KEPT_AS_IT_WAS) in page for page in pages] == [False, False, True]
    assert Decision.objects.get(kind="complete").words == "Complete."


def test_an_old_page_changes_nothing_and_keeps_the_words(who, one):
    seen = version(one)
    completeness.assign(one.pk, by=who.specialist, why="mine", to=who.specialist, seen=mark(one))
    answer = visitor(who.specialist).post(
        f"/requests/{one.pk}/completeness/", {"seen": seen - 1, "why": "Typed with care."}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed since you opened the page" in page
    assert "Typed with care." in page
    assert f'name="seen" value="{version(one)}"' in page
    assert fresh(one).status == Status.COMPLETENESS


def test_no_words_no_finding(who, one):
    answer = post(who.specialist, one, "completeness", why="")
    assert "Put it in writing" in answer.content.decode()
    assert fresh(one).status == Status.COMPLETENESS


@pytest.mark.parametrize("person", ["counsel", "approver", "authorizer", "oversight"])
def test_who_may_not_find_it_complete_reads_why(who, one, person):
    page = visitor(getattr(who, person)).get(f"/requests/{one.pk}/completeness/").content.decode()
    assert "This is for: disclosure specialist." in page
    assert "Find complete</button>" not in page
    answer = post(getattr(who, person), one, "completeness", why="I try.")
    assert answer.status_code == 409
    assert fresh(one).status == Status.COMPLETENESS


@pytest.mark.parametrize("person", ["liaison", "signer", "ice_liaison", "administrator", "stranger"])
def test_for_others_the_page_is_absent(who, one, person):
    assert visitor(getattr(who, person)).get(f"/requests/{one.pk}/completeness/").status_code == 404


def test_the_page_asks_a_fixed_number_of_queries(who, one):
    few = queries_of(visitor(who.specialist), f"/requests/{one.pk}/completeness/")
    assert few <= 46


def test_it_is_returned_with_several_coded_reasons(who, one):
    answer = post(who.specialist, one, "return", codes=["no_period", "no_matter"], why="Name the periods.")
    assert answer.status_code == 302
    assert fresh(one).status == Status.RETURNED
    assert Decision.objects.get(kind="return").reason_codes == ["no_period", "no_matter"]


@pytest.mark.parametrize("act", ["return", "deny"])
def test_only_counsel_gives_the_reason_that_is_counsels_alone_and_none_here_names_i6(who, one, act):
    for code in ("impairment", "undisclosed"):
        answer = post(who.specialist, one, act, codes=[code], why="Words.")
        assert answer.context["form"].errors["codes"]
    check(who, one)
    page = visitor(who.counsel).get(f"/requests/{one.pk}/{act}/").content.decode()
    assert 'value="undisclosed"' in page
    assert 'value="impairment"' not in page


def test_a_return_without_a_coded_reason_is_refused(who, one):
    answer = post(who.specialist, one, "return", why="Words alone.")
    assert "Choose at least one reason" in answer.content.decode()
    assert "Words alone." in answer.content.decode()
    assert fresh(one).status == Status.COMPLETENESS


def test_it_is_denied_for_good(who, one):
    post(who.specialist, one, "deny", codes=["wrong_requester"], why="No official of a listed class.")
    assert fresh(one).status == Status.DENIED


def assign(person, one, to, why, **said):
    return visitor(person).post(f"/requests/{one.pk}/assign/", {"seen": mark(one), "to": to, "why": why, **said})


def test_it_is_assigned_to_a_colleague_and_given_back(who, one):
    assign(who.specialist, one, who.transmitter.pk, "Knows the matter.")
    assert fresh(one).assigned_to == who.transmitter
    assign(who.specialist, one, "", "On leave.")
    assert fresh(one).assigned_to is None


def test_an_assignment_from_a_tab_that_showed_another_one_is_refused_and_shows_who_has_it(who, one):
    browser, place = visitor(who.specialist), f"/requests/{one.pk}/assign/"
    sent = {"seen": browser.get(place).context["seen"], "to": who.specialist.pk, "why": "Takes it up."}
    assign(who.transmitter, one, who.transmitter.pk, "Knows the matter.")
    answer = browser.post(place, sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and "has changed since you opened the page" in page and "Takes it up." in page
    assert f"Now: <strong>{who.transmitter}</strong>" in page
    assert fresh(one).assigned_to == who.transmitter
    assert [browser.post(place, sent | {"seen": answer.context["seen"]}).status_code for _ in "ab"] == [302, 302]
    assert fresh(one).assigned_to == who.specialist


def test_an_assignment_that_lacks_its_reason_keeps_what_was_seen(who, one):
    answer = assign(who.specialist, one, who.transmitter.pk, "", seen=1)
    assert answer.context["form"].errors["why"] and 'name="seen" value="1"' in answer.content.decode()


def test_it_is_not_assigned_to_somebody_without_a_case_role(who, one):
    answer = assign(who.specialist, one, who.liaison.pk, "A mistake.")
    assert answer.status_code == 200
    assert fresh(one).assigned_to is None


def two_subjects(who):
    one = draft(who)
    add(who, one, **subject_fields(last_name="Otherfield"))
    return walk(who, one, Status.COMPLETENESS)


def test_named_rows_are_set_aside(who):
    one = two_subjects(who)
    said = {"which": "rows", "rows": "2", "outcome": "returned", "code": "no_matter", "why": "Another matter."}
    assert post(who.specialist, one, "set-aside", **said).status_code == 302
    assert list(one.subjects.order_by("row").values_list("outcome", flat=True)) == [Outcome.OPEN, Outcome.RETURNED]


def test_whoever_sets_aside_reads_that_no_correction_brings_one_back_and_what_the_agency_reads(who):
    one = two_subjects(who)
    page = visitor(who.specialist).get(f"/requests/{one.pk}/set-aside/").content.decode()
    for words in (FINAL, READ, sentence_for_agency("no_matter"), sentence_for_agency("no_record_or_mismatch")):
        assert escape(words) in page


def test_numbers_that_no_standing_subject_bears_are_counted(who):
    one = two_subjects(who)
    said = {"which": "rows", "outcome": "returned", "code": "no_matter", "why": "Another matter."}
    for rows, told in (("2, 7-8", "no standing subject bears: 2."), ("1", "")):
        given = {"seen": version(one), "rows": rows} | said
        page = visitor(who.specialist).post(f"/requests/{one.pk}/set-aside/", given, follow=True).content.decode()
        assert ("subject was set aside" in page, "no standing subject bears" in page) == (True, bool(told))
        assert told in page


def test_for_the_reason_that_counsel_keeps_no_words_are_asked_for_or_kept(who):
    one = walk(who, two_subjects(who), Status.LEGAL_REVIEW)
    assert SPARED in visitor(who.counsel).get(f"/requests/{one.pk}/set-aside/").content.decode()
    assert SPARED not in visitor(who.specialist).get(f"/requests/{one.pk}/set-aside/").content.decode()
    said = {"which": "rows", "rows": "2", "outcome": "denied", "why": ""}
    answer = post(who.counsel, one, "set-aside", code="no_matter", **said)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["why"]
    assert post(who.counsel, one, "set-aside", code="undisclosed", **said).status_code == 302
    assert Decision.objects.get(kind="set_aside").words == UNDISCLOSED_WORDS


def test_when_every_subject_is_set_aside_nothing_is_said_to_go_on(who):
    one = two_subjects(who)
    said = {"which": "rows", "outcome": "returned", "code": "no_matter", "why": "Another matter."}
    for rows, left in (("2", "The rest can go on."), ("1", "No subject is left: return or deny the request")):
        browser = visitor(who.specialist)
        at = f"/requests/{one.pk}/set-aside/"
        answer = browser.post(at, {"seen": version(one), "rows": rows, **said}, follow=True)
        assert left in answer.content.decode()


@pytest.mark.parametrize("rows", ["", "x", "2-1", "1-99999", "1;;2-", "９９", "0-"])
def test_rows_that_cannot_be_read_are_named(who, one, rows):
    said = {"which": "rows", "rows": rows, "outcome": "denied", "code": "duplicate", "why": "Words."}
    answer = post(who.specialist, one, "set-aside", **said)
    assert answer.status_code == 422
    assert answer.context["form"].errors["rows"]


def test_rows_that_do_not_stand_set_nothing_aside(who, one):
    said = {"which": "rows", "rows": "77", "outcome": "denied", "code": "duplicate", "why": "Words."}
    assert "None that still stands" in post(who.specialist, one, "set-aside", **said).content.decode()


def test_it_is_sent_back_a_step(who, one):
    check(who, one)
    post(who.counsel, one, "step-back", why="The letter is missing.")
    assert fresh(one).status == Status.COMPLETENESS
