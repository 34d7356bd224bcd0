"""The request page: what stands on it for whom, and what doesn't."""

import io
import re
from uuid import uuid4

import pytest

from audits.models import AccessRecord
from requests_app.intake import cancelling, judging, receiving
from requests_app.models import DisclosureRequest
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.views import requests
from requests_app.workflow import deciding, holding, notes, submission
from tests.cast import Cast, cast, draft, fresh, on_record, subject_fields, transmit, version, walk
from tests.pages.visiting import queries_of, visitor

BLOCKED = subject_fields(address_line1="Unknown", city="")
MOST_QUERIES = 55


@pytest.fixture
def who(db) -> Cast:
    return cast()


def place(one: DisclosureRequest, rest: str = "") -> str:
    return f"/requests/{one.pk}/{rest}"


def text(answer) -> str:
    return answer.content.decode()


def test_it_says_where_the_request_stands_and_what_it_lacks(who):
    one = draft(who, subject_fields(), BLOCKED)
    shown = text(visitor(who.liaison).get(place(one)))
    assert one.number in shown
    assert 'aria-current="step"' in shown
    assert "address.placeholder" in shown
    assert "?code=address.placeholder#subjects" in shown
    assert "Federal Tax Information" in shown


def test_what_may_not_be_done_says_why(who):
    shown = text(visitor(who.liaison).get(place(draft(who, BLOCKED))))
    assert 'aria-disabled="true" aria-describedby="why-hand_over"' in shown
    assert "A blocking flag stands on a subject" in shown


def test_the_signer_may_sign_what_only_lacks_the_signature(who):
    one = walk(who, draft(who), Status.AWAITING_SIGNATURE)
    shown = text(visitor(who.signer).get(place(one)))
    assert f'href="{place(one, "sign/")}"' in shown
    assert "Due at signing" in shown


def test_the_look_at_its_subjects_is_recorded(who):
    one = draft(who)
    visitor(who.liaison).get(place(one))
    look = AccessRecord.objects.get(person_id=who.liaison.pk, case_id=one.pk)
    assert (look.act, look.count, look.why) == ("list", 1, "opened the request's page")


def without_tokens(answer) -> str:
    return re.sub(r"[A-Za-z0-9]{64}|[A-Za-z0-9]{32}", "", text(answer))


@pytest.mark.parametrize("name", ["ice_liaison", "ice_signer", "administrator", "stranger"])
def test_absent_and_forbidden_look_the_same(who, name):
    browser, one = visitor(getattr(who, name)), draft(who)
    forbidden, absent = browser.get(place(one)), browser.get("/requests/999999/")
    assert forbidden.status_code == absent.status_code == 404
    assert without_tokens(forbidden) == without_tokens(absent)


def test_a_request_held_by_a_court_says_which_order_and_what_it_bars(who):
    from_order = {"kind": "stay", "court": "D.D.C.", "docket": "25-cv-00457", "citation": "Order of Nov. 21, 2025"}
    hold(who, **from_order)
    shown = text(visitor(who.ice_liaison).get(place(draft(who, ice=True))))
    assert "A court order bars disclosure" in shown
    assert "Order of Nov. 21, 2025" in shown


def hold(who: Cast, **order: str) -> None:
    from_today = {"binds": "the IRS", "acts": ["disclose"], "starts": today()}
    holding.enter_order(by=who.counsel, why="a test", agreement=who.mou, **order, **from_today)


def test_the_agency_reads_its_own_notes_only(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    for readers in ("irs", "agency"):
        notes.write(one.pk, by=who.specialist, why="a test", readers=readers, text=f"A note for {readers}.")
    agency, irs = (text(visitor(p).get(place(one))) for p in (who.liaison, who.specialist))
    assert "A note for agency." in agency and "A note for irs." not in agency
    assert "A note for agency." in irs and "A note for irs." in irs


def test_the_agency_doesnt_learn_who_at_the_irs_decided(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    deciding.return_to_agency(
        one.pk, by=who.specialist, why="The periods are missing.", seen=version(one), reason_codes=["no_period"]
    )
    shown = text(visitor(who.liaison).get(place(one)))
    assert who.specialist.get_full_name() not in shown
    assert "No readable taxable period is set forth." in shown
    assert "The periods are missing." in shown


def test_a_filter_by_code_leaves_the_rows_that_have_it(who):
    one = draft(who, subject_fields(), BLOCKED)
    answer = visitor(who.liaison).get(place(one, "subjects/?code=address.placeholder"))
    assert [subject.row for subject in answer.context["listing"].subjects] == [2]


def test_subjects_are_paged_by_key(who):
    one = draft(who, *(subject_fields(last_name=f"Person{n:03}") for n in range(30)))
    first = visitor(who.liaison).get(place(one, "subjects/")).context["listing"]
    assert len(first.subjects) == 25
    rest = visitor(who.liaison).get(first.next_url.partition("#")[0]).context["listing"]
    assert [subject.row for subject in rest.subjects] == list(range(26, 31))


@pytest.mark.parametrize(
    "junk", ["after=x", "after=-1", "after=99999999999999999999", "show=zz", "code=zz", "code=%00"]
)
def test_junk_in_the_address_is_no_error(who, junk):
    assert visitor(who.liaison).get(place(draft(who), f"subjects/?{junk}")).status_code == 200


def test_as_many_queries_for_twelve_subjects_as_for_thirty(who):
    few, many = (draft(who, *(subject_fields(last_name=f"Person{n:03}") for n in range(count))) for count in (12, 30))
    one, thirty = (queries_of(visitor(who.liaison), place(d)) for d in (few, many))
    assert thirty == one
    assert one <= MOST_QUERIES


def test_the_list_of_subjects_takes_few_queries(who):
    assert queries_of(visitor(who.liaison), place(draft(who), "subjects/")) <= 40


def test_a_closed_request_shows_its_package_to_its_agency(who):
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    transmit(who, one)
    shown = text(visitor(who.recipient).get(place(one)))
    assert "Your package" in shown
    assert "Your package" not in text(visitor(who.liaison).get(place(one)))


def test_oversight_reads_and_has_nothing_to_press(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    shown = text(visitor(who.oversight).get(place(one)))
    assert "Nothing is due from you here now." in shown
    assert fresh(one).status == Status.COMPLETENESS


def test_the_agency_writes_a_note_once_and_the_irs_reads_it(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    browser = visitor(who.liaison)
    form = {"last": browser.get(place(one, "note/")).context["last"], "text": "Row 1 moved in May."}
    assert [browser.post(place(one, "note/"), form).status_code for _ in range(2)] == [302, 302]
    assert text(visitor(who.specialist).get(place(one))).count("Row 1 moved in May.") == 1


@pytest.mark.parametrize("name", ["ice_liaison", "specialist", "oversight", "stranger"])
def test_nobody_else_writes_for_the_agency(who, name):
    one = walk(who, draft(who), Status.COMPLETENESS)
    assert visitor(getattr(who, name)).post(place(one, "note/"), {"text": "Words"}).status_code == 404


def test_the_page_follows_the_judging_and_stops_when_it_is_done(who):
    one, browser = walk(who, draft(who), Status.AWAITING_SIGNATURE), visitor(who.specialist)
    sign_unjudged(who, one)
    assert 'hx-trigger="every 2s"' in text(browser.get(place(one)))
    assert "1 of 1 subject is still being judged" in text(browser.get(place(one, "judging/")))
    judging.judge_stale(one.pk)
    part = text(browser.get(place(one, "judging/")))
    assert "Every subject is judged." in part
    assert "hx-trigger" not in part


def sign_unjudged(who: Cast, one: DisclosureRequest) -> None:
    submission.sign_and_send(
        one.pk,
        by=who.signer,
        why="a test",
        seen=version(one),
        office="us_attorney",
        capacity="holder",
        instrument="",
        title="United States attorney",
        letter=None,
    )


@pytest.mark.parametrize("of", ["uploads", "notes"])
def test_earlier_uploads_and_notes_are_on_the_next_page(who, of, monkeypatch):
    one = draft(who)
    for number in range(3):
        stream = io.BytesIO(f"last_name\n{number}\n".encode())
        named = {"filename": f"thing{number}.csv", "stream": stream, "key": uuid4()}
        batch = receiving.receive(one.pk, by=who.liaison, why="a file", **named)
        cancelling.cancel(batch.pk, by=who.liaison, why="only to be listed")
        notes.write(one.pk, by=who.liaison, why="a note", readers="agency", text=f"thing{number}.csv came.")
    monkeypatch.setattr(requests, of.upper(), 2)
    browser = visitor(who.liaison)
    first = panel(text(browser.get(place(one))), of)
    assert re.findall(r"thing\d", first) == ["thing2", "thing1"]
    (onward,) = re.findall(r'href="([^"]+)" rel="next"', first)
    earlier = panel(text(browser.get(place(one, onward.partition("#")[0].replace("&amp;", "&")))), of)
    assert re.findall(r"thing\d", earlier) == ["thing0"]
    assert onward.endswith(f"#{of}") and "First page" in earlier


def panel(shown: str, of: str) -> str:
    """The part of a page that stands under one heading."""
    return shown.partition(f'id="{of}"')[2].partition("</section>")[0]


def test_taken_back_by_the_signer_the_liaison_reads_who_and_why_until_it_is_handed_over_again(who):
    """The reason stood in the timeline alone, below the subjects."""
    one = walk(who, draft(who), Status.AWAITING_SIGNATURE)
    banner = "Taken back to draft</h2>"
    assert banner not in text(visitor(who.liaison).get(place(one)))
    submission.take_back(one.pk, by=who.signer, why="Say which day it was.", seen=version(one))
    shown = text(visitor(who.liaison).get(place(one)))
    assert banner in shown and "Test Signer, " in shown and "Say which day it was.</blockquote>" in shown
    submission.hand_over(one.pk, by=who.liaison, why="Ready.", seen=version(one))
    assert banner not in text(visitor(who.liaison).get(place(one)))


def test_sent_back_among_the_irs_its_people_read_why_and_the_agency_nothing(who):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    deciding.step_back(one.pk, by=who.counsel, why="Ask for the letter.", seen=version(one))
    for page in ("", "completeness/", "legal-review/", "approval/"):
        shown = text(visitor(who.specialist).get(f"{place(one)}{page}"))
        assert "Sent back one step</h2>" in shown and "Ask for the letter.</blockquote>" in shown, page
    agency = text(visitor(who.liaison).get(place(one)))
    assert "Sent back one step" not in agency and "Ask for the letter." not in agency
