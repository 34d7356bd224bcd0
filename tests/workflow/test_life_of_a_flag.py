"""A flag is raised, shown, cleared or cured, and raised again; whatever it rested on changes, it is judged anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from audits.acting import SETUP, acting
from requests_app import tasks
from requests_app.intake import judging, waiting
from requests_app.models import Agreement, DisclosureRequest, JudgingState, Subject, Threshold
from requests_app.models.as_facts import today
from requests_app.rules import lists
from requests_app.rules.needs import NEEDS_REVIEWED, Situation
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, drafting, holding, legal_review
from requests_app.workflow.questions import case_of
from tests.cast import (
    WHY,
    Cast,
    cast,
    check,
    clear_subject,
    draft,
    fresh,
    hand_over,
    order_fields,
    sign,
    subject_fields,
    version,
    walk,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Cast:
    return cast()


def unlisted(who: Cast) -> tuple[DisclosureRequest, Subject]:
    """Return a request in legal review whose one subject carries a review flag."""
    one = walk(who, draft(who, subject_fields(statute="18 USC 9999")), Status.LEGAL_REVIEW)
    subject = one.subjects.get()
    assert subject.review_codes == ["statute.unlisted"]
    return one, subject


def situation(one: DisclosureRequest) -> Situation:
    case = case_of(fresh(one))
    return Situation(case.contents, case.progress, case.book, today())


def work() -> None:
    """Do what the sweep would ring for."""
    for pk in sorted({*waiting.unjudged_requests(), *waiting.outdated_requests()}):
        tasks.judge_request(pk)


def test_a_clearance_ends_when_the_request_comes_back(who: Cast) -> None:
    one, subject = unlisted(who)
    clear_subject(who, one, subject, "statute.unlisted")
    deciding.return_to_agency(one.pk, by=who.counsel, why=WHY, seen=version(one), reason_codes=["no_specific_reason"])
    hand_over(who, one)
    sign(who, one)
    subject.refresh_from_db()
    assert (subject.review_codes, subject.cleared_codes) == (["statute.unlisted"], [])
    check(who, one)
    assert NEEDS_REVIEWED.reasons(situation(one))


def test_a_flag_that_ended_takes_its_clearance_along(who: Cast) -> None:
    same = {"case_number": "USAO-GJ-2025-0117"}
    people = [subject_fields(last_name=f"Demo{n}", first_name=f"Carl{n}", **same) for n in range(3)]
    with acting(by=SETUP, why=WHY):
        Threshold.objects.filter(name="matter_subjects").update(value=2)
    one = walk(who, draft(who, *people), Status.LEGAL_REVIEW)
    for subject in one.subjects.all():
        clear_subject(who, one, subject, "matter.shared")
    for value, expected in ((3, ([], [])), (2, (["matter.shared"], []))):
        with acting(by=SETUP, why=WHY):
            Threshold.objects.filter(name="matter_subjects").update(value=value)
        work()
        assert list(one.subjects.values_list("review_codes", "cleared_codes")) == [expected] * 3


def test_a_changed_threshold_is_found_and_judged(who: Cast) -> None:
    same = {"case_number": "USAO-GJ-2025-0117"}
    one = walk(who, draft(who, *(subject_fields(last_name=f"Demo{n}", **same) for n in range(3))), Status.COMPLETENESS)
    assert waiting.outdated_requests() == []
    with acting(by=SETUP, why=WHY):
        Threshold.objects.filter(name="matter_subjects").update(value=2)
    assert waiting.outdated_requests() == [one.pk]
    work()
    assert waiting.outdated_requests() == []
    assert one.subjects.filter(review_codes__contains=["matter.shared"]).count() == 3


def test_an_order_is_on_the_request_once_the_sweep_has_run_and_leaves_it_when_lifted(who: Cast) -> None:
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    hold = holding.enter_order(
        by=who.counsel,
        why=WHY,
        kind="stay",
        court="D. Test",
        docket="26-cv-1",
        citation="Order of Nov. 1, 2026",
        binds="IRS",
        acts=["disclose"],
        starts=today() - timedelta(days=1),
    )
    assert waiting.outdated_requests() == [one.pk]
    work()
    assert fresh(one).blocking_codes == ["hold.active"]
    holding.lift(hold.pk, seen=hold.version, by=who.counsel, why=WHY, on=today(), citation="Order of Nov. 9, 2026")
    work()
    assert fresh(one).blocking_codes == []
    shown = DisclosureRequest.history.filter(id=one.pk, actor_name="System: judging").values_list(
        "blocking_codes", flat=True
    )
    assert list(shown.order_by("history_id"))[-2:] == [["hold.active"], []]


def test_an_agreement_that_ends_blocks_at_night(who: Cast) -> None:
    one = walk(who, draft(who, order_fields(), ice=True), Status.COMPLETENESS)
    with acting(by=who.counsel, why=WHY):
        Agreement.objects.filter(pk=who.mou.pk).update(ends=today() - timedelta(days=1))
    work()
    assert "agreement.inactive" in fresh(one).blocking_codes


def test_a_new_day_has_everyone_judged_and_a_stopped_run_goes_on(who: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one = walk(who, draft(who, *(subject_fields(last_name=f"Demo{n}") for n in range(5))), Status.COMPLETENESS)
    yesterday = timezone.localdate() - timedelta(days=1)
    JudgingState.objects.filter(pk=one.pk).update(judged_on=yesterday)
    assert waiting.outdated_requests() == [one.pk]
    monkeypatch.setattr(judging, "AT_ONCE", 2)
    run = judging.Rejudging.of(one.pk)
    assert run.everyone and judging.judge_some_stale(run) == 2
    resumed = judging.Rejudging.of(one.pk)
    assert resumed.after == run.after > 0
    assert judging.judge_stale(one.pk) == 3
    assert JudgingState.objects.get(pk=one.pk).judged_on == today() and waiting.outdated_requests() == []


def test_a_new_edition_is_found(who: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one = walk(who, draft(who), Status.COMPLETENESS)
    assert waiting.outdated_requests() == []
    monkeypatch.setattr(waiting, "EDITION", f"{lists.EDITION}x")
    assert waiting.outdated_requests() == [one.pk]


def test_nobody_writes_the_verdict_on_a_request_that_was_sent_in(who: Cast) -> None:
    one = walk(who, draft(who), Status.COMPLETENESS)
    with (
        pytest.raises(DatabaseError, match="judged by the rules alone"),
        transaction.atomic(),
        acting(by=who.specialist, why=WHY),
    ):
        DisclosureRequest.objects.filter(pk=one.pk).update(review_codes=["writing.delegate"])


def test_an_edited_draft_is_judged_as_a_whole_at_once(who: Cast) -> None:
    one = draft(who)
    assert "items.barred" not in fresh(one).blocking_codes
    changes = {"items": ["taxpayer_return_information"]}
    drafting.edit(one.pk, by=who.liaison, why=WHY, seen=version(one), changes=changes)
    assert "items.barred" in fresh(one).blocking_codes


def test_what_was_cleared_of_one_order_is_not_cleared_of_the_next(who: Cast) -> None:
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    terms = {"kind": "injunction", "court": "D. Test", "binds": "USAO", "acts": ["use"], "starts": today()}
    holding.enter_order(by=who.counsel, why=WHY, docket="26-cv-1", citation="Order of Nov. 1, 2026", **terms)
    work()
    legal_review.clear_flag(one.pk, by=who.counsel, why=WHY, code="hold.active", subject_ids=[], opened=[])
    work()
    assert (fresh(one).review_codes, fresh(one).cleared_codes) == (["hold.active"], ["hold.active"])
    holding.enter_order(by=who.counsel, why=WHY, docket="26-cv-2", citation="Order of Nov. 2, 2026", **terms)
    work()
    assert (fresh(one).review_codes, fresh(one).cleared_codes) == (["hold.active"], [])
