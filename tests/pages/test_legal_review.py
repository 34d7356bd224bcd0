"""Counsel's step: the determination element by element, and review flags cleared in writing with a sample opened."""

import pytest

from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app.models import Clearance, Decision, DisclosureRequest, Participation
from requests_app.models.as_facts import today
from requests_app.rules.duties import Duty
from requests_app.rules.statute import ELEMENTS
from requests_app.rules.transitions import Status
from requests_app.views import clearances
from requests_app.views.clearing import SAMPLE, drawn
from requests_app.workflow import holding
from tests.cast import Cast, add, cast, clear_subject, draft, fresh, subject_fields, version, walk
from tests.pages.visiting import queries_of, visitor

UNLISTED = "18 USC 1112"
"""Criminal, and not in the table: a review flag."""


@pytest.fixture(scope="module")
def walked(own_copy: None) -> tuple[int, int]:
    """A request without a flag, and one with seven subjects under a statute that the table lacks."""
    who = cast()
    made = draft(who, subject_fields(last_name="Field", statute=UNLISTED))
    for n in range(6):
        add(who, made, **subject_fields(last_name=f"Field{'abcdef'[n]}", statute=UNLISTED))
    return walk(who, draft(who), Status.LEGAL_REVIEW).pk, walk(who, made, Status.LEGAL_REVIEW).pk


@pytest.fixture
def who(walked: tuple[int, int], db) -> Cast:
    return cast()


@pytest.fixture
def one(walked: tuple[int, int], db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked[0]))


@pytest.fixture
def flagged(walked: tuple[int, int], db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked[1]))


def answers(no: str = "") -> dict[str, str]:
    said = {f"{id}-yes": "no" if id == no else "yes" for id in ELEMENTS}
    return said | {f"{id}-words": "It rests on the letter." for id in ELEMENTS}


def post(who, one, **said):
    browser = visitor(who.counsel)
    return browser.post(f"/requests/{one.pk}/legal-review/", {"seen": version(one), "why": "Concluded.", **said})


def test_answers_that_came_too_late_are_shown_to_be_copied(who, one):
    """Another tab determined meanwhile: of all that was typed only the conclusion was left on the page."""
    earlier, late = version(one), next(iter(ELEMENTS))
    assert post(who, one, **answers()).status_code == 302
    said = answers(no=late) | {f"{late}-words": "Row 4 names no street."}
    answer = post(who, one, **said | {"seen": earlier})
    assert answer.status_code == 409
    page = " ".join(answer.content.decode().split())
    assert f"<dt>{ELEMENTS[late].question}</dt><dd>No. Row 4 names no street.</dd>" in page
    assert page.count("Yes. It rests on the letter.") == len(ELEMENTS) - 1


def test_every_element_stands_on_the_page_with_the_hash(who, one):
    page = visitor(who.counsel).get(f"/requests/{one.pk}/legal-review/")
    text = page.content.decode()
    assert all(element.citation in text for element in ELEMENTS.values())
    assert page.context["snapshot"].hash in text


def test_every_answer_that_is_required_bears_an_asterisk(who, one):
    page = visitor(who.counsel).get(f"/requests/{one.pk}/legal-review/").content.decode()
    assert page.count('title="required"') == 2 * len(ELEMENTS) + 1


def test_yes_to_every_element_moves_it_on(who, one):
    assert post(who, one, **answers()).url == f"/requests/{one.pk}/"
    assert fresh(one).status == Status.IRS_APPROVAL
    made = Decision.objects.get(kind="determination")
    assert made.lawful
    assert set(made.elements) == set(ELEMENTS)


def test_one_no_is_recorded_and_it_stays(who, one):
    post(who, one, **answers(no="periods"))
    made = Decision.objects.get(kind="determination")
    assert (made.lawful, made.elements["periods"]["yes"]) == (False, False)
    assert fresh(one).status == Status.LEGAL_REVIEW


def test_an_element_without_words_loses_nothing_typed(who, one):
    answer = post(who, one, **(answers() | {"tier-words": "", "periods-words": "Typed with care."}))
    page = answer.content.decode()
    assert [id for id, _ in answer.context["gaps"]] == ["id_tier-words"]
    assert "Typed with care." in page
    assert not Decision.objects.filter(kind="determination").exists()


def test_every_gap_is_told_at_once(who, one):
    assert len(post(who, one, why="").context["gaps"]) == 2 * len(ELEMENTS) + 1


def test_a_double_click_determines_once(who, one):
    seen, browser = version(one), visitor(who.counsel)
    said = {"seen": seen, "why": "Concluded.", **answers()}
    clicks = [browser.post(f"/requests/{one.pk}/legal-review/", said).status_code for _ in range(2)]
    assert clicks == [302, 302]
    assert Decision.objects.filter(kind="determination").count() == 1


@pytest.mark.parametrize("person", ["specialist", "approver", "authorizer", "oversight"])
def test_who_may_not_determine_reads_why(who, one, person):
    browser = visitor(getattr(who, person))
    assert "This is for: legal reviewer." in browser.get(f"/requests/{one.pk}/legal-review/").content.decode()
    said = {"seen": version(one), "why": "I try.", **answers()}
    assert browser.post(f"/requests/{one.pk}/legal-review/", said).status_code == 409
    assert fresh(one).status == Status.LEGAL_REVIEW


def test_the_page_asks_a_fixed_number_of_queries(who, one):
    assert queries_of(visitor(who.counsel), f"/requests/{one.pk}/legal-review/") <= 50


def clearing(who, flagged):
    browser = visitor(who.counsel)
    address = f"/requests/{flagged.pk}/clear/statute.unlisted/"
    page = browser.get(address)
    said = {name: page.context[name] for name in ("subjects", "opened")}
    return browser, address, said


def test_a_sample_is_opened_before_anything_is_cleared(who, flagged):
    browser, address, _ = clearing(who, flagged)
    page = browser.get(address)
    assert (len(page.context["clearing"].subjects), len(page.context["shown"])) == (7, 5)
    assert "Federal Tax Information" in page.content.decode()
    look = AccessRecord.objects.filter(act="view", person_id=who.counsel.pk).latest("id")
    assert (look.count, look.why) == (5, "opened a sample before clearing statute.unlisted")


def test_a_review_flag_is_cleared_in_writing_on_all_of_them(who, flagged):
    browser, address, said = clearing(who, flagged)
    answer = browser.post(address, {**said, "why": "Manslaughter is a crime; the table lacks it."})
    assert answer.url == f"/requests/{flagged.pk}/legal-review/"
    assert len(Clearance.objects.get().subject_ids) == 7
    assert not flagged.subjects.exclude(cleared_codes=["statute.unlisted"]).exists()


def test_a_second_click_clears_nothing_twice(who, flagged):
    browser, address, said = clearing(who, flagged)
    for _ in range(2):
        assert browser.post(address, {**said, "why": "It is a crime."}).status_code == 302
    assert Clearance.objects.count() == 1


def test_a_second_clearance_in_other_words_is_said_not_to_be_recorded(who, flagged):
    browser, address, said = clearing(who, flagged)
    told = []
    for words in ("It is a crime.", "It is a crime.", "Other words."):
        answer = browser.post(address, {**said, "why": words}, follow=True)
        told.append([str(message) for message in answer.context["messages"] if "wasn't recorded" in str(message)])
    assert [len(sentences) for sentences in told] == [0, 0, 1]
    assert Clearance.objects.get().words == "It is a crime."


def test_a_flag_on_the_request_is_cleared_once_and_other_words_are_said_not_to_be_recorded(who, one):
    part = {"disclosure_request": one, "subject_ids": [one.subjects.get().pk], "acts": ["disclose"]}
    about = {"kind": "stay", "court": "D.D.C.", "docket": "1", "citation": "Order 1", "binds": "the IRS"}
    holding.enter_order(by=who.counsel, why="a test", starts=today(), **about, **part)
    browser, address = visitor(who.counsel), f"/requests/{one.pk}/clear/hold.active/"
    assert "An order of a court in force covers this request." in browser.get(address).content.decode()
    told = []
    for words in ("It is left out.", "It is left out.", "Other words."):
        answer = browser.post(address, {"why": words}, follow=True)
        told.append(any("wasn't recorded" in str(message) for message in answer.context["messages"]))
    assert told == [False, False, True]
    assert Clearance.objects.get().words == "It is left out."


def test_without_words_nothing_is_cleared(who, flagged):
    browser, address, said = clearing(who, flagged)
    assert "say why" in browser.post(address, {**said, "why": ""}).content.decode()
    assert not Clearance.objects.exists()


def test_subjects_that_were_not_opened_are_not_cleared(who, flagged):
    browser = visitor(who.counsel)
    ids = ",".join(str(pk) for pk in flagged.subjects.values_list("pk", flat=True))
    said = {"subjects": ids, "opened": ids, "why": "Unseen."}
    answer = browser.post(f"/requests/{flagged.pk}/clear/statute.unlisted/", said)
    assert answer.status_code == 409
    assert "nobody clears what he or she hasn&#x27;t looked at" in answer.content.decode()


@pytest.mark.parametrize("ids", ["x", "1,2;3", "9" * 30, "-1"])
def test_a_damaged_list_of_subjects_is_refused(who, flagged, ids):
    said = {"subjects": ids, "opened": ids, "why": "Words."}
    answer = visitor(who.counsel).post(f"/requests/{flagged.pk}/clear/statute.unlisted/", said)
    assert (answer.status_code, Clearance.objects.count()) == (422, 0)


def test_a_blocking_flag_offers_no_clearing(who, one):
    page = visitor(who.counsel).get(f"/requests/{one.pk}/clear/address.missing/").content.decode()
    assert "there is nothing to clear" in page


def test_a_flag_that_does_not_stand_is_not_asserted(who, one):
    page = visitor(who.counsel).get(f"/requests/{one.pk}/clear/hold.active/").content.decode()
    said, asserted = "No review flag of this kind stands on this request", "An order of a court in force covers this"
    assert said in page and page.index(said) < page.index(f"<dt>What it would say</dt><dd>{asserted}")
    assert page.count(asserted) == 1 and "<textarea" not in page


def test_who_may_not_clear_sees_no_sample(who, flagged):
    page = visitor(who.specialist).get(f"/requests/{flagged.pk}/clear/statute.unlisted/")
    assert page.context["shown"] == []
    assert "This is for: legal reviewer." in page.content.decode()


def test_an_unknown_code_is_absent(who, one):
    assert visitor(who.counsel).get(f"/requests/{one.pk}/clear/no.such/").status_code == 404


def test_the_requests_page_leads_counsel_to_the_determination(who, one):
    page = visitor(who.counsel).get(f"/requests/{one.pk}/")
    determine = next(button for button in page.context["mine"] if button.id == "determine")
    assert (determine.refusals, determine.url) == ((), f"/requests/{one.pk}/legal-review/")


def test_the_sample_is_drawn_at_random_from_the_subjects_of_the_act():
    draws = {drawn(range(250)) for _ in range(20)}
    assert all(len(set(sample)) == SAMPLE and set(sample) <= set(range(250)) for sample in draws)
    assert len(draws) > 1
    assert sorted(drawn([7, 8])) == [7, 8]


def test_one_of_the_sample_can_be_left_flagged(who, flagged):
    browser, address, said = clearing(who, flagged)
    left = said["opened"].split(",")[0]
    answer = browser.post(address, {**said, "leave": [left], "why": "The others are manslaughter."})
    assert answer.url == address
    assert len(Clearance.objects.get().subject_ids) == 6
    assert flagged.subjects.get(cleared_codes=[]).pk == int(left)


def test_to_leave_them_all_clears_nothing_and_says_so(who, flagged):
    browser, address, said = clearing(who, flagged)
    answer = browser.post(address, {**said, "leave": said["subjects"].split(","), "why": "None of them."})
    assert answer.status_code == 409
    assert "Every subject was ticked to stay flagged" in answer.content.decode()
    assert not Clearance.objects.exists()
    assert fresh(flagged).cleared_codes == []


def test_a_form_that_comes_back_keeps_its_sample_and_its_ticks(who, flagged):
    browser, address, said = clearing(who, flagged)
    left = said["opened"].split(",")[0]
    page = browser.post(address, {**said, "leave": [left], "why": ""})
    assert set(page.context["opened"].split(",")) == set(said["opened"].split(","))
    assert [str(one.subject.id) for one in page.context["shown"] if one.left] == [left]


def test_what_was_cleared_before_stands_beside_the_form(who, flagged):
    first = flagged.subjects.get(row=1)
    clear_subject(who, flagged, first, "statute.unlisted")
    page = visitor(who.counsel).get(f"/requests/{flagged.pk}/clear/statute.unlisted/")
    assert [(act.who, act.subjects, act.words) for act in page.context["before"]] == [("Test Counsel", 1, "a test")]
    clearing_now = page.context["clearing"]
    assert (clearing_now.left, clearing_now.cleared, clearing_now.every, clearing_now.after) == (6, 1, 7, 0)
    assert "<mark>1112</mark>" in page.content.decode()


def test_a_clearance_counts_for_one_submission_only(who, flagged):
    clear_subject(who, flagged, flagged.subjects.get(row=1), "statute.unlisted")
    assert clearances.latest(flagged)["statute.unlisted"][0].acts == 1
    flagged.submission += 1
    assert clearances.latest(flagged) == {}


def test_the_page_says_that_who_drafted_never_clears(who, flagged):
    with acting(by=SETUP, why="a test"):
        Participation.objects.create(disclosure_request=flagged, person=who.counsel, duty=Duty.EDIT)
    page = visitor(who.counsel).get(f"/requests/{flagged.pk}/clear/statute.unlisted/")
    assert page.context["shown"] == []
    assert (
        "You drafted or edited on this request, so you may not be the one who clears a flag." in page.content.decode()
    )
