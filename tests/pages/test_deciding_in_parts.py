"""The pages on which a group of subjects is chosen, looked at, decided on and watched; the agency sees nothing of it."""

from __future__ import annotations

import re
from difflib import unified_diff
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import escape

from audits.models import AccessedSubject
from requests_app import tasks
from requests_app.models import Deciding, DisclosureRequest, Selection, Subject, Succession
from requests_app.rules.reason_codes import REASONS
from requests_app.rules.transitions import Status
from requests_app.views import selecting as views_selecting
from requests_app.views.answers import KEPT_AS_IT_WAS
from requests_app.views.succeeding import came_back
from requests_app.workflow import carrying_out, deciding, selecting
from tests.cast import Cast, cast, draft, fresh, match, on_record, subject_fields, transmit, version, walk
from tests.pages.visiting import queries_of, visitor
from tests.undecided import unmatched

NAMES = ("Zwanzigfeld", "Dreissigfeld", "Vierzigfeld")
REASON = "Two witnesses bought forged permits from {0}; the grand jury needs the place where {0} made them."


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    who = cast()
    for number, name in enumerate(NAMES, 1):
        on_record(last_name=name, tin=f"912-66-000{number}")
    given = [subject_fields(last_name=name, reason=REASON.format(name)) for name in NAMES]
    sent = walk(who, draft(who, *given), Status.COMPLETENESS)
    match(sent)
    return sent.pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def one(walked: int, db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked))


def place(one, selection=None, name="selection") -> str:
    if selection is None:
        return reverse("decide_in_parts", args=[one.pk])
    return reverse(name, args=[one.pk, selection.pk])


def choose(person, one, **chosen):
    return visitor(person).post(place(one), {"show": ""} | chosen)


def chosen(person, one, **given) -> Selection:
    assert choose(person, one, **given).status_code == 302
    return Selection.objects.latest("id")


def decide(person, one, selection, **said):
    given = {"seen": version(one), "outcome": "denied", "code": "no_matter", "why": "Not identified.", "sample": "open"}
    return visitor(person).post(place(one, selection), given | said)


def decided_on(person, one, rows) -> Selection:
    selection = chosen(person, one, rows=rows)
    assert decide(person, one, selection).status_code == 302
    return selection


@pytest.fixture
def slow(monkeypatch):
    """A part holds one subject, nothing is done at once, and what is rung for is written down."""
    rung = []
    monkeypatch.setattr(selecting, "AT_ONCE", 0)
    monkeypatch.setattr(selecting, "PART", 1)
    monkeypatch.setattr(tasks, "ring", lambda task, pk: rung.append((task, pk)))
    return rung


def test_a_choice_is_counted_and_shown_before_anything_is_decided(who, one):
    answer = choose(who.specialist, one, rows="1-2", statute="18 U.S.C. 1546(a)")
    page = visitor(who.specialist).get(answer.url).content.decode()
    assert "that cite 18 USC 1546(a), numbered 1–2" in page
    assert re.search(r"desk-number\">2</span> subjects", page)
    assert NAMES[0] in page and NAMES[2] not in page
    assert not Deciding.objects.exists()


def test_groups_decided_on_go_on_page_by_page(who, one, monkeypatch):
    monkeypatch.setattr(views_selecting, "SHOWN", 1)
    first, second = (decided_on(who.specialist, one, rows) for rows in ("1", "2"))
    page = visitor(who.specialist).get(place(one))
    assert [group.deciding.selection for group in page.context["groups"]] == [second]
    onward = page.context["next_url"]
    assert f'href="{onward}"' in page.content.decode()
    page = visitor(who.specialist).get(place(one) + onward)
    assert [group.deciding.selection for group in page.context["groups"]] == [first]
    assert (page.context["first_url"], page.context["next_url"]) == ("?", "")


def test_what_can_not_be_read_is_said_beside_its_field(who, one):
    page = choose(who.specialist, one, rows="seven", statute="the law", shares="reason").content.decode()
    for words in ("isn’t a subject’s number, nor a range", "can’t be read as a citation"):
        assert words in page
    assert "both what they share" in choose(who.specialist, one, shares="reason").content.decode()
    assert not Selection.objects.exists()


def test_a_page_with_something_wrong_says_so_once_in_its_title_and_sends_its_form_to_no_part_of_it(who, one):
    """Sent to “#sample”, the answer was shown from the sample on, and the focus never came to what was wrong."""
    assert "<title>Error: Decide on a group" in choose(who.specialist, one, rows="seven").content.decode()
    selection = chosen(who.specialist, one)
    page = decide(who.specialist, one, selection, why="").content.decode()
    assert "<title>Error: A group of subjects" in page
    assert f'<form method="post" action="{place(one, selection)}" novalidate>' in page


def test_nothing_fits(who, one):
    answer = choose(who.specialist, one, verdict="not_found")
    assert answer.status_code == 409 and "No standing subject fits" in answer.content.decode()


def test_a_few_are_all_opened_and_each_look_is_recorded(who, one):
    selection = chosen(who.specialist, one)
    visitor(who.specialist).get(place(one, selection))
    looked = AccessedSubject.objects.filter(record__person_id=who.specialist.pk, record__act="view")
    assert set(looked.values_list("subject_id", flat=True)) == set(one.subjects.values_list("pk", flat=True))


def test_of_many_the_sample_is_opened_on_purpose(who, one, monkeypatch):
    monkeypatch.setattr(selecting, "FEW", 1)
    selection = chosen(who.specialist, one)
    browser = visitor(who.specialist)
    closed = browser.get(place(one, selection)).content.decode()
    assert "Open the sample" in closed and NAMES[0] not in closed and 'name="why"' not in closed
    assert "Open the sample first" not in browser.get(place(one, selection), {"sample": "open"}).content.decode()
    assert decide(who.specialist, one, selection).status_code == 302


def test_a_decision_says_how_many_and_a_second_click_does_nothing_more(who, one):
    selection = chosen(who.specialist, one, rows="1, 3")
    first = decide(who.specialist, one, selection)
    assert first.url == place(one, selection)
    assert decide(who.specialist, one, selection, seen=1).status_code == 302
    assert list(one.subjects.order_by("row").values_list("outcome", flat=True)) == ["denied", "open", "denied"]
    page = visitor(who.specialist).get(first.url).content.decode()
    assert "It is carried out." in page and "Not identified." in page and NAMES[0] not in page


def test_a_group_of_all_who_stood_leaves_no_rest(who, one):
    for rows, left in (("1", "The rest can go on."), ("2, 3", "No subject is left: return or deny the request")):
        selection, browser = chosen(who.specialist, one, rows=rows), visitor(who.specialist)
        given = {"seen": version(one), "outcome": "denied", "code": "no_matter", "why": "Words.", "sample": "open"}
        assert left in browser.post(place(one, selection), given, follow=True).content.decode()


def test_a_second_tab_with_other_words_is_told_that_the_first_ones_stand(who, one):
    selection, browser = chosen(who.specialist, one, rows="1"), visitor(who.specialist)
    given = {"seen": version(one), "outcome": "denied", "code": "no_matter", "sample": "open"}
    first, second = (
        browser.post(place(one, selection), {**given, "why": why}, follow=True).content.decode()
        for why in ("First words.", "Second words.")
    )
    assert "1 subject was denied" in first and KEPT_AS_IT_WAS not in first
    assert unescape(second).count(KEPT_AS_IT_WAS) == 1 and "Second words." not in second


@pytest.mark.parametrize(("rows", "left"), [("", False), ("1, 2, 3", False), ("1-2", True)])
def test_the_page_says_what_is_left_beside_the_group(who, one, rows, left):
    page = visitor(who.specialist).get(place(one, chosen(who.specialist, one, rows=rows))).content.decode()
    assert ("the rest of the request goes on" in page) is left
    assert ("no subject is left then, and the request is to be returned or denied as a whole" in page) is not left


def test_the_last_ones_who_stand_leave_no_rest(who, one):
    decided_on(who.specialist, one, "1")
    page = visitor(who.specialist).get(place(one, chosen(who.specialist, one))).content.decode()
    assert "no subject is left then" in page and "goes on" not in page


def test_an_old_page_keeps_the_words(who, one):
    selection = chosen(who.specialist, one)
    answer = decide(who.specialist, one, selection, seen=version(one) - 1, why="Typed with care.")
    assert answer.status_code == 409 and "Typed with care." in answer.content.decode()
    assert not Deciding.objects.exists()


def test_a_colleague_reads_and_decides_nothing(who, one):
    selection = chosen(who.specialist, one)
    page = visitor(who.transmitter).get(place(one, selection)).content.decode()
    assert "a colleague’s" in page and 'name="why"' not in page
    assert decide(who.transmitter, one, selection).status_code == 404


@pytest.mark.parametrize("name", ["liaison", "signer", "recipient", "oversight", "ice_liaison", "administrator"])
def test_nobody_without_a_case_role_at_the_irs_comes_here(who, one, name):
    selection = chosen(who.specialist, one)
    browser = visitor(who.people()[name])
    for page in (place(one), place(one, selection), place(one, selection, "selection_standing")):
        assert browser.get(page).status_code == browser.post(page).status_code == 404


def test_another_requests_selection_is_not_found_here(who, one):
    selection = chosen(who.specialist, one)
    other = walk(who, draft(who), Status.COMPLETENESS)
    assert visitor(who.specialist).get(place(other, selection)).status_code == 404


def test_a_choice_by_what_the_records_hold_offers_only_what_reads_as_not_disclosed(who, one):
    selection = chosen(who.specialist, one, verdict="matched")
    page = visitor(who.specialist).get(place(one, selection)).content.decode()
    assert 'value="no_record_or_mismatch"' in page
    assert 'value="no_matter"' not in page and 'value="returned"' not in page
    assert "Final for these subjects" in page and "Either is final" not in page


def test_how_far_it_is(who, one, slow, django_capture_on_commit_callbacks):
    selection = chosen(who.specialist, one)
    with django_capture_on_commit_callbacks(execute=True):
        decide(who.specialist, one, selection)
    started = Deciding.objects.get()
    assert slow == [(tasks.carry_out_decision, started.pk)]
    carrying_out.carry_on(started.pk)
    part = visitor(who.counsel).get(place(one, selection, "selection_standing")).content.decode()
    assert "1 of 3, 33 %" in part and "hx-get" in part
    page = visitor(who.specialist).get(reverse("completeness", args=[one.pk])).content.decode()
    assert "still being carried out" in page
    while carrying_out.carry_on(started.pk):
        pass
    part = visitor(who.counsel).get(place(one, selection, "selection_standing")).content.decode()
    assert "It is carried out." in part and "hx-get" not in part


def test_the_words_of_a_decision_stand_once_and_open_on_the_page_of_its_event(who, one):
    selection = chosen(who.specialist, one, rows="1")
    decide(who.specialist, one, selection, why="Not identified by any matter.")
    txid = Deciding.history.order_by("history_id").first().txid
    page = visitor(who.oversight).get(f"/oversight/history/{txid}/").content.decode()
    panels = {panel.split("</h2>")[0].split(">")[-1]: panel for panel in page.split("<h2 ")[1:]}
    assert "Not identified by any matter." in panels["Decision"] and "Decided as" not in panels, list(panels)
    assert 'scope="row">Words' not in panels["Deciding"] and "its value is masked" not in panels["Deciding"]


def test_the_completeness_page_leads_to_those_without_a_record(committed_db):
    who = cast()
    on_record(last_name=NAMES[0])
    here, elsewhere = NAMES[:2]
    given = [
        subject_fields(last_name=here, reason=REASON.format(here)),
        subject_fields(
            last_name=elsewhere, first_name="Ida", address_line1="9 Remote Rd", reason=REASON.format(elsewhere)
        ),
    ]
    one = walk(who, draft(who, *given), Status.COMPLETENESS)
    from_worker(one)
    page = visitor(who.specialist).get(reverse("completeness", args=[one.pk])).content.decode()
    assert "1 subject without a record that fits: decide on it" in page
    form = visitor(who.specialist).get(place(one), {"verdict": "not_found"}).content.decode()
    assert '<option value="not_found" selected>' in form
    selection = chosen(who.specialist, one, verdict="not_found")
    decide(who.specialist, one, selection, code="no_record_or_mismatch", why="No record.")
    assert list(one.subjects.order_by("row").values_list("outcome", flat=True)) == ["open", "denied"]
    assert (
        "without a record that fits"
        not in visitor(who.oversight).get(reverse("completeness", args=[one.pk])).content.decode()
    )


def from_worker(one) -> None:
    """What the worker does, without giving anybody a record."""
    tasks.match_request(one.pk)


def read(person, one, name, **query):
    answer = visitor(person).get(reverse(name, args=[one.pk]), query)
    assert answer.status_code == 200
    page = re.sub(r'(value|content|X-CSRFToken"?:) ?=?"[\w-]{36,}"', "", answer.content.decode())
    return re.sub(r"<time.*?</time>|\([^()]*\)</span>", "", page)


PAGES = ("request", "subjects", "timeline", "withdraw")


def seen_by_agency(who, one) -> list[str]:
    pages = [read(who.liaison, one, name) for name in PAGES] + [read(who.liaison, one, "subjects", show="aside")]
    return [re.sub(r'name="seen"[^>]*>', "", page) for page in pages]


def same(before, after):
    pairs = zip(before, after, strict=True)
    differ = [line for one, other in pairs for line in unified_diff(one.splitlines(), other.splitlines(), n=0)]
    assert not differ, "\n".join(differ)


def test_to_the_agency_nothing_tells_of_it_before_meanwhile_or_after(who, one, slow):
    unmatched(one, 1)
    before = seen_by_agency(who, one)
    selection = chosen(who.specialist, one, verdict="not_found", rows="1")
    same(before, seen_by_agency(who, one))
    decide(who.specialist, one, selection, code="no_record_or_mismatch", why="No record fits.")
    assert Deciding.objects.get().finished_at is None
    same(before, seen_by_agency(who, one))
    carrying_out.carry_on(Deciding.objects.get().pk)
    assert one.subjects.filter(outcome="denied").count() == 1
    same(before, seen_by_agency(who, one))


def test_the_agency_withdraws_meanwhile_as_ever(who, one, slow):
    unmatched(one, 1, 2, 3)
    decide(who.specialist, one, chosen(who.specialist, one), code="no_record_or_mismatch")
    assert Deciding.objects.get().finished_at is None
    answer = visitor(who.liaison).post(
        reverse("withdraw", args=[one.pk]), {"seen": version(one), "why": "No longer needed."}
    )
    assert answer.status_code == 302 and fresh(one).status == Status.WITHDRAWN


def test_after_the_transmittal_those_of_a_group_read_like_any_other_not_disclosed(who, one):
    unmatched(one, 1)
    decide(who.specialist, one, chosen(who.specialist, one, verdict="not_found"), code="no_record_or_mismatch")
    walk(who, fresh(one), Status.LEGAL_REVIEW)
    two = Subject.objects.get(disclosure_request=one, row=2)
    aside = {"outcome": "denied", "reason_code": "undisclosed", "seen": version(one)}
    deciding.set_aside(one.pk, [two.pk], by=who.counsel, why="a test", **aside)
    transmit(who, walk(who, fresh(one), Status.FULFILMENT))
    rows = [r.split("</tr>")[0] for r in read(who.liaison, one, "subjects").split("<tr")]
    told = [re.sub(r"\d+", "", next(r for r in rows if name in r).replace(name, "")) for name in NAMES[:2]]
    assert told[0] == told[1] and "not disclosed" in told[0]


def test_the_choice_page_asks_few_questions(who, one):
    assert queries_of(visitor(who.specialist), place(one)) < 45


def test_the_liaison_begins_a_successor_with_what_was_returned(who, one):
    decide(who.specialist, one, chosen(who.specialist, one, rows="1-2"), outcome="returned")
    decide(who.specialist, one, chosen(who.specialist, one, rows="3"), outcome="denied")
    browser = visitor(who.liaison)
    assert "with the 2 returned subjects" in read(who.liaison, one, "request")
    page = browser.get(reverse("succeed", args=[one.pk]))
    key = page.context["form"]["key"].value()
    sent = {"key": key, "expected": 2}
    first = browser.post(reverse("succeed", args=[one.pk]), sent)
    assert browser.post(reverse("succeed", args=[one.pk]), sent).url == first.url
    successor = Succession.objects.get().successor
    assert list(successor.subjects.order_by("row").values_list("last_name", flat=True)) == list(NAMES[:2])
    assert one.number in read(who.liaison, successor, "request")
    assert successor.number in read(who.liaison, one, "request")
    assert "with the 2 returned" not in read(who.liaison, one, "request")


def test_a_successor_and_its_subjects_repeat_why_they_were_returned_and_of_no_other_reason(who, one):
    unmatched(one, 3)
    given = (("1", "no_matter"), ("2", "no_period"), ("3", "no_record_or_mismatch"))
    for row, code in given:
        decide(who.specialist, one, chosen(who.specialist, one, rows=row), outcome="returned", code=code)
    visitor(who.liaison).post(reverse("succeed", args=[one.pk]), {"key": any_key(), "expected": 2})
    successor = Succession.objects.get().successor
    told = read(who.liaison, successor, "request").split('id="succession"')[1].split("</section>")[0]
    assert [escape(REASONS[code].sentence) in told for _, code in given] == [True, True, False]
    for subject, (row, code) in zip(successor.subjects.order_by("row"), given, strict=False):
        place = reverse("subject_edit", args=[successor.pk, subject.pk])
        page = visitor(who.liaison).get(place).content.decode()
        assert escape(f"Returned as subject {row} of {one.number}: {REASONS[code].sentence}") in page
    assert came_back(one.subjects.get(row=1).pk) == ""


def test_the_irs_sees_the_successor_once_it_is_sent_in(who, one):
    decide(who.specialist, one, chosen(who.specialist, one, rows="1"), outcome="returned")
    visitor(who.liaison).post(reverse("succeed", args=[one.pk]), {"key": any_key(), "expected": 1})
    successor = Succession.objects.get().successor
    assert successor.number not in read(who.specialist, one, "request")
    walk(who, successor, Status.COMPLETENESS)
    assert successor.number in read(who.specialist, one, "request")
    assert one.number in read(who.specialist, successor, "request")


def any_key() -> str:
    return "5b3b6a0e-3a43-4a6e-9b56-7f2f1f4cf111"


def test_an_old_count_begins_nothing(who, one):
    decide(who.specialist, one, chosen(who.specialist, one, rows="1"), outcome="returned")
    answer = visitor(who.liaison).post(reverse("succeed", args=[one.pk]), {"key": any_key(), "expected": 7})
    assert answer.status_code == 409 and "1 returned subjects now, not 7" in answer.content.decode()
    assert not Succession.objects.exists()


@pytest.mark.parametrize("name", ["signer", "specialist", "ice_liaison", "oversight"])
def test_only_a_liaison_comes_to_the_successors_page(who, one, name):
    assert visitor(who.people()[name]).get(reverse("succeed", args=[one.pk])).status_code == 404
