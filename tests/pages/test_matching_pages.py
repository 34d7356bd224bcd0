"""Matches on pages: what awaits a person, one subject beside the records, rates of error; nothing of it for the agency."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from django.urls import reverse

from audits.acting import MATCHING, acting
from audits.models import AccessRecord
from requests_app.models import MatchDecision, MatchRecheck, MatchState, MatchVerdict
from requests_app.workflow import match_rechecking
from requests_app.workflow.match_showing import tin_pieces, tin_words
from tests.cast import WHY, draft
from tests.pages.matched_case import ELDER, Case
from tests.pages.visiting import Visitor, queries_of

READERS = ("specialist", "transmitter", "counsel", "approver", "authorizer", "oversight")
OTHERS = ("liaison", "signer", "recipient", "ice_liaison", "administrator", "stranger")
REASON = "I compare the two for the completeness check"


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return Case.walked()


@pytest.fixture
def case(walked: int, db) -> Case:
    return Case(walked)


def text(answer) -> str:
    return answer.content.decode()


def revealed(case: Case, name: str = "specialist", subject: object = None) -> tuple[Visitor, str]:
    browser = case.as_(name)
    answer = browser.post(case.place("match", subject or case.ambiguous), {"why": REASON}, follow=True)
    assert answer.status_code == 200
    return browser, text(answer)


def mark_in(page: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def decided(case: Case, record: object, browser: Visitor | None = None, seen: str = "", why: str = "Born 1948."):
    browser, page = (browser, "") if browser else revealed(case)
    said = {"record": record, "why": why, "seen": seen or mark_in(page)}
    return browser, browser.post(case.place("match_decide", case.ambiguous), said)


def record_ids(case: Case) -> list[int]:
    return sorted(MatchVerdict.objects.get(subject=case.ambiguous).candidates)


@pytest.mark.parametrize("name", READERS)
def test_the_irs_and_oversight_read_them(case, name):
    browser = case.as_(name)
    assert [browser.get(place).status_code for place in case.pages()] == [200] * len(case.pages())


@pytest.mark.parametrize("name", OTHERS)
def test_to_others_none_of_it_is_there(case, name):
    browser = case.as_(name)
    for place in case.pages():
        assert browser.get(place).status_code == 404, place
    for name_ in ("match", "match_decide", "match_recheck"):
        said = {"why": REASON, "record": "none", "agrees": "yes", "seen": "x"}
        assert browser.post(case.place(name_, case.ambiguous), said).status_code == 404
    assert browser.post(reverse("match_quality"), {"verdict": "matched", "count": 1}).status_code == 404


def test_the_page_counts_every_verdict_and_lists_what_awaits_a_person(case):
    page = text(case.as_("specialist").get(case.place("matching")))
    assert "A person must decide" in page
    assert "No record was found" in page
    assert "differs" in page
    assert case.place("match", case.ambiguous) in page
    assert case.place("match", case.moved) not in page
    assert "2 of 3 standing subjects keep the request from moving on" in re.sub(r"\s+", " ", page)


def test_a_filter_leaves_what_it_names(case):
    browser = case.as_("specialist")
    page = text(browser.get(case.place("matching"), {"verdict": "matched", "address": "differs"}))
    assert case.place("match", case.moved) in page
    assert case.place("match", case.ambiguous) not in page
    assert "No subject fits" in text(browser.get(case.place("matching"), {"verdict": "matched", "address": "agrees"}))


def test_while_the_workers_are_at_it_the_page_says_how_far(case):
    with acting(by=MATCHING, why=WHY):
        MatchState.objects.update(finished_at=None, row=1)
    page = text(case.as_("specialist").get(case.place("matching_standing")))
    assert "up to subject 1 of 3" in page
    assert "hx-get" in page
    assert "hx-get" not in text(case.as_("specialist").get(case.place("subjects")))


def test_what_a_record_says_is_masked_until_a_reason_is_given(case):
    browser = case.as_("specialist")
    page = text(browser.get(case.place("match", case.moved)))
    assert ELDER not in page
    assert "912-66-0003" not in page
    assert "the address differs" in page
    without = browser.post(case.place("match", case.moved), {"why": " "})
    assert ELDER not in text(without)
    assert not AccessRecord.objects.filter(kind="record", act="reveal").exists()
    shown = revealed(case, subject=case.moved)[1]
    assert "Mansion" in shown
    assert "912-66-0003" in shown
    look = AccessRecord.objects.filter(kind="record", act="reveal").get()
    assert (look.why, look.person_id, look.case_id) == (REASON, case.who.specialist.pk, case.one.pk)
    assert list(look.subjects.values_list("subject_id", flat=True)) == [case.moved.pk]


@pytest.mark.parametrize("words", ["The file of Carl Movedfield.", "It says 912-66-0003.", "At 476 Prototype Ave."])
def test_a_reason_that_names_the_taxpayer_opens_nothing_and_is_not_kept(case, words):
    answer = case.as_("specialist").post(case.place("match", case.moved), {"why": words})
    assert "seem to name a taxpayer shown here" in text(answer)
    assert ELDER not in text(answer)
    assert not AccessRecord.objects.filter(act="reveal").exists()
    assert not AccessRecord.objects.filter(why=words).exists()


def test_neither_a_decision_nor_a_recheck_names_the_taxpayer(case):
    browser, page = revealed(case)
    words = {"why": f"It is {case.ambiguous.first_name} {case.ambiguous.last_name}."}
    said = words | {"record": "none", "seen": mark_in(page)}
    answer = browser.post(case.place("match_decide", case.ambiguous), said)
    assert "seem to name this taxpayer" in text(answer) and words["why"].split()[-1][:-1] in text(answer)
    assert not MatchDecision.objects.exists()
    browser = drawn(case)
    browser.post(case.place("match", case.moved), {"why": REASON}, follow=True)
    words = {"why": f"Not {case.moved.last_name}, {case.moved.first_name}.", "agrees": "no"}
    assert "seem to name this taxpayer" in text(browser.post(case.place("match_recheck", case.moved), words))
    assert not MatchRecheck.objects.exists()


def test_the_reason_of_a_look_is_offered_again_for_the_same_request_alone(case):
    browser, _ = revealed(case)
    offered = browser.get(case.place("match", case.moved)).context["look_form"]
    assert offered["why"].value() == REASON
    session = browser.session
    session["match_reason"] = [case.one.pk + 1, "Another case"]
    session.save()
    assert "Another case" not in text(browser.get(case.place("match", case.moved)))


def test_a_form_sent_in_before_any_look_opens_nothing(case):
    browser = case.as_("specialist")
    for name in ("match_decide", "match_recheck"):
        answer = browser.post(case.place(name, case.moved), {"why": "", "record": "none", "agrees": "yes", "seen": "x"})
        assert ELDER not in text(answer)
        assert "912-66-0003" not in text(answer)
    assert not AccessRecord.objects.filter(act="reveal").exists()


def test_a_role_that_may_not_see_a_number_in_full_opens_no_record(case):
    browser = case.as_("authorizer")
    assert browser.post(case.place("match", case.moved), {"why": REASON}).status_code == 404
    assert "no record’s text" in text(browser.get(case.place("match", case.moved)))


def test_differences_are_told_in_words_and_marked(case):
    page = revealed(case, subject=case.moved)[1]
    assert "<mark>Mansion</mark>" in page
    assert "Differs" in page
    assert "the given name is equal" in page


def test_the_records_number_is_shown_for_a_reason_with_the_digits_that_differ(case):
    with acting(by=MATCHING, why=WHY):
        MatchVerdict.objects.filter(subject=case.moved).update(candidates=record_ids(case))
    shut = text(case.as_("specialist").get(case.place("match", case.moved)))
    assert shut.count("•••-••-••••") == 7
    assert not re.search(r"912.{0,20}66.{0,20}000", shut)
    page = re.sub(r"\s+", " ", revealed(case, subject=case.moved)[1])
    number = '912-66-000<mark>{}</mark></bdi> <span class="desk-small">Digit 9 differs.</span>'
    assert [number.format(last) in page for last in (1, 2, 3)] == [True, True, False]
    assert '912-66-0003</bdi> <span class="desk-small">Every digit is the same.</span>' in page
    look = AccessRecord.objects.filter(kind="record", act="reveal").get()
    assert list(look.subjects.values_list("subject_id", flat=True)) == [case.moved.pk]


@pytest.mark.parametrize(
    ("tin", "beside", "words"),
    [
        ("912660012", "912-66-0021", "Digits 8, 9 differ"),
        ("912660012", "", "The agency gave none"),
        ("912660012", "12", "Not nine digits: nothing to compare digit by digit"),
        ("", "912-66-0021", "The record was stored without its number"),
    ],
)
def test_what_differs_in_a_number_is_told_in_words(tin, beside, words):
    assert tin_words(tin, beside) == words
    assert "".join(part for part, _ in tin_pieces(tin, beside)).replace("-", "") == tin
    assert "".join(part for part, _ in tin_pieces("123456789", "", ein=True)) == "12-3456789"


def test_deciding_goes_on_to_the_next_and_then_back(case):
    browser, answer = decided(case, record_ids(case)[0])
    assert answer.url == case.place("matching")
    found = MatchVerdict.objects.get(subject=case.ambiguous)
    assert (found.verdict, found.record_id, found.decided_by) == ("matched", record_ids(case)[0], case.who.specialist)
    page = text(browser.get(case.place("match", case.ambiguous)))
    assert "Born 1948." in page
    assert "decided: Exactly one record fits" in page


def test_a_decision_wants_a_record_and_words(case):
    browser, page = revealed(case)
    answer = browser.post(case.place("match_decide", case.ambiguous), {"seen": mark_in(page), "why": ""})
    assert "Choose a record" in text(answer)
    assert "say why" in text(answer)
    assert not MatchDecision.objects.exists()


def test_the_second_of_two_clicks_decides_nothing_more(case):
    browser, page = revealed(case)
    for _ in range(2):
        answer = decided(case, record_ids(case)[0], browser, mark_in(page))[1]
        assert answer.status_code == 302
    assert MatchDecision.objects.count() == 1


def test_of_two_tabs_the_second_is_told(case):
    first, page = revealed(case)
    second, other = revealed(case, "transmitter")
    decided(case, record_ids(case)[0], first, mark_in(page))
    answer = decided(case, record_ids(case)[1], second, mark_in(other))[1]
    assert answer.status_code == 409
    assert "has changed since you opened the page" in text(answer)
    assert "Born 1948." in text(answer) and "What you typed is still here" in text(answer)
    assert MatchVerdict.objects.get(subject=case.ambiguous).record_id == record_ids(case)[0]


@pytest.mark.parametrize("name", ["counsel", "approver", "oversight"])
def test_who_may_not_decide_reads_why(case, name):
    browser, page = revealed(case, name)
    assert "You may not decide on this subject now" in page
    assert decided(case, record_ids(case)[0], browser, "x")[1].status_code == 409
    assert not MatchDecision.objects.exists()


def test_a_subject_of_another_request_is_absent(case):
    other = draft(case.who)
    place = reverse("match", kwargs={"pk": case.one.pk, "subject_id": other.subjects.get().pk})
    assert case.as_("specialist").get(place).status_code == 404


def test_the_irs_reads_it_on_its_other_pages(case):
    browser = case.as_("specialist")
    check = re.sub(r"\s+", " ", text(browser.get(case.place("completeness"))))
    assert "1 matched, 1 for a person to decide, 1 without a record" in check
    assert "match.ambiguous" in check
    assert "match.none" in check
    assert "More than one record fits." in check
    assert "A person must decide" in text(browser.get(case.place("subjects")))
    assert "A person must decide" in text(browser.get(case.place("subject_open", case.ambiguous)))
    listed = text(browser.get(case.place("subjects"), {"code": "match.none"}))
    assert "Nobodyfield" in listed
    assert "Movedfield" not in listed
    assert "Movedfield" not in text(browser.get(case.place("subjects"), {"show": "blocked"}))


def test_counsel_sees_how_the_addresses_compare_and_not_the_records(case):
    page = text(case.as_("counsel").get(case.place("subject_open", case.moved)))
    assert "match.address" in page
    assert "differs; the address differs" in page
    assert ELDER not in page


# -- re-checks and rates


def drawn(case: Case, name: str = "transmitter", verdict: str = "matched") -> Visitor:
    browser = case.as_(name)
    answer = browser.post(reverse("match_quality"), {"verdict": verdict, "count": 5, "number": case.one.number})
    assert answer.url == f"{reverse('match_quality')}#drawn"
    return browser


def test_where_fewer_are_drawn_than_were_asked_for_the_page_says_how_many_and_why_no_more(case):
    browser = drawn(case)
    said = "1 was drawn by chance, not 5: no verdict of that kind is left that nobody drew before"
    assert said in text(browser.get(reverse("match_quality")))
    answer = browser.post(reverse("match_quality"), {"verdict": "matched", "count": 5, "number": case.one.number})
    assert "No verdict of that kind is left that nobody drew before and that you didn’t decide." in text(answer)
    sole = {"verdict": "not_found", "count": 1, "number": case.one.number}
    assert "1 was drawn by chance. What waits" in text(browser.post(reverse("match_quality"), sole, follow=True))


def test_a_match_that_a_recheck_found_wrong_awaits_a_person_and_is_marked(case):
    browser = drawn(case)
    browser.post(case.place("match", case.moved), {"why": REASON}, follow=True)
    answer = browser.post(
        case.place("match_recheck", case.moved), {"agrees": "no", "why": "Another given name."}, follow=True
    )
    assert f"The match of subject {case.moved.row} of {case.one.number} holds that request" in text(answer)
    page = text(browser.get(case.place("matching")))
    assert case.place("match", case.moved) in page and page.count("A re-check found it wrong: decide anew") == 1
    assert "1 for a person to decide, 1 without a record, 1 that a re-check found wrong" in re.sub(
        r"\s+", " ", text(browser.get(case.place("completeness")))
    )
    assert case.place("match", case.moved) in text(browser.get(case.place("match", case.ambiguous)))
    looked = case.as_("specialist")
    shown = text(looked.post(case.place("match", case.moved), {"why": REASON}, follow=True))
    said = {"record": "none", "why": "Another given name in the file.", "seen": mark_in(shown)}
    looked.post(case.place("match_decide", case.moved), said)
    page = text(browser.get(case.place("matching")))
    assert case.place("match", case.moved) not in page and "A re-check found it wrong" not in page


def test_a_verdict_is_drawn_looked_at_and_rechecked(case):
    browser = drawn(case)
    assert case.place("match", case.moved) in text(browser.get(reverse("match_quality")))
    page = text(browser.post(case.place("match", case.moved), {"why": REASON}, follow=True))
    assert "Drawn by chance for you" in page
    said = {"agrees": "no", "why": "Another given name in the file."}
    for _ in range(2):
        assert browser.post(case.place("match_recheck", case.moved), said).url == reverse("match_quality")
    assert MatchRecheck.objects.get().agrees is False
    quality = re.sub(r"\s+", " ", text(browser.get(reverse("match_quality"))))
    assert "100.00 %" in quality
    assert "20.65 % to 100.00 %" in quality
    assert "Waiting for you: 0" in quality


def test_the_file_says_what_the_page_says(case):
    browser = drawn(case)
    browser.post(case.place("match", case.moved), {"why": REASON}, follow=True)
    browser.post(case.place("match_recheck", case.moved), {"agrees": "yes", "why": "The same."})
    rows = list(csv.DictReader(StringIO(browser.get(reverse("match_quality_file")).getvalue().decode("utf-8-sig"))))
    assert [(r["verdict"], r["edition"] == "all", r["wrong"], r["rechecked"]) for r in rows] == [
        ("matched", True, "0", "1"),
        ("not_found", True, "0", "0"),
        ("matched", False, "0", "1"),
    ]
    assert (rows[0]["low_95"], rows[0]["high_95"][:5], rows[1]["rate"]) == ("0.000000", "0.793", "")
    assert AccessRecord.objects.latest("id").why == "exported how often matching is wrong"


def test_nothing_is_drawn_of_a_request_that_is_not_there_or_twice(case):
    browser = drawn(case)
    for number in ("NO-SUCH", case.one.number):
        answer = browser.post(reverse("match_quality"), {"verdict": "matched", "count": 5, "number": number})
        assert (answer.status_code, "Nothing was drawn" in text(answer)) == (409, True)
    assert match_rechecking.waiting(case.who.transmitter).count() == 1


def test_who_is_no_specialist_draws_nothing(case):
    answer = case.as_("counsel").post(reverse("match_quality"), {"verdict": "matched", "count": 5})
    assert answer.status_code == 409
    assert "Draw by chance" not in text(case.as_("oversight").get(reverse("match_quality")))


def test_a_list_takes_as_many_queries_for_one_as_for_many(case):
    few = queries_of(case.as_("specialist"), f"{case.place('matching')}?verdict=matched")
    many = queries_of(case.as_("specialist"), f"{case.place('matching')}?verdict=")
    assert few == many


# -- nothing of it reaches the agency


SAYS = re.compile(
    r"matching|match\.|ambiguous|No record was found|Exactly one record|A person must decide|record fits", re.I
)


@pytest.mark.parametrize("name", ["liaison", "signer"])
def test_no_page_of_the_agency_tells_anything_of_it(case, name):
    decided(case, record_ids(case)[0])
    browser = case.as_(name)
    for place in ("request", "subjects", "timeline"):
        body = re.sub(r"<script.*?</script>", "", text(browser.get(case.place(place))), flags=re.S)
        assert not SAYS.search(body), (place, SAYS.search(body))
    for query in ({"code": "match.none"}, {"code": "match.ambiguous"}, {"code": "match.address"}):
        shown = browser.get(case.place("subjects"), query)
        assert "Nobodyfield" not in text(shown)
        assert "Movedfield" not in text(shown)


def test_the_three_read_alike_to_the_agency(case):
    page = text(case.as_("liaison").get(case.place("subjects")))
    rows = [
        next(r for r in page.split("<tr") if name in r).split("</tr>")[0]
        for name in ("Carl", "Movedfield", "Nobodyfield")
    ]
    tags = [re.sub(r"\d+", "", "".join(re.findall(r'class="usa-tag[^>]*>[^<]*', row))) for row in rows]
    assert len(set(tags)) == 1


def test_the_irs_and_oversight_read_the_acts_in_the_timeline_without_what_was_found(case):
    decided(case, record_ids(case)[0])
    for name in ("specialist", "oversight"):
        page = text(case.as_(name).get(case.place("timeline")))
        assert "put in writing which record 1 subject is" in page
        assert "with the records" in page
        assert "Exactly one record" not in page


def test_old_and_new_values_of_a_match_are_masked_until_a_reason_is_given(case):
    decided(case, record_ids(case)[0])
    txid = MatchDecision.history.latest("history_id").txid
    place = reverse("timeline_event", kwargs={"pk": case.one.pk, "txid": txid})
    browser = case.as_("oversight")
    record = str(record_ids(case)[0])
    assert not re.search(rf">\s*{record}\s*<", text(browser.get(place)))
    assert case.as_("liaison").get(place).status_code == 404


@pytest.mark.parametrize("count", ["0", "", "many", "1000"])
def test_a_number_that_cannot_be_drawn_says_which_can(case, count):
    answer = case.as_("specialist").post(reverse("match_quality"), {"verdict": "matched", "count": count})
    assert "Give a whole number from 1 to 200. Nothing was changed yet." in text(answer)
